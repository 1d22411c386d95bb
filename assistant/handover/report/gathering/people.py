"""Who knew what: who speaks in the sources and on which topics, who holds items, who was interviewed or answered."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.chat.evidence import Citation
from assistant.handover.report.facts import Chapter, Course, Held, Knower
from assistant.handover.report.gathering.desk import Desk, cited
from vectorstore.models import Source
from vectorstore.names import is_anybody

PROOFS = 2  # passages of somebody on one topic
MOST = 40  # people: the rest speak least
TOLD_BLOCKS = 2  # heading and first words of what somebody told

Spoken = dict[str, dict[str, list[Citation]]]  # name -> topic -> the longest passage of each source, longest first


def knowers_of(
    desk: Desk, held: dict[str, Held], course: Course | None, chapters: Iterable[Chapter]
) -> tuple[Knower, ...]:
    """Everybody, whoever leaves first, then whoever spoke of most."""
    items: dict[str, list[str]] = {}
    for chapter in chapters:
        for entry in chapter.entries:
            if entry.owner and entry.state != "not needed":
                items.setdefault(entry.owner, []).append(entry.title)
    told = _told(desk, held)
    teams = {name: "incoming" for name in (course.incoming if course else ())}
    teams |= {name: "outgoing" for name in (course.outgoing if course else ())}
    spoken = _as_known(_spoken(desk), {*teams, *items, *told})
    names = dict.fromkeys([*teams, *spoken, *items, *told])
    found = [
        Knower(
            name=name,
            team=teams.get(name, ""),
            topics=tuple((topic, tuple(proofs[:PROOFS])) for topic, proofs in spoken.get(name, {}).items()),
            items=tuple(items.get(name, ())),
            told=tuple(told.get(name, ())),
        )
        for name in names
    ]
    order = {"outgoing": 0, "": 1, "incoming": 2}
    return tuple(sorted(found, key=lambda one: (order[one.team], -len(one.topics), -len(one.items)))[:MOST])


def _spoken(desk: Desk) -> Spoken:
    found: Spoken = {}
    for source in desk.sources.values():
        if source.kind.is_told:
            continue
        for name, citation in _longest(desk, source).items():
            found.setdefault(name, {}).setdefault(source.topic, []).append(citation)
    return found


def _as_known(spoken: Spoken, known: set[str]) -> Spoken:
    """The same by the names that the handover has: "林晓曼 Mandy" speaks where 林晓曼 leaves."""
    found: Spoken = {}
    for name, topics in spoken.items():
        same = known & {name, *name.split()}
        mine = found.setdefault(same.pop() if len(same) == 1 else name, {})
        for topic, proofs in topics.items():
            mine[topic] = sorted([*mine.get(topic, ()), *proofs], key=lambda one: -len(one.text))
    return found


def _longest(desk: Desk, source: Source) -> dict[str, Citation]:
    """The longest that each speaker says in a row, by name. Whoever is only numbered says nothing of who knows."""
    best: dict[str, Citation] = {}
    for position, block in enumerate(desk.visit.app.catalog.blocks(source.id, source.version)):
        name = block.speaker or ""
        if not name or is_anybody(name) or (name in best and len(best[name].text) >= len(block.text)):
            continue
        best[name] = cited(source, position, [block])
    return best


def _told(desk: Desk, held: dict[str, Held]) -> dict[str, list[Citation]]:
    found: dict[str, list[Citation]] = {}
    for source in desk.sources.values():
        name = held[source.id].verified_by
        if source.kind.is_told and name and (citation := desk.passage(source.id, 0, TOLD_BLOCKS - 1)):
            found.setdefault(name, []).append(citation)
    return found
