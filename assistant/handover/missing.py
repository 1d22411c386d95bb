"""What the handover lacks, most wanted first, with what the library holds of it already.

What was asked in vain, then what the library covers thinly or not at all: of that, what is the caller's own to hand on
comes first. Judges nothing: coverage.py does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from assistant.desk import Visit
from assistant.handover import checklist, coverage, questions, templates
from assistant.handover.coverage import Cell, Verdict
from assistant.handover.interviewing.model import Gap
from vectorstore.models import Space


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, and sentences (source id, text) that need not be asked for again."""

    gap: Gap
    known: tuple[tuple[str, str], ...] = ()


def missing_in(visit: Visit, space: Space, lang: str) -> list[Missing]:
    """What is missing of the space's handover, as far as the caller may know."""
    asked = [replace(gap, section=_section_of(gap.section)) for gap in questions.gaps(visit, space.id, lang)]
    items = {item.key: item for item in checklist.items(visit, space.id)}
    settled = {key for key, item in items.items() if item.state.is_settled}
    own = {key for key, item in items.items() if item.owner == visit.caller.id}
    cells = [
        cell
        for cell in coverage.cells(visit, space.id)
        if cell.is_item and cell.verdict is not Verdict.ENOUGH and cell.key not in settled
    ]
    cells.sort(key=lambda cell: (cell.key not in own, cell.verdict is not Verdict.NONE))
    return [*map(Missing, asked), *(_covered(cell, lang) for cell in cells)]


def section_title(key: str, lang: str) -> str:
    """What a section of Baton's own checklists is called; another one's by its key."""
    title = _sections().get(key)
    return title[lang] if title else key


def _covered(cell: Cell, lang: str) -> Missing:
    gap = Gap(cell.key, cell.section, cell.title.get(lang) or cell.key, cell.verdict.value, cell.lacking)
    return Missing(gap, tuple((passage.source, passage.text) for passage in cell.passages))


def _section_of(item: str) -> str:
    """The section of an item of Baton's own checklists; "" where it is none's."""
    return next((s.key for one in templates.load().values() for s, i in one.items if i.key == item), "")


@cache
def _sections() -> dict[str, dict[str, str]]:
    return {section.key: dict(section.title) for one in templates.load().values() for section in one.sections}
