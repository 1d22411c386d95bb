"""Who knew what, what words mean, and how the report is to be read."""

from __future__ import annotations

from assistant.handover.report.citing import Citing
from assistant.handover.report.document import (
    BREAK,
    Block,
    Items,
    Paragraph,
    Role,
    Run,
    Section,
    Table,
    Text,
    Tone,
    plain,
)
from assistant.handover.report.facts import Knower

MOST_TOPICS, MOST_ITEMS = 6, 5


def people(citing: Citing) -> Section:
    """People by what they spoke of, hold and told."""
    found = citing.facts.knowers
    if not found:
        nothing = Paragraph(plain(citing.say("nothing"), Tone.WARNING), Role.NOTE)
        return Section("people", citing.say("people"), (nothing,))
    head = tuple(citing.say(f"head.{word}") for word in ("person", "topics", "holds", "told"))
    rows = tuple((_person(citing, one), _topics(citing, one), _holds(citing, one), _told(citing, one)) for one in found)
    blocks = (Paragraph(plain(citing.say("people.intro"), Tone.MUTED)), Table(head, rows, (4, 7, 7, 6)))
    return Section("people", citing.say("people"), blocks, len(found))


def glossary(citing: Citing) -> Section:
    """The client's own words."""
    terms = citing.facts.terms
    if not terms:
        none = Paragraph(plain(citing.say("glossary.none")))
        return Section("glossary", citing.say("glossary"), (none,))
    blocks: list[Block] = []
    if bare := citing.joined(term.term for term in terms if not term.aliases):
        blocks.append(Paragraph(plain(bare)))
    rows = tuple((plain(term.term), plain(citing.joined(term.aliases))) for term in terms if term.aliases)
    if rows:
        blocks.append(Table((citing.say("head.term"), citing.say("head.aliases")), rows, (4, 8)))
    return Section("glossary", citing.say("glossary"), tuple(blocks), len(terms))


def reading(citing: Citing) -> Section:
    """What marks, judgements and quotes mean, and as of when."""
    on = citing.facts.made_on.isoformat()
    said = (
        citing.say("reading.sources"),
        citing.say("reading.verdict"),
        citing.say("reading.quotes"),
        citing.say("reading.today", on=on),
    )
    blocks: tuple[Block, ...] = (Items(tuple(map(plain, said))),)
    return Section("reading", citing.say("reading"), blocks)


def _person(citing: Citing, one: Knower) -> Text:
    team = (BREAK, Run(citing.say(f"team.{one.team}"), Tone.MUTED)) if one.team else ()
    return (Run(one.name, Tone.STRONG), *team)


def _topics(citing: Citing, one: Knower) -> Text:
    said: list[Run] = []
    for topic, proof in one.topics[:MOST_TOPICS]:
        if said:
            said.append(Run(citing.say("and")))
        said += citing.claim(topic or citing.say("topic."), proof)[:1]
    return tuple(said)


def _holds(citing: Citing, one: Knower) -> Text:
    """The first items; in Chinese the number that follows is of all, in English of the rest."""
    said, rest = citing.joined(one.items[:MOST_ITEMS]), len(one.items) - MOST_ITEMS
    if rest > 0:
        said += citing.say("people.more", count=len(one.items) if citing.lang == "zh" else rest)
    return plain(said)


def _told(citing: Citing, one: Knower) -> Text:
    said: list[Run] = []
    for citation in one.told:
        if citing.is_held(citation):
            said += [Run("; ")] if said else []
            said += citing.claim(citing.facts.held[citation.source].title, [citation])[:1]
    return tuple(said)
