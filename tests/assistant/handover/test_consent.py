"""Cards: changed, withheld, limited, agreed to and taken back. What is withheld is gone from the disk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.handover import consent, interviews
from assistant.handover.consent import Change
from assistant.handover.errors import NoSuchThing
from assistant.handover.grounds import Topic, Wish
from assistant.handover.interviews import Said
from assistant.handover.records.interviews import Progress
from assistant.handover.standing import verified
from assistant.people.access import scope_for
from assistant.people.roles import Role
from vectorstore.models import Block, Kind, Locator, Source

if TYPE_CHECKING:
    from shelves import Team

DAY = date(2026, 11, 22)
ITEMS = ("account-owners", "account-roles")
SAID = (
    "店铺都在客户公司名下，管理员是客户的电商经理 qwone，因为换代运营时吃过亏。"
    "比如去年三月两天拿回权限，除非客户书面同意。",
    "子账号只给投放组三个人，因为预算要双人复核 qwtwo。比如上周小李改预算就要小周点头，除非大促当天。",
)


def reviewed(team: Team, name: str = "lin") -> str:
    """An interview of somebody with two cards, of the two things in SAID."""
    visit = team.visit(name)
    interview = interviews.begin(visit, team.ids["own"], Wish(items=ITEMS)).interview.id
    left = dict(zip(ITEMS, SAID, strict=True))
    while left:
        prompt = interviews.sitting(visit, interview).interview.pending
        assert prompt is not None
        interviews.answer(visit, interview, Said(prompt.key, left.pop(prompt.subject, ""), 20.0))
    assert len(interviews.finish(visit, interview)) == 2
    return interview


def kept(team: Team) -> bytes:
    return b"".join(path.read_bytes() for path in team.shelf.folder.rglob("*") if path.is_file())


def sources(team: Team) -> list[Source]:
    return [source for source in team.shelf.catalog.sources() if source.kind is Kind.INTERVIEW]


def text_of(team: Team, source: Source) -> str:
    return "\n".join(block.text for block in team.shelf.catalog.blocks(source.id, source.version))


def test_what_is_kept_is_a_source_that_its_person_stands_for(team: Team) -> None:
    interview = reviewed(team)
    visit = team.visit("lin")
    consent.change(visit, interview, 0, Change({"decision": "店铺管理员必须是客户的人", "title": "店铺归属"}))
    done = consent.consent(visit, interview, DAY)
    (source,) = sources(team)
    assert (source.title, source.owner, source.occurred_on) == (
        "访谈 · lin · 2026-11-22.md",
        team.ids["lin"],
        DAY,
    )
    assert source.facts == {
        "verified_by": team.ids["lin"],
        "verified_name": "lin",
        "verified_on": "2026-11-22",
        "interview": interview,
    }
    text = text_of(team, source)
    assert "店铺归属\n" in text
    assert "做法：店铺管理员必须是客户的人" in text
    assert "qwone" in text
    assert "qwtwo" in text
    assert (done.state, done.told, done.sources) == (Progress.CONSENTED, {"accounts": 2}, (source.id,))
    with pytest.raises(NoSuchThing):
        consent.consent(visit, interview)


def test_withheld_words_and_every_answer_are_gone_from_the_disk(team: Team) -> None:
    interview = reviewed(team)
    visit = team.visit("lin")
    before = kept(team)
    assert b"qwone" in before
    assert b"qwtwo" in before
    consent.change(visit, interview, 1, Change(withheld=True))
    consent.consent(visit, interview, DAY)
    after = kept(team)
    assert b"qwtwo" not in after
    for word in ("双人复核", "小李改预算"):
        assert word.encode() not in after
        assert word.encode("unicode_escape") not in after
    assert b"qwone" in after
    assert interviews.sitting(visit, interview).exchanges == ()


def test_with_everything_withheld_nothing_enters(team: Team) -> None:
    interview = reviewed(team)
    for position in (0, 1):
        consent.change(team.visit("lin"), interview, position, Change(withheld=True))
    done = consent.consent(team.visit("lin"), interview, DAY)
    assert sources(team) == []
    assert (done.state, done.told) == (Progress.CONSENTED, {})
    assert b"qwone" not in kept(team)


def test_what_is_for_managers_is_a_source_of_its_own(team: Team) -> None:
    interview = reviewed(team)
    consent.change(team.visit("lin"), interview, 1, Change(restricted=True))
    consent.consent(team.visit("lin"), interview, DAY)
    open_, restricted = sorted(sources(team), key=lambda source: source.restricted)
    assert restricted.title == "访谈 · lin · 2026-11-22（仅负责人）.md"
    assert "qwtwo" not in text_of(team, open_)
    assert "qwtwo" in text_of(team, restricted)
    own = interviews.own(team.visit("lin"), interview)
    assert set(own.sources) == {open_.id, restricted.id}
    assert interviews.readable(team.visit("lin"), own) == [open_.id]
    assert [source.id for source in team.visit("lin").sources()] == [open_.id]
    consent.withdraw(team.visit("lin"), interview)
    assert sources(team) == []


def test_whoever_is_a_member_may_withdraw_and_nobody_else(team: Team) -> None:
    interview = reviewed(team)
    consent.consent(team.visit("lin"), interview, DAY)
    for name in ("chen", "mandy", "wu", "zhao"):
        with pytest.raises(NoSuchThing):
            consent.withdraw(team.visit(name), interview)
    members = team.shelf.identity.members
    members.remove(team.ids["own"], team.ids["lin"])
    with pytest.raises(NoSuchThing):
        consent.withdraw(team.visit("lin"), interview)
    members.put(team.ids["own"], team.ids["lin"], Role.NEWCOMER)
    consent.withdraw(team.visit("lin"), interview)
    assert sources(team) == []
    found = interviews.own(team.visit("lin"), interview, consent.Act.READ)
    assert (found.state, found.referrals) == (Progress.WITHDRAWN, ())
    with pytest.raises(NoSuchThing):
        consent.withdraw(team.visit("lin"), interview)


def test_a_second_interview_of_the_day_is_no_version_of_the_first(team: Team) -> None:
    for _ in range(2):
        consent.consent(team.visit("lin"), reviewed(team), DAY)
    assert sorted(source.title for source in sources(team)) == [
        "访谈 · lin · 2026-11-22 · 2.md",
        "访谈 · lin · 2026-11-22.md",
    ]


def test_a_manager_who_removes_the_source_leaves_that_there_was_one(team: Team) -> None:
    interview = reviewed(team)
    consent.consent(team.visit("lin"), interview, DAY)
    team.shelf.catalog.delete(sources(team)[0].id)
    found = interviews.own(team.visit("lin"), interview)
    assert (found.state, found.sources) == (Progress.CONSENTED, ())
    consent.withdraw(team.visit("lin"), interview)


def test_going_back_and_coming_again_keeps_what_was_changed(team: Team) -> None:
    interview = reviewed(team)
    visit = team.visit("lin")
    consent.change(visit, interview, 0, Change({"why": "改过的原因"}, withheld=True))
    interviews.go_on(visit, interview)
    with pytest.raises(NoSuchThing):
        consent.drafts(visit, interview)
    interviews.finish(visit, interview)
    first, second = consent.drafts(visit, interview)
    assert (first.card.why, first.withheld, second.withheld) == ("改过的原因", True, False)


def test_a_card_keeps_a_title_and_what_is_not_named(team: Team) -> None:
    interview = reviewed(team)
    visit = team.visit("lin")
    before = consent.drafts(visit, interview)[0]
    after = consent.change(visit, interview, 0, Change({"title": "  ", "subject": "x", "exchanges": "y"}))
    assert after == before
    with pytest.raises(NoSuchThing):
        consent.change(visit, interview, 2, Change(withheld=True))


def test_what_only_managers_may_see_is_named_to_nobody_else(team: Team) -> None:
    block = Block(
        "我拍板，先停掉全部投放，因为差评一小时涨了三十条。", Locator(start=3.0), speaker="mandy", kind="speech"
    )
    fields = {"kind": Kind.TRANSCRIPT, "restricted": True}
    team.shelf.add("密会.srt", b"1", [block], **fields)
    visit = team.visit("mandy")
    begun = interviews.begin(visit, team.ids["own"], Wish(Topic.DECISIONS))
    assert begun.interview.pending is not None
    interviews.answer(visit, begun.interview.id, Said(begun.interview.pending.key, SAID[0]))
    (draft,) = interviews.finish(visit, begun.interview.id)
    assert draft.restricted
    consent.change(visit, begun.interview.id, 0, Change(restricted=False))
    consent.consent(visit, begun.interview.id, DAY)
    (source,) = sources(team)
    assert "密会" not in text_of(team, source)


def test_a_citation_into_it_is_verified_by_todays_name(team: Team) -> None:
    from assistant.chat.evidence import Citation

    consent.consent(team.visit("lin"), reviewed(team), DAY)
    (source,) = sources(team)
    other = team.shelf.add("手册.md", b"2", [Block("先停投放", Locator(paragraph=1))])
    cited = [
        Citation(n, one.id, one.title, one.kind, "…", Locator(paragraph=1), 0, 0)
        for n, one in enumerate((source, other), 1)
    ]
    shelf, users = team.shelf, team.shelf.identity.users
    scope = scope_for(shelf.catalog, team.visit("wu").caller)
    (standing,) = verified(shelf.catalog, users, cited, scope)
    assert (standing.n, standing.by, standing.on) == (1, "lin", DAY)
    users.rename(team.ids["lin"], "林小满", "")
    assert verified(shelf.catalog, users, cited, scope)[0].by == "林小满"
    assert verified(shelf.catalog, users, cited, scope_for(shelf.catalog, team.visit("zhao").caller)) == []
    shelf.catalog.delete(source.id)
    assert verified(shelf.catalog, users, cited, scope) == []
