"""What was masked in a source: for its owner and managers to look over and correct, and who may have the file itself.

The text around a mask is shown, never what it hides. "This is no secret" has the file read once more,
since the secret is kept nowhere; "mask this too" takes effect at once. Both hold for later versions,
wherever the same passage stands in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.desk import Visit
from assistant.errors import NoSuchPlace, OriginalGone, PassageNotThere, StillAtWork
from assistant.people.access import may
from assistant.people.audit import Action
from assistant.people.clock import utc_now
from assistant.people.roles import Act
from ingest.redact import MASK, kind_of, mask, mask_blocks
from vectorstore.masks import MaskChange, MaskChanges, Said, hidden_passage, shown_place
from vectorstore.models import Block, Locator, Source, Status
from vectorstore.traces import Traces

AROUND = 40  # characters shown on either side of a mask
STRUCK = "■"  # what stands for a passage in answers given before
SHORTEST = 2  # characters of a passage: one alone would mask half the text


@dataclass(frozen=True, slots=True)
class MaskedPlace:
    """One mask: which of its block's, and what stands around it."""

    position: int  # the block
    ordinal: int  # of the block's masks, from 0
    kind: str
    before: str
    after: str
    locator: Locator


def masked_count(source: Source) -> int:
    """How much was masked in it."""
    return sum(int(count or 0) for name, count in source.facts.items() if name.startswith("masked."))


def places(visit: Visit, source_id: str) -> list[MaskedPlace]:
    """Every mask of the source, in order. Raises UnknownSource, NotAllowed."""
    source = visit.source(source_id, Act.EDIT)
    blocks = visit.app.catalog.blocks(source.id, source.version)
    return [place for position, block in enumerate(blocks) for place in _in_block(position, block)]


def changes(visit: Visit, source_id: str) -> list[MaskChange]:
    """What was said about the source's masking, oldest first. Raises UnknownSource, NotAllowed."""
    return MaskChanges(visit.app.catalog.engine).of(visit.source(source_id, Act.EDIT).id)


def show(visit: Visit, source_id: str, position: int, ordinal: int) -> MaskChange:
    """Say that a place hides no secret; the file is read once more, in the background.

    Raises UnknownSource, NotAllowed, StillAtWork, NoSuchPlace, OriginalGone.
    """
    source = _to_change(visit, source_id)
    _original_there(visit, source)
    found = visit.app.catalog.blocks(source.id, source.version, position, position)
    text = found[0].text if found else ""
    shown = list(MASK.finditer(text))
    if not 0 <= ordinal < len(shown):
        raise NoSuchPlace()
    # Places that were cleared already are masked for this: a place is known by its text with every mask in it.
    after = mask(text[shown[ordinal].end() :]).text
    whole, known = mask(text).text, MaskChanges(visit.app.catalog.engine)
    place = len(MASK.findall(whole)) - 1 - len(MASK.findall(after))
    change = shown_place(_said(visit, source_id, position), whole, place)
    known.add(change)
    visit.app.pipeline.read_again(source_id)
    visit.note(Action.EDITED, source_id, space=source.space, masking="shown", change=change.id)
    return change


def hide(visit: Visit, source_id: str, passage: str) -> MaskChange:
    """Mask a passage wherever it stands in the source: its text, the history of its lines, answers that cite it.

    Raises UnknownSource, NotAllowed, StillAtWork, PassageNotThere.
    """
    source = _to_change(visit, source_id)
    catalog, passage = visit.app.catalog, passage.strip()
    blocks = catalog.blocks(source.id, source.version, words=True)
    held = [position for position, block in enumerate(blocks) if passage in block.text]
    if len(passage) < SHORTEST or not held or MASK.search(passage):
        raise PassageNotThere(least=SHORTEST)
    change, known = hidden_passage(_said(visit, source_id, held[0]), passage), MaskChanges(visit.app.catalog.engine)
    known.add(change)
    _mask_now(visit, source, blocks, known.of(source_id))
    Traces(visit.app.catalog.engine).strike(source.id, passage, STRUCK)
    visit.note(Action.EDITED, source_id, space=source.space, masking="hidden", change=change.id)
    return change


def take_back(visit: Visit, source_id: str, change_id: str) -> None:
    """Forget what was said; the file is read once more. Raises UnknownSource, NotAllowed, NoSuchPlace, OriginalGone."""
    source = visit.source(source_id, Act.EDIT)
    _original_there(visit, source)
    if not MaskChanges(visit.app.catalog.engine).remove(source_id, change_id):
        raise NoSuchPlace()
    visit.app.pipeline.read_again(source_id)
    visit.note(Action.EDITED, source_id, space=source.space, masking="taken back", change=change_id)


def may_have_original(visit: Visit, source: Source) -> bool:
    """Whether the caller may have the file as it is: where something in it is masked, or nobody knows yet,
    only its owner and managers. An archive is as open as the least open of what is in it."""
    if may(visit.caller, Act.ORIGINAL, source.space, source):
        return True
    catalog = visit.app.catalog
    transcript = source.facts.get("transcript")
    beside = [catalog.source(transcript)] if transcript and catalog.has(transcript) else []
    if source.status is not Status.DONE or masked_count(source) or any(map(masked_count, beside)):
        return False
    return all(
        may(visit.caller, Act.READ, child.space, child) and may_have_original(visit, child)
        for child in catalog.children(source.id)
    )


def may_see_page(visit: Visit, source: Source, page: int) -> bool:
    """Whether the caller may see a page's picture: one with something masked on it shows what the mask hides."""
    if may(visit.caller, Act.ORIGINAL, source.space, source):
        return True
    if source.status is not Status.DONE:
        return False
    if not masked_count(source):
        return True
    blocks = visit.app.catalog.blocks(source.id, source.version)
    return not any(
        (block.locator.page or 1) == page and MASK.search("\n".join((block.text, *block.headings))) for block in blocks
    )


def _in_block(position: int, block: Block) -> Iterator[MaskedPlace]:
    for ordinal, found in enumerate(MASK.finditer(block.text)):
        before, after = block.text[: found.start()], block.text[found.end() :]
        yield MaskedPlace(*(position, ordinal, kind_of(found["name"])), before[-AROUND:], after[:AROUND], block.locator)


def _to_change(visit: Visit, source_id: str) -> Source:
    source = visit.source(source_id, Act.EDIT)
    if not source.status.ended:
        raise StillAtWork(source=source.title)
    return source


def _original_there(visit: Visit, source: Source) -> None:
    if source.facts.get("original_removed") or not source.sha256:
        raise OriginalGone()


def _said(visit: Visit, source_id: str, position: int) -> Said:
    return Said(source_id, position, visit.caller.id, utc_now())


def _mask_now(visit: Visit, source: Source, blocks: Sequence[Block], known: Sequence[MaskChange]) -> None:
    """Write the blocks that are masked otherwise now, and have what is found follow."""
    catalog, changed = visit.app.catalog, list[int]()
    masked, found = mask_blocks(blocks, known)
    for position, (before, after) in enumerate(zip(blocks, masked, strict=True)):
        if after != before:
            catalog.put_blocks(source.id, source.version, position, [after])
            changed.append(position)
    visit.app.pipeline.revise(source.id, changed)
    catalog.update(source.id, facts={"masked.said": int(source.facts.get("masked.said") or 0) + found["said"]})
