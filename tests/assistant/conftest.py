"""A catalog and originals with one source of each look, as ingest leaves them, and a team that uses it.
No worker, no model."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shelves import Overlap, Shelf, Team, overlapping, speech

from assistant.chat.history import History
from assistant.chat.verdicts import Verdicts
from assistant.handover import templates
from assistant.handover.covering.places import Library, Yardstick
from assistant.handover.covering.sought import of_template
from assistant.handover.records.shelf import Records
from assistant.handover.surveying import Surveyor
from assistant.people.audit import Audit
from assistant.people.identity import Identity
from assistant.people.members import Members
from assistant.people.roles import Role
from assistant.people.sessions import Sessions
from assistant.people.tokens import Tokens
from assistant.people.users import Account, Users
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Source
from vectorstore.originals import Originals

if TYPE_CHECKING:
    from fastapi import FastAPI
    from sqlalchemy import Engine


@pytest.fixture
def shelf(tmp_path: Path, records_at: Callable[[Path], Engine]) -> Iterator[Shelf]:
    folder = tmp_path / "shelf"
    folder.mkdir()
    engine = records_at(folder / "records.sqlite")
    identity = Identity(Users(engine), Members(engine), Sessions(engine), Tokens(engine))
    catalog = Catalog(engine)
    yardstick = Yardstick.of(of_template(templates.load()["agency"]))
    library = Library(Overlap(catalog).search, catalog, overlapping, yardstick)
    surveyor = Surveyor(library, Records.over(engine).coverage)
    places = (catalog, Originals(folder.as_uri(), folder / "work"), folder)
    yield Shelf(*places, Audit(engine), identity, History(engine), Verdicts(engine), surveyor)
    surveyor.close()
    engine.dispose()


@pytest.fixture
def meeting(shelf: Shelf) -> Source:
    path = shelf.folder / "meeting.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000 * 10))
    return shelf.add(
        "复盘会.wav",
        path.read_bytes(),
        speech(600),
        kind=Kind.RECORDING,
        topic="危机",
        occurred_on=date(2026, 3, 14),
        facts={"duration_s": 3000.0, "model": "whisper-base (bundled)", "dropped.silence": 12.5, "uncovered_s": 3},
    )


@pytest.fixture
def site(shelf: Shelf) -> FastAPI:
    """The gate and the routers for people and sources over a shelf."""
    from fastapi import FastAPI

    from assistant.api import (
        audit,
        coverage,
        decisions,
        firstdays,
        handover,
        interviews,
        library,
        me,
        notices,
        people,
        practice,
        questions,
        report,
        selfchecks,
        sources,
        talks,
        trust,
    )
    from assistant.api.errors import answer_in_problems
    from assistant.guard import Gate

    site = FastAPI()
    site.state.app, site.state.token = shelf, "the owner's"
    routers = (
        *(people.routes, me.routes, notices.routes, audit.routes, sources.routes),
        *(library.routes, trust.routes, talks.routes, handover.routes, coverage.routes, interviews.routes),
        *(questions.routes, decisions.routes, report.routes, firstdays.routes, selfchecks.routes, practice.routes),
    )
    for router in routers:
        site.include_router(router)
    answer_in_problems(site, routers)
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="the owner's")
    return site


@pytest.fixture
def team(shelf: Shelf, site: FastAPI) -> Team:
    names = ("chen", "mandy", "lin", "wu", "zhao")
    ids = {name: shelf.identity.users.add(Account(name, admin=name == "chen")).id for name in names}
    own, foreign = (shelf.catalog.space_named(name).id for name in ("穗岚坊", "漪珀"))
    for name, role in (("mandy", Role.MANAGER), ("lin", Role.CONTRIBUTOR), ("wu", Role.NEWCOMER)):
        shelf.identity.members.put(own, ids[name], role)
    shelf.identity.members.put(foreign, ids["zhao"], Role.MANAGER)
    return Team(shelf, site, {**ids, "own": own, "foreign": foreign})
