"""Who is thought to know, and why."""

from __future__ import annotations

import pytest
from shelves import Team

from assistant.handover import answering, questions, routing
from assistant.handover.answering import Answering
from assistant.handover.records.questions import Asking, Why
from assistant.handover.routing import Because, candidates, is_called
from assistant.people.roles import Role
from assistant.people.users import Account
from vectorstore.models import Block, Locator

REBATE = "达人投放的返点比例是多少？"


def named(team: Team, by: str = "wu", text: str = REBATE) -> list[tuple[str, list[Because]]]:
    names = {person: name for name, person in team.ids.items()}
    found = candidates(team.visit(by), team.ids["own"], text)
    return [(names.get(one.person, one.shown), [reason.because for reason in one.reasons]) for one in found]


def said(team: Team, text: str, speaker: str | None = None, **fields: object) -> None:
    block = Block(text, Locator(start=1, end=2), speaker=speaker)
    team.shelf.add(f"{text}.txt", text.encode(), [block], **fields)


def test_whose_own_words_hold_the_question_comes_first(team: Team) -> None:
    said(team, "达人投放的返点我来谈", "Lin")
    assert named(team)[0] == ("lin", [Because.SPOKE])
    said(team, "达人投放的返点比例由 mandy 定", owner=team.ids["chen"])
    assert [name for name, _ in named(team)] == ["mandy", "lin"]  # chen administers, and is no member there


def test_whoever_asks_is_never_asked(team: Team) -> None:
    said(team, "达人投放的返点我来谈", "Lin")
    assert "lin" not in [name for name, _ in named(team, "lin")]


def test_without_any_hint_a_manager_is_asked(team: Team) -> None:
    assert named(team) == [("mandy", [Because.MANAGES])]


def test_owners_of_the_nearest_sources_and_who_answered_alike(team: Team) -> None:
    said(team, "达人投放的返点比例见附件", owner=team.ids["lin"])
    assert named(team)[0] == ("lin", [Because.OWNS])
    asking = Asking(REBATE, "zh", Why.OTHER)
    made = questions.send_on(team.visit("wu"), team.ids["own"], asking, team.ids["mandy"])
    answering.answer(team.visit("mandy"), made.id, Answering("15%"))
    assert named(team)[0][0] == "mandy"
    assert Because.ANSWERED in named(team)[0][1]


def test_who_has_left_is_followed_by_their_successor(team: Team) -> None:
    users = team.shelf.identity.users
    gone = users.add(Account("gone", shown="老周"))
    team.shelf.identity.members.put(team.ids["own"], gone.id, Role.CONTRIBUTOR)
    said(team, "达人投放的返点是老规矩", "老周")
    assert named(team)[0][0] == "老周"
    users.deactivate(gone.id, team.ids["lin"])
    found = candidates(team.visit("wu"), team.ids["own"], REBATE)[0]
    assert found.person == team.ids["lin"]
    assert (found.reasons[0].because, found.reasons[0].name) == (Because.SUCCEEDS, "老周")


def test_what_the_caller_may_not_see_points_at_nobody(team: Team) -> None:
    said(team, "达人投放的返点我来谈", "Lin", restricted=True)
    assert named(team) == [("mandy", [Because.MANAGES])]
    said(team, "达人投放的返点比例在别家", "Lin", space="漪珀")
    assert named(team) == [("mandy", [Because.MANAGES])]


def test_only_people_who_may_answer_there(team: Team) -> None:
    said(team, "达人投放的返点我来谈", "Wu")
    said(team, "达人投放的返点我也谈", "Zhao")
    assert [name for name, _ in named(team, "mandy")] == []
    assert {person.name for person in routing.able(team.visit("wu"), team.ids["own"])} == {"lin", "mandy"}


@pytest.mark.parametrize(
    ("shown", "speaker", "same"),
    [
        ("林晚", "林晚", True),
        ("林晚 Lin", "林晚", True),
        ("Mandy 孟", "mandy", True),
        ("Mandy", "Mandy Meng", True),
        ("林晚", "林早", False),
        ("Speaker", "Speaker 1", False),
        ("王", "王总", False),
    ],
)
def test_a_speakers_name_is_a_persons(team: Team, shown: str, speaker: str, same: bool) -> None:
    person = team.shelf.identity.users.add(Account("x1", shown=shown))
    assert is_called(person, speaker) is same
