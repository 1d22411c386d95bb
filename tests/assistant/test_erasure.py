"""A person who is erased is nobody: nothing of theirs is left but bare ids in the audit log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chat.events import Answer
from assistant.chat.verdicts import Verdict
from assistant.desk import Visit
from assistant.erasure import Wish, erase_person
from assistant.handover import questions
from assistant.handover.records.questions import Asking, Why
from assistant.people.audit import Action, Wanted
from assistant.people.errors import LastAdministrator, NoSuccessor, NotAllowed, UnknownPerson
from assistant.people.roles import LOCAL, Caller, Grant, Role
from assistant.people.users import Account

if TYPE_CHECKING:
    from shelves import Shelf, Team

    from assistant.build import App


def at(shelf: Shelf, folder: Path) -> Visit:
    """An administrator's visit; the shelf lends its folder as the data folder."""

    class Lent:
        settings = type("Settings", (), {"folder": folder})

        def __getattr__(self, name: str) -> object:
            return getattr(shelf, name)

    return Visit(Lent(), LOCAL)  # type: ignore[arg-type]


def test_an_account_goes_with_all_its_doings(shelf: Shelf, team: Team) -> None:
    visit, lin, wu = at(shelf, shelf.folder), team.ids["lin"], team.ids["wu"]
    source = shelf.add("报表.txt", owner=lin)
    conversation, others = shelf.history.create(lin, "林问的").id, shelf.history.create(wu).id
    for asked in (conversation, others):
        shelf.history.append(asked, Answer("问", "问", "答", "zh"), [team.ids["own"]])
        shelf.verdicts.put((asked, 0), lin, Verdict.WRONG, "林的评语")
    shelf.identity.sessions.open(lin, "Safari")
    shelf.identity.tokens.make(lin, "林的脚本", [Grant.READ], 30)
    shelf.audit.note(lin, Action.VIEWED, source.id, space=team.ids["own"])
    waiting = shelf.folder / "incoming" / lin
    waiting.mkdir(parents=True)
    (waiting / ("0" * 32)).write_bytes(b"x")

    with pytest.raises(NoSuccessor):
        erase_person(visit, lin, Wish())
    assert shelf.history.conversation(conversation) is not None  # nothing is half gone
    removal = erase_person(visit, lin, Wish(successor="mandy"))

    assert removal.places == {
        "accounts": 1,
        "conversations": 1,
        "turns": 1,
        "verdicts": 2,
        "sessions": 1,
        "tokens": 1,
        "memberships": 1,
        "uploads": 1,
    }
    assert shelf.catalog.source(source.id).owner == team.ids["mandy"]
    assert shelf.history.conversation(conversation) is None
    assert len(shelf.history.turns(others)) == 1
    assert not waiting.exists()
    with pytest.raises(UnknownPerson):
        shelf.identity.users.person(lin)
    noted = shelf.audit.entries(Wanted())
    assert {entry.person_shown for entry in noted if entry.person == lin} == {""}
    assert noted[0].details["removed"] == dict(removal.places)
    records = b"".join(path.read_bytes() for path in shelf.folder.glob("records.sqlite*"))
    for word in ("林问的", "林的评语", "林的脚本", "Safari"):
        assert word.encode() not in records
        assert word.encode("unicode_escape") not in records


def test_questions_for_people_lose_their_name_and_stay(shelf: Shelf, team: Team) -> None:
    asking = Asking("返点多少？", "zh", Why.UNANSWERABLE)
    sent = [questions.send_on(team.visit(who), team.ids["own"], asking, team.ids["mandy"]) for who in ("lin", "wu")]
    removal = erase_person(at(shelf, shelf.folder), "lin", Wish())
    assert removal.places["questions"] == 1
    kept = [shelf.handover.questions.of_id(one.id) for one in sent]
    assert [(one.text, one.person) for one in kept if one] == [("返点多少？", ""), ("返点多少？", team.ids["wu"])]


def test_only_an_administrator_may_and_one_always_stays(shelf: Shelf, team: Team) -> None:
    lin = team.ids["lin"]
    for caller in (
        Caller(team.ids["mandy"], roles={team.ids["own"]: Role.MANAGER}),
        Caller(team.ids["chen"], admin=True, grants=frozenset({Grant.READ})),
    ):
        with pytest.raises(NotAllowed):
            erase_person(Visit(at(shelf, shelf.folder).app, caller), lin, Wish())
    with pytest.raises(LastAdministrator):
        erase_person(at(shelf, shelf.folder), "chen", Wish(sources_too=True))
    with pytest.raises(UnknownPerson):
        erase_person(at(shelf, shelf.folder), "nobody", Wish())
    shelf.identity.users.add(Account("second", admin=True))
    assert erase_person(at(shelf, shelf.folder), "chen", Wish()).places["accounts"] == 1


@pytest.mark.slow
def test_sources_go_along_when_that_is_wanted(emptied_app: App, tmp_path: Path) -> None:
    from ingest.intake import Upload

    app, path = emptied_app, tmp_path / "报表.txt"
    users = app.identity.users
    users.add(Account("chen", admin=True))
    lin = users.add(Account("lin")).id
    space = app.catalog.space_named("穗岚坊").id
    for title, owner in (("林的.txt", lin), ("别人的.txt", "other")):
        path.write_text(f"三月消耗十二万，{title}", encoding="utf-8")
        app.pipeline.submit(space, [Upload(path, title, owner=owner)])
    removal = erase_person(Visit(app, LOCAL), "lin", Wish(sources_too=True))
    assert removal.titles == ("林的.txt",)
    assert removal.places["sources"] == removal.places["accounts"] == 1
    assert [source.title for source in app.catalog.sources()] == ["别人的.txt"]
