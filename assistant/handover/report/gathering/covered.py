"""How well the library covers items: as was judged last for the report's readers, or as somebody overruled it."""

from __future__ import annotations

from assistant.handover import coverage, templates
from assistant.handover.coverage import USUAL, Cell
from assistant.handover.report.facts import Chapter, Entry, Judged
from assistant.handover.report.gathering.desk import Desk


def cells_of(desk: Desk) -> list[Cell]:
    """Every item, section by section; the usual ones where there is no handover."""
    return [cell for cell in coverage.cells(desk.visit, desk.space.id) if cell.is_item]


def judged_of(desk: Desk, cell: Cell) -> Judged | None:
    """What holds of the item; None while nobody has looked."""
    aspects = tuple(aspect.value for aspect in cell.lacking)
    if one := cell.overruled:
        return Judged(cell.verdict.value, cell.passages, aspects, desk.name(one.by), one.reason)
    return Judged(cell.verdict.value, cell.passages, aspects) if cell.judged_at else None


def usual_chapters(desk: Desk, cells: list[Cell]) -> tuple[Chapter, ...]:
    """The usual checklist, for a client that has none yet: what is known is told all the same."""
    titles = {section.key: section.title for section, _ in templates.load()[USUAL].items}
    entries: dict[str, list[Entry]] = {}
    for cell in cells:
        made = Entry(cell.key, cell.title[desk.lang], "", "", None, "open", judged=judged_of(desk, cell))
        entries.setdefault(cell.section, []).append(made)
    return tuple(Chapter(key, titles[key][desk.lang], tuple(some)) for key, some in entries.items())
