"""The first day brief: chosen once for a role, shown as far as one may see today, ticked off for oneself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UnknownSpace
from assistant.handover import firstday, readiness
from assistant.handover.errors import NoSuchThing
from assistant.handover.records.firstdays import Reason
from assistant.handover.sections import item_title, section_of, title_of
from assistant.handover.templates import SECTIONS
from assistant.people.errors import NotAllowed
from vectorstore.models import Block, Chunk, Kind, Locator, Source, Term

if TYPE_CHECKING:
    from shelves import Shelf, Team

ADS = "投放账户结构分三层：品牌词计划、品类词计划、人群计划，因为这样预算好控制。"


def put(shelf: Shelf, title: str, text: str, **fields: object) -> Source:
    block = Block(text, Locator(start=60.0, end=80.0), speaker="陈总", kind="speech")
    source = shelf.add(title, title.encode(), [block], **{"kind": Kind.RECORDING, **fields})
    chunk = Chunk(
        f"{source.id}-v1-0", source.id, source.space, text, block.locator, 0, 0, source.kind, speakers=("陈总",)
    )
    shelf.catalog.put_chunks([chunk])
    return source


def test_every_role_names_sections_there_are() -> None:
    assert len(firstday.parts()) >= 6
    for part in firstday.parts():
        assert part.sections.keys() <= set(SECTIONS)
        assert part.en != part.zh


def test_a_text_is_put_under_a_section_and_both_have_names() -> None:
    assert section_of("投放账户结构和出价", "zh") == "ads"
    assert section_of("the ad account structure and bidding", "en") == "ads"
    assert section_of("？？", "zh") == "strategy"
    assert title_of("ads", "en") != title_of("ads", "zh")
    assert (title_of("own", "zh"), item_title("own", "zh")) == ("own", "")


def test_a_brief_is_chosen_for_the_role_and_shown(team: Team) -> None:
    source = put(team.shelf, "投放讲解.m4a", ADS)
    wu = team.visit("wu")
    assert firstday.brief(wu, "穗岚坊") is None
    firstday.begin(wu, "穗岚坊", "ads", "zh")
    brief = firstday.brief(wu, "穗岚坊")
    assert brief is not None
    (moment,) = brief.moments
    assert (moment.source.id, moment.moment.section, moment.moment.reason) == (source.id, "ads", Reason.ITEM)
    assert moment.citation.text == ADS
    assert (brief.seen, brief.minutes_left) == (0, 2)
    assert {(one.name, one.part) for one in brief.people} == {
        ("mandy", "manager"), ("lin", "contributor"), ("陈总", "speaks"),
    }  # fmt: skip
    assert (team.ids["wu"], "practised", {"what": "firstday", "role": "ads"}) in team.noted()


def test_ticks_are_kept_and_nobody_else_sees_which(team: Team) -> None:
    put(team.shelf, "投放讲解.m4a", ADS)
    wu = team.visit("wu")
    (moment,) = firstday.begin(wu, "穗岚坊", "ads", "zh").moments
    firstday.see(wu, "穗岚坊", moment.key, seen=True)
    assert firstday.brief(wu, "穗岚坊").seen == 1  # type: ignore[union-attr]
    (ready,) = readiness.of_space(team.visit("mandy"), "穗岚坊")
    assert (ready.seen, ready.moments, ready.role) == (1, 1, "ads")
    assert moment.source not in str(ready)
    firstday.begin(wu, "穗岚坊", "data", "zh")
    assert firstday.brief(team.visit("lin"), "穗岚坊") is None
    firstday.begin(wu, "穗岚坊", "ads", "zh")
    firstday.see(wu, "穗岚坊", moment.key, seen=False)
    assert firstday.brief(wu, "穗岚坊").seen == 0  # type: ignore[union-attr]
    with pytest.raises(NoSuchThing):
        firstday.see(wu, "穗岚坊", "nowhere-1", seen=True)
    with pytest.raises(NoSuchThing):
        firstday.see(team.visit("lin"), "穗岚坊", moment.key, seen=True)


def test_what_is_for_managers_is_in_no_newcomers_brief_even_later(team: Team) -> None:
    secret = put(team.shelf, "投放合同.m4a", ADS, restricted=True)
    assert firstday.begin(team.visit("wu"), "穗岚坊", "ads", "zh").moments == ()
    team.shelf.catalog.update(secret.id, restricted=False)
    assert len(firstday.begin(team.visit("wu"), "穗岚坊", "ads", "zh").moments) == 1
    team.shelf.catalog.update(secret.id, restricted=True)
    brief = firstday.brief(team.visit("wu"), "穗岚坊")
    assert brief is not None
    assert brief.moments == ()
    assert "陈总" not in {one.name for one in brief.people}


def test_a_removed_source_is_gone_from_the_brief(team: Team) -> None:
    source = put(team.shelf, "投放讲解.m4a", ADS)
    firstday.begin(team.visit("wu"), "穗岚坊", "ads", "zh")
    team.shelf.catalog.delete(source.id)
    assert firstday.brief(team.visit("wu"), "穗岚坊").moments == ()  # type: ignore[union-attr]


def test_what_somebody_told_for_whoever_follows_is_among_them(team: Team) -> None:
    told = put(team.shelf, "访谈 lin.md", "客户最在意投放计划的出价", kind=Kind.INTERVIEW, occurred_on=date(2026, 5, 1))
    moments = firstday.begin(team.visit("wu"), "穗岚坊", "account", "zh").moments
    assert {(one.source, one.reason) for one in moments} >= {(told.id, Reason.TOLD)}


def test_the_words_said_most_come_first(team: Team) -> None:
    put(team.shelf, "投放讲解.m4a", "千川计划，千川出价")
    team.shelf.catalog.space_named("穗岚坊", ["聚光", "千川", "陈总", "穗岚坊"])
    firstday.begin(team.visit("wu"), "穗岚坊", "ads", "zh")
    brief = firstday.brief(team.visit("wu"), "穗岚坊")
    assert brief is not None
    assert brief.terms == (Term("千川"), Term("聚光"))


def test_strangers_and_unknown_roles(team: Team) -> None:
    with pytest.raises(NoSuchThing):
        firstday.begin(team.visit("wu"), "穗岚坊", "astronaut", "zh")
    with pytest.raises(UnknownSpace):
        firstday.begin(team.visit("zhao"), "穗岚坊", "ads", "zh")
    with pytest.raises(UnknownSpace):
        firstday.brief(team.visit("zhao"), "穗岚坊")
    with pytest.raises(NotAllowed):
        readiness.of_space(team.visit("wu"), "穗岚坊")


def test_somebody_with_two_names_is_one_person(team: Team) -> None:
    put(team.shelf, "投放讲解.m4a", ADS)
    team.shelf.identity.users.rename(team.ids["lin"], "陈总 Leo", "")
    firstday.begin(team.visit("wu"), "穗岚坊", "ads", "zh")
    brief = firstday.brief(team.visit("wu"), "穗岚坊")
    assert brief is not None
    assert [(one.name, one.sources) for one in brief.people] == [("mandy", 0), ("陈总 Leo", 1)]
