"""What is due goes, what is not stays, however often the sweep runs. Real database and files; a worker that only
counts, and a vector store with nothing in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assistant import retention
from assistant.chat.events import Answer
from assistant.errors import UnknownSpace
from assistant.people.audit import Wanted
from assistant.people.errors import NotAllowed
from assistant.people.roles import LOCAL, Caller, Role
from vectorstore import db
from vectorstore.models import Block, Locator, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf

NOW = datetime(2030, 6, 1)  # long after the files of the test came


@dataclass(frozen=True, slots=True)
class Around:
    """What a sweep asks of besides the records."""

    shelf: Any
    compacted: list[str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.shelf, name)

    @property
    def pipeline(self) -> Around:
        return self

    @property
    def store(self) -> Around:
        return self

    @property
    def settings(self) -> Any:
        return self.shelf

    def forget_finished_jobs(self) -> int:
        return 0

    def compact(self) -> None:
        self.compacted.append("vectors")


def swept(shelf: Shelf, now: datetime = NOW) -> retention.Swept:
    around: Any = Around(shelf, [])
    result = retention.sweep(around, now)
    assert around.compacted == ["vectors"]
    return result


def sign_off(shelf: Shelf, space: str, day: datetime | None, originals: int | None = None) -> None:
    values = {"signed_off_at": day, "keep_originals_days": originals}
    with shelf.catalog.engine.begin() as connection:
        connection.execute(db.spaces.update().where(db.spaces.c.id == space).values(values))


def is_there(shelf: Shelf, source: Source) -> bool:
    with shelf.originals.local(source.sha256) as path:
        return path.is_file()


@pytest.fixture
def report(shelf: Shelf) -> Source:
    return shelf.add("报表.txt", b"one", [Block("三月消耗十二万", Locator(paragraph=1))])


@pytest.mark.parametrize(
    ("signed_off", "days", "goes"),
    [
        (None, 30, False),  # nobody has signed it off
        (NOW - timedelta(days=400), None, False),  # for ever
        (NOW - timedelta(days=29), 30, False),
        (NOW - timedelta(days=30), 30, True),
        (NOW - timedelta(days=400), 1, True),
    ],
)
def test_originals_go_so_many_days_after_sign_off(
    shelf: Shelf, report: Source, signed_off: datetime | None, days: int | None, goes: bool
) -> None:
    sign_off(shelf, report.space, signed_off, days)
    result = swept(shelf)
    assert result.originals == goes
    assert result.bytes == (3 if goes else 0)
    assert is_there(shelf, report) is not goes
    assert shelf.catalog.blocks(report.id, 1)[0].text == "三月消耗十二万"
    assert bool(shelf.catalog.source(report.id).facts.get("original_removed")) is goes
    noted = shelf.audit.entries(Wanted(actions=["deleted"]))
    assert [(entry.person, entry.target, entry.details) for entry in noted] == (
        [("system", report.id, {"what": "original", "bytes": 3})] if goes else []
    )
    assert swept(shelf) == retention.Swept()  # the second time there is nothing left
    assert len(shelf.audit.entries(Wanted(actions=["deleted"]))) == goes


def test_a_file_that_another_client_keeps_stays_for_them(shelf: Shelf, report: Source) -> None:
    same = shelf.add("同一份.txt", b"one", space="漪珀")
    sign_off(shelf, report.space, NOW - timedelta(days=9), 5)
    assert swept(shelf) == retention.Swept(originals=1)
    assert is_there(shelf, same)
    assert shelf.catalog.source(report.id).facts["original_removed"]
    assert "original_removed" not in shelf.catalog.source(same.id).facts
    sign_off(shelf, same.space, NOW - timedelta(days=9), 5)
    assert swept(shelf).bytes == 3
    assert not is_there(shelf, report)


def test_a_file_that_came_after_the_sign_off_has_its_days(shelf: Shelf, report: Source) -> None:
    stored = shelf.catalog.versions(report.id)[0]["stored_at"]
    sign_off(shelf, report.space, stored - timedelta(days=300), 30)
    assert swept(shelf, stored + timedelta(days=29)).originals == 0
    assert swept(shelf, stored + timedelta(days=30)).originals == 1


def test_what_is_being_read_is_left_alone(shelf: Shelf, report: Source) -> None:
    shelf.catalog.update(report.id, status=Status.EXTRACTED)
    sign_off(shelf, report.space, NOW - timedelta(days=300), 1)
    assert swept(shelf).originals == 0


def test_a_file_that_came_back_goes_again(shelf: Shelf, report: Source) -> None:
    sign_off(shelf, report.space, NOW - timedelta(days=300), 1)
    swept(shelf)
    again = shelf.folder / "again"
    again.write_bytes(b"one")
    assert shelf.originals.put(again) == report.sha256
    assert swept(shelf).bytes == 3


def answered(question: str) -> Answer:
    return Answer(question, question, "答案", "zh")


def asked(shelf: Shelf, questions: Sequence[tuple[str, tuple[str, ...], int]]) -> str:
    """A conversation of (question, spaces, days ago)."""
    conversation = shelf.history.create("p1").id
    for position, (question, spaces, days) in enumerate(questions):
        shelf.history.append(conversation, answered(question), spaces)
        here = (db.turns.c.conversation == conversation, db.turns.c.position == position)
        with shelf.catalog.engine.begin() as connection:
            connection.execute(db.turns.update().where(*here).values(created_at=NOW - timedelta(days=days)))
    return conversation


def keep_chats(shelf: Shelf, space: str, days: int | None) -> None:
    retention.set_rules(shelf.visit, space, None, days)


def test_turns_go_after_their_days_by_the_shortest_of_their_clients(shelf: Shelf) -> None:
    one, two = (shelf.catalog.space_named(name).id for name in ("穗岚坊", "漪珀"))
    keep_chats(shelf, one, 30)
    mixed = asked(shelf, [("第一问", (one, two), 40), ("第二问", (two,), 40), ("第三问", (one,), 20)])
    gone = asked(shelf, [("全删", (one,), 31)])
    assert swept(shelf).turns == 2
    assert [turn.answer.question for turn in shelf.history.turns(mixed)] == ["第二问", "第三问"]
    assert shelf.history.conversation(mixed).title == "第二问"
    assert shelf.history.conversation(gone) is None
    assert swept(shelf).turns == 0
    keep_chats(shelf, one, None)
    assert swept(shelf).turns == 0


def test_a_name_that_somebody_gave_stays(shelf: Shelf) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    keep_chats(shelf, space, 1)
    conversation = asked(shelf, [("第一问", (space,), 2), ("第二问", (space,), 0)])
    shelf.history.rename(conversation, "给老板看的")
    swept(shelf)
    assert shelf.history.conversation(conversation).title == "给老板看的"


def test_what_nobody_submitted_goes_after_a_day(shelf: Shelf) -> None:
    waiting = shelf.folder / "incoming" / "p1"
    waiting.mkdir(parents=True)
    old, new = waiting / ("a" * 32), waiting / ("b" * 32)
    for path, age in ((old, 25), (new, 23)):
        path.write_bytes(b"x")
        stamp = (NOW - timedelta(hours=age) - datetime(1970, 1, 1)).total_seconds()
        os.utime(path, (stamp, stamp))
    assert swept(shelf).uploads == 1
    assert not old.exists()
    assert new.exists()


def test_only_managers_read_and_set_the_rules(shelf: Shelf) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    for role in (Role.NEWCOMER, Role.CONTRIBUTOR):
        visit = shelf.visit_by(Caller("p", roles={space: role}))
        with pytest.raises(NotAllowed):
            retention.rules(visit, space)
        with pytest.raises(NotAllowed):
            retention.set_rules(visit, space, 1, 1)
    stranger = shelf.visit_by(Caller("p"))
    with pytest.raises(UnknownSpace):
        retention.set_rules(stranger, "穗岚坊", 1, 1)
    manager = shelf.visit_by(Caller("p", roles={space: Role.MANAGER}))
    assert retention.set_rules(manager, "穗岚坊", 90, 30) == retention.Rules(90, 30, None)
    assert retention.rules(manager, space) == retention.Rules(90, 30, None)
    noted = shelf.audit.entries(Wanted())[0]
    assert (noted.action, noted.details) == ("setting changed", {"originals": 90, "chats": 30})


@pytest.mark.parametrize("days", [0, -1, retention.LONGEST + 1])
def test_impossible_times_are_refused(shelf: Shelf, days: int) -> None:
    shelf.catalog.space_named("穗岚坊")
    with pytest.raises(ValueError, match=str(days)):
        retention.set_rules(shelf.visit, "穗岚坊", days, None)
    assert retention.rules(shelf.visit_by(replace(LOCAL)), "穗岚坊").originals_days is None
