"""What the handover lacks, most wanted first, with what the library holds of it already.

What was asked in vain, then the open items of the checklist; of a client that has no checklist yet, the usual one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from assistant.desk import Visit
from assistant.handover import checklist, questions, templates
from assistant.handover.interviewing.model import Gap
from vectorstore.models import Space

USUAL = "agency"  # the template of a client that has no checklist yet


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap, and sentences (source id, text) that need not be asked for again."""

    gap: Gap
    known: tuple[tuple[str, str], ...] = ()


def missing_in(visit: Visit, space: Space, lang: str) -> list[Missing]:
    """What is missing of the space's handover, as far as the caller may know."""
    asked = [replace(gap, section=_section_of(gap.section)) for gap in questions.gaps(visit, space.id, lang)]
    items = list(_checklist(visit, space, lang)) or list(_usual(lang))
    return [Missing(gap) for gap in (*asked, *items)]


def section_title(key: str, lang: str) -> str:
    """What a section of Baton's own checklists is called; another one's by its key."""
    title = _sections().get(key)
    return title[lang] if title else key


def _checklist(visit: Visit, space: Space, lang: str) -> Iterator[Gap]:
    """The caller's own items first: they are who should know."""
    found = [item for item in checklist.items(visit, space.id) if not item.state.is_settled]
    for item in sorted(found, key=lambda item: item.owner != visit.caller.id):
        yield Gap(item.key, item.section, item.title[lang], "none")


def _usual(lang: str) -> Iterator[Gap]:
    for section, item in templates.load()[USUAL].items:
        yield Gap(item.key, section.key, item.title[lang], "none")


def _section_of(item: str) -> str:
    """The section of an item of Baton's own checklists; "" where it is none's."""
    return next((s.key for one in templates.load().values() for s, i in one.items if i.key == item), "")


@cache
def _sections() -> dict[str, dict[str, str]]:
    return {section.key: dict(section.title) for one in templates.load().values() for section in one.sections}
