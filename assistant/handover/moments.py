"""A place in a source as people name it ("12:30", "page 4", "第 7 行"), and what stands there as a citation."""

from __future__ import annotations

import re

from assistant.chat.evidence import Citation
from assistant.desk import Visit
from assistant.handover.errors import PlaceNotThere
from vectorstore.models import Block, Locator, Source

AROUND_S = 20.0  # of a recording is quoted from the named second on
MOST_CHARS = 600  # of a quoted passage
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_COUNT = re.compile(r"\d{1,7}")


def cited(visit: Visit, source_id: str, place: str) -> Citation:
    """What stands at `place` of a source that the caller may see, numbered 1.

    Raises UnknownSource, PlaceNotThere.
    """
    source = visit.source(source_id)
    blocks = visit.app.catalog.blocks(source.id, source.version)
    found = _at(blocks, source, place)
    if not found:
        raise PlaceNotThere(place=place, file=source.title)
    first, last = found[0], found[-1]
    text = "\n".join(blocks[at].text for at in found)[:MOST_CHARS]
    locator = blocks[first].locator.through(blocks[last].locator)
    return Citation(1, source.id, source.title, source.kind, text, locator, first, last)


def _at(blocks: list[Block], source: Source, place: str) -> list[int]:
    """Positions of the blocks meant, in order."""
    named = place.replace("：", ":").strip()
    if clock := _CLOCK.search(named):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return _heard(blocks, hours * 3600 + minutes * 60 + seconds)
    if not (count := _COUNT.search(named)):
        return []
    number = int(count[0])
    if source.kind.is_heard or (blocks and blocks[0].locator.start is not None):
        return _heard(blocks, number * 60)  # "12" of a recording: its twelfth minute
    return [at for at, block in enumerate(blocks) if _is_at(block.locator, number)]


def _heard(blocks: list[Block], second: float) -> list[int]:
    """What is said from that second on, for a little while."""
    return [
        at
        for at, block in enumerate(blocks)
        if block.locator.start is not None
        and block.locator.start < second + AROUND_S
        and (block.locator.end if block.locator.end is not None else block.locator.start + 1) > second
    ]


def _is_at(locator: Locator, number: int) -> bool:
    """By whichever count the source has: pages before slides, rows, messages, paragraphs."""
    for name in ("page", "slide", "row", "message", "paragraph"):
        if (value := getattr(locator, name)) is not None:
            end = locator.row_end if name == "row" and locator.row_end else value
            return bool(value <= number <= end)
    return False
