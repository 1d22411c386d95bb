"""What the handover lacks, most wanted first, with what the library holds of it already.

From the judged coverage; where nothing is judged yet, the whole of the usual checklist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.desk import Visit
from assistant.handover import templates
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
    return [Missing(gap) for gap in _usual(lang)]


def section_title(key: str, lang: str) -> str:
    """What a section of Baton's own checklists is called; another one's by its key."""
    sections = {section.key: section.title for one in templates.load().values() for section in one.sections}
    return sections[key][lang] if key in sections else key


def _usual(lang: str) -> Iterator[Gap]:
    for section, item in templates.load()[USUAL].items:
        yield Gap(item.key, section.key, item.title[lang], "none")
