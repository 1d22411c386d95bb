"""Reading sources for the ledger: each version of a source once, and again when the rules have become better.

What is found twice stays one entry. What a person settled is never overwritten, what they dismissed never found again;
of a source's new version, entries whose words still stand in it move to where these stand now.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import sqlalchemy as sa

from assistant.handover.deciding.entry import Read, entry_of
from assistant.handover.deciding.language import CRISIS, Candidate, candidates
from assistant.handover.deciding.matching import proposed, same_crisis
from assistant.handover.deciding.model import Entry, Place, Sort, State
from assistant.handover.deciding.timeline import steps, whole
from assistant.handover.records.decisions import Ledger
from vectorstore.catalog import Catalog
from vectorstore.models import Block, Kind, Source, Status

RULES = 2  # grows when the rules of language.py find more or less, so that sources are read again
PATIENCE_S = 2.0  # that a question waits for what is being read
MOST_BLOCKS = 20_000  # of a source; a spreadsheet's rows beyond hold no talk
UNREAD = (Kind.SHEET, Kind.ARCHIVE, Kind.IMAGE)  # tables and pictures decide nothing

log = logging.getLogger(__name__)
Refine = Callable[[Read, Sequence[Candidate]], Sequence[Candidate]]  # a model's second look at what words found


@dataclass(frozen=True, slots=True)
class Found:
    """What a look brought."""

    sources: int = 0
    entries: int = 0


def look(catalog: Catalog, ledger: Ledger, space: str, refine: Refine | None = None, *, again: bool = False) -> Found:
    """Read what of a space was not read yet (all of it `again`), and how its entries stand to each other."""
    with ledger.reading:  # two at once would find the same twice
        return _looked(catalog, ledger, space, refine, again=again)


class CatchUp:
    """Reads what was taken in since the last look. Who asks something waits a moment for it and no longer: a library
    of many hours goes on being read in the background."""

    def __init__(self, catalog: Catalog, ledger: Ledger) -> None:
        self._catalog, self._ledger = catalog, ledger
        self._behind = ThreadPoolExecutor(1, "ledger")
        self._closed = threading.Event()

    def __call__(self, spaces: Sequence[str]) -> None:
        """Before an answer from the ledger of these spaces."""
        if self._ledger.reading.locked() or self._closed.is_set():
            return
        wait([self._behind.submit(self._read, tuple(spaces))], PATIENCE_S)

    def _read(self, spaces: Sequence[str]) -> None:
        try:
            for space in spaces:
                if not self._closed.is_set():
                    look_if_free(self._catalog, self._ledger, space)
        except sa.exc.SQLAlchemyError:  # the answer is given without what is new
            log.exception("what was taken in could not be read for the ledger")

    def close(self) -> None:
        """Finish the client that is being read; the others are read at the next start."""
        self._closed.set()
        self._behind.shutdown()


def look_if_free(catalog: Catalog, ledger: Ledger, space: str) -> Found:
    """Read by words alone what was not read yet, unless somebody is reading: nobody waits for a model to finish."""
    if not ledger.reading.acquire(blocking=False):
        return Found()
    try:
        return _looked(catalog, ledger, space, None, again=False)
    finally:
        ledger.reading.release()


def _looked(catalog: Catalog, ledger: Ledger, space: str, refine: Refine | None, *, again: bool) -> Found:
    known = ledger.read_before([space])
    count = new = 0
    for source in catalog.sources([space]):
        if source.status is not Status.DONE or source.kind in UNREAD:
            continue
        version, read = known.get(source.id, (None, 0))
        if not again and version == source.version and read >= _thoroughness(refine):
            continue
        new += read_source(catalog, ledger, source, refine)
        count += 1
    if count:
        relate(ledger, space)
    return Found(count, new)


def read_source(catalog: Catalog, ledger: Ledger, source: Source, refine: Refine | None = None) -> int:
    """Find the source's entries; how many are new."""
    blocks = catalog.blocks(source.id, source.version, 0, MOST_BLOCKS)
    read = Read(source, blocks)
    found = [one for one in candidates(blocks) if one.kind != CRISIS]
    if refine:
        found = list(refine(read, found))
    wanted = [*_entries(ledger, read, found), *_entries(ledger, read, whole(candidates(blocks)))]
    before = {entry.id: entry for entry in ledger.of_source(source.id)}
    new = _settle(ledger, before, wanted, blocks)
    for entry in ledger.of_source(source.id):
        if entry.kind is Sort.CRISIS and entry.settled_at is None and entry.state is State.FOUND:
            ledger.tell(entry.id, steps(entry, blocks))
    ledger.mark_read(source.id, source.version, _thoroughness(refine))
    return new


def relate(ledger: Ledger, space: str) -> None:
    """Propose how entries stand to each other, and take tellings of one crisis together. What was settled stays."""
    entries = ledger.within([space])
    ledger.withdraw([entry.id for entry in entries])
    settled = {(one.earlier, one.later) for one in ledger.relations([entry.id for entry in entries])}
    for relation in proposed(entries):
        if (relation.earlier, relation.later) not in settled and (relation.later, relation.earlier) not in settled:
            ledger.relate(relation)
    told = sorted((one for one in entries if one.kind is Sort.CRISIS), key=_when)
    for i, later in enumerate(told):
        first = next((one for one in told[:i] if one.merged_into is None and same_crisis(one, later)), None)
        if first and later.merged_into is None and later.state is State.FOUND:
            later = replace(later, merged_into=first.id)
            told[i] = later
            ledger.put(later)


def _thoroughness(refine: Refine | None) -> int:
    """What is marked as read: better rules count more than a model's look, and that more than none. So what an answer
    had read by words in a hurry is read with the model on the day's round."""
    return 2 * RULES + (refine is not None)


def _when(entry: Entry) -> tuple[str, str]:
    return (entry.told.decided_on.isoformat() if entry.told.decided_on else "9999", entry.id)


def _entries(ledger: Ledger, read: Read, found: Sequence[Candidate]) -> list[Entry]:
    """Told apart by their words, so that they stay themselves wherever in the source these stand."""
    counts: Counter[tuple[str, str]] = Counter()
    made = []
    for one in found:
        same = (one.kind if one.kind == CRISIS else "", one.text)
        made.append(entry_of(read, one, counts[same], ledger.now()))
        counts[same] += 1
    return made


def _settle(ledger: Ledger, before: dict[str, Entry], wanted: Sequence[Entry], blocks: Sequence[Block]) -> int:
    """Add what is new, move what stands elsewhere now, and drop what nobody vouched for and nothing bears out."""
    now = {entry.id: entry for entry in wanted}
    settled = {entry.place for entry in before.values() if entry.state is not State.FOUND and entry.id not in now}
    new = [entry for entry in wanted if entry.id not in before and entry.place not in settled]
    for entry in before.values():
        there = now.get(entry.id)
        if there is not None:
            if entry.settled_at is None:
                ledger.put(replace(there, merged_into=entry.merged_into, made_at=entry.made_at))
            elif there.place != entry.place:
                ledger.put(replace(entry, place=there.place, why_block=there.why_block))
        elif entry.state is not State.FOUND and entry.place and not _still_there(entry, blocks):
            ledger.put(replace(entry, place=Place(entry.place.source, None, None)))
    ledger.remove([entry.id for entry in before.values() if entry.id not in now and entry.state is State.FOUND])
    ledger.add(new)
    return len(new)


def _still_there(entry: Entry, blocks: Sequence[Block]) -> bool:
    """Whether anything stands where it was found, as after a line was corrected."""
    return entry.place is not None and entry.place.first is not None and (entry.place.last or 0) < len(blocks)
