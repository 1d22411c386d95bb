"""What the noun adds to a client: self-checks with drafts, first days with ticks, practice answers, review dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assistant.handover.checking import Answer, Form, Plan, Question, Rhythm, Section
from assistant.handover.deciding.model import Entry, Place, Sort, State, Told
from assistant.handover.records.firstdays import Moment, Reason
from assistant.handover.records.practices import Asks
from assistant.handover.records.reviews import Cause
from vectorstore.catalog import new_id
from vectorstore.models import Block, Locator, Source

if TYPE_CHECKING:
    from town import Client, Town


def plant(town: Town, client: Client) -> None:
    """All of it, with the client's words."""
    records, n = town.app.handover, client.number
    space = client.space.id
    asked = records.selfchecks.add_question(
        space, Question("", Section.FLOW, Form.TEXT, f"zq{n}checkasked?", f"zq{n}checkasked?")
    )
    client.things["question_key"] = [asked.key]
    records.selfchecks.put_plan(Plan(space, Rhythm.WEEKLY, date(2026, 7, 6), f"zq{n}checkwho"))
    answers = {asked.key: Answer(words=f"zq{n}checkanswer", asked=f"zq{n}checkasked?")}
    records.selfchecks.hand_in(space, town.people[0], answers, None)
    situations = [_situation(town, source, f"zq{n}{word}") for source, word in _sources(client)]
    client.things["practice_id"] = []
    for source in (*client.open, *client.hidden):
        records.reviews.put(source.id, date(2026, 7, 1), Cause.PRICE, town.people[0])
    for person in town.people:
        own = f"zq{n}draft{town.letter(person)}"
        records.selfchecks.put_draft(space, person, {asked.key: Answer(words=own)})
        moments = tuple(Moment(source.id, 0, 0, "ads", "", Reason.ITEM, 2) for source in (*client.open, *client.hidden))
        records.firstdays.put(space, person, "ads", moments, frozenset({moments[0].key}))
        for situation in situations:
            kept = records.practices.add(space, person, (situation, "ads"), own, [(Asks.ACTION, False)])
            client.things["practice_id"].append(kept.id)


def _sources(client: Client) -> list[tuple[Source, str]]:
    return [(client.open[1], "practised"), (client.hidden[0], "secretpractised")]


def _situation(town: Town, source: Source, word: str) -> str:
    """A decision at the end of the source, and what was said before it."""
    blocks = town.app.catalog.blocks(source.id, source.version)
    said = [Block(f"{word}seen 评论区都在问什么时候补货。", Locator(paragraph=len(blocks) + 1))]
    said.append(Block(f"{word}done 统一道歉", Locator(paragraph=len(blocks) + 2)))
    town.app.catalog.put_blocks(source.id, source.version, len(blocks), said)
    at, key = len(blocks) + 1, new_id()
    entry = Entry(
        *(key, source.space, Sort.DECISION, False, State.CONFIRMED, 1.0),
        told=Told(f"{word}done 统一道歉", f"{word}why 口碑会坏掉", people=(f"{word}who",)),
        place=Place(source.id, at, at),
        key=f"hand:{key}",
        said="",
        why_block=None,
        settled_by=town.people[0],
        settled_at=None,
        merged_into=None,
        made_at=town.app.handover.ledger.now(),
    )
    town.app.handover.ledger.add([entry])
    return key
