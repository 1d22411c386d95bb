"""The handover and its checklist, each item with what people chose as evidence and what coverage found."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.chat.evidence import Citation
from assistant.handover import checklist, handovers
from assistant.handover.records.checklists import Item, Link, Priority
from assistant.handover.records.handovers import SectionReview
from assistant.handover.report.facts import Chapter, Course, Entry, Going, Judged
from assistant.handover.report.gathering.covered import cells_of, judged_of, usual_chapters
from assistant.handover.report.gathering.desk import Desk

QUOTED_BLOCKS = 3  # of a source that was chosen as a whole


def course_of(desk: Desk) -> Course | None:
    """Where the client's handover stands, if there is one."""
    found = handovers.of(desk.visit, desk.space.id)
    if found is None:
        return None
    steps = desk.visit.app.handover.handovers.steps(found.id)
    return Course(
        outgoing=_names(desk, found.outgoing),
        incoming=_names(desk, found.incoming),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        phase=found.phase.value,
        steps=tuple(Going(one.after.value, desk.name(one.by), one.at, one.reason, one.is_back) for one in steps),
    )


def chapters_of(desk: Desk) -> tuple[Chapter, ...]:
    """The checklist's sections; those of the usual one where there is no handover."""
    found = handovers.of(desk.visit, desk.space.id)
    cells = cells_of(desk)
    if found is None:
        return usual_chapters(desk, cells)
    judged = {cell.key: judged_of(desk, cell) for cell in cells}
    reviews = desk.visit.app.handover.handovers.reviews(found.id)
    sections: dict[str, list[Item]] = {}
    for item in checklist.items(desk.visit, desk.space.id):
        sections.setdefault(item.section, []).append(item)
    return tuple(
        _chapter(desk, items, [_entry(desk, item, judged.get(item.key)) for item in items], reviews.get(key))
        for key, items in sections.items()
    )


def _chapter(desk: Desk, items: list[Item], entries: list[Entry], review: SectionReview | None) -> Chapter:
    title = items[0].section_title[desk.lang]
    if review is None:
        return Chapter(items[0].section, title, tuple(entries))
    by, verdict = desk.name(review.by), review.verdict.value
    return Chapter(items[0].section, title, tuple(entries), verdict, by, review.word)


def _entry(desk: Desk, item: Item, judged: Judged | None) -> Entry:
    return Entry(
        key=item.key,
        title=item.title[desk.lang],
        evidence=item.evidence[desk.lang],
        owner=desk.name(item.owner),
        due_on=item.due_on,
        state=item.state.value,
        late=item.is_late(desk.today),
        must=item.priority is Priority.MUST,
        reason=item.reason,
        note=item.note,
        chosen=tuple(citation for link in item.links if (citation := _chosen(desk, link))),
        judged=judged,
    )


def _chosen(desk: Desk, link: Link) -> Citation | None:
    """The passage, or the beginning of a source that was chosen as a whole."""
    first, last = (0, QUOTED_BLOCKS - 1) if link.block is None else (link.block, link.block)
    return desk.passage(link.source, first, last)


def _names(desk: Desk, people: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(desk.name, people)))
