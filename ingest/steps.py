"""What each step of the walk does. Knows no job engine; pipeline.py makes the steps durable.

Every step may run twice, or be cut short and run again, and leaves the same state: blocks
have fixed positions, chunks fixed ids, and writing either replaces what is there. A step that
finds its source gone (someone forgot it meanwhile) removes what it wrote and raises Forgotten.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import sqlalchemy as sa

from ingest import archives
from ingest.chunk import chunk
from ingest.errors import NothingFound
from ingest.intake import Intake, Upload, disk_full_named
from ingest.parts import VOICES, Part, Plan, Reader
from ingest.recut import recut
from ingest.redact import mask, mask_blocks
from vectorstore.catalog import Catalog
from vectorstore.embed import Embedder
from vectorstore.errors import BatonError
from vectorstore.lexical import LexicalIndex
from vectorstore.lines import Lines
from vectorstore.masks import MaskChanges
from vectorstore.models import Chunk, Kind, Source, Status
from vectorstore.names import SpeakerNames, named, told_apart
from vectorstore.originals import Originals
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore

SPEAKERS = "speakers"  # the fact that names who speaks in a transcript
STALE = "stale"  # the fact that says which blocks the indexes hold as they were before
REVISED_AT_ONCE = 64  # chunks, about a second of embedding
RECOGNISED_SHARE, FINISH_SHARE = 0.02, 0.02  # of the progress bar; the parts take the rest


class Forgotten(Exception):
    """The source was removed while it was being worked on; there is nothing left to do."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """Everywhere a source leaves traces."""

    catalog: Catalog
    originals: Originals
    store: VectorStore
    lexical: LexicalIndex
    sentences: SentenceIndex
    embedder: Embedder
    names: SpeakerNames
    lines: Lines

    def index(self, space: str, ids: Sequence[str]) -> None:
        """Embed these chunks and put them in the indexes of the space."""
        self.put(space, self.catalog.chunks(ids))

    def put(self, space: str, chunks: Sequence[Chunk]) -> None:
        """Embed these chunks as they are given and put them in the indexes of the space."""
        if chunks:
            read = self.embedder.read_passages([piece.embedded for piece in chunks])
            self.sentences.add(chunks, read)  # first: what can be found has them
            self.store.upsert(space, chunks, read.vectors)
            self.lexical.upsert(chunks)

    def unindex(self, source: Source, keep: Sequence[str] = ()) -> None:
        """Remove a source's chunks from the indexes, but for those with ids in `keep`."""
        self.store.delete_source(source.space, source.id, keep)
        self.lexical.delete_source(source.space, source.id, keep)
        self.sentences.delete_source(source.space, source.id, keep)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps over one set of shelves. `work` is a local folder for scratch files."""

    shelves: Shelves
    reader: Reader
    intake: Intake
    work: Path

    def inspect(self, source_id: str) -> Plan:
        """Look at the file and decide the parts it will be read in."""
        with self._at_work(source_id) as source:
            with self.shelves.originals.local(source.sha256) as path:
                plan = self.reader.plan(path, source)
            facts: dict[str, Any] = dict(plan.facts)
            if plan.kind.is_heard and (transcript := self._transcript_of(source)):
                facts["transcript"] = transcript.id
                self._update(transcript.id, companion=source_id)
                plan = replace(plan, parts=())
            self._update(source_id, kind=plan.kind, status=Status.RECOGNISED, progress=RECOGNISED_SHARE, facts=facts)
            return plan

    def read(self, source_id: str, part: Part, offset: int) -> tuple[int, dict[str, float]]:
        """Read one part, mask it and keep its blocks from position `offset` on.

        Returns their count and those of the part's facts that are to be summed over the parts.
        """
        with self._at_work(source_id) as source:
            glossary = self.shelves.catalog.space(source.space).terms
            with self.shelves.originals.local(source.sha256) as path:
                reading = self.reader.read(path, source, part, glossary)
            self._update(source_id, status=Status.EXTRACTED)
            said = MaskChanges(self.shelves.catalog.engine).of(source_id)
            blocks, found = mask_blocks(reading.blocks, said)
            hides = [change for change in said if change.does == "hide"]
            blocks = named(told_apart(reading.blocks, blocks), self.shelves.names.of(source))
            blocks = self.shelves.lines.kept(source, offset, blocks, lambda text: mask(text, hides).text)
            self.shelves.catalog.put_blocks(source_id, source.version, offset, blocks)
            sums = {name: value for name, value in reading.facts.items() if isinstance(value, int | float)}
            known = {name: value for name, value in reading.facts.items() if name not in sums}
            if SPEAKERS in known:
                known[SPEAKERS] = list(dict.fromkeys(block.speaker for block in blocks if block.speaker))
            held_on = known.pop("occurred_on", None)
            self._update(
                source_id,
                status=Status.MASKED,
                facts=known,
                occurred_on=source.occurred_on or (date.fromisoformat(held_on) if held_on else None),
            )
            return len(blocks), {**sums, **{f"masked.{kind}": count for kind, count in found.items()}}

    def chunk(self, source_id: str, offset: int, count: int) -> list[str]:
        """Cut `count` blocks from position `offset` on into chunks; their ids."""
        with self._at_work(source_id) as source:
            catalog = self.shelves.catalog
            blocks = catalog.blocks(source_id, source.version, offset, offset + count - 1) if count else []
            chunks = chunk(blocks, source, offset)
            catalog.put_chunks(chunks)
            self._update(source_id, status=Status.CHUNKED)
            return [piece.id for piece in chunks]

    def index(self, source_id: str, ids: Sequence[str]) -> None:
        """Make these chunks findable."""
        with self._at_work(source_id) as source:
            self.shelves.index(source.space, ids)
            self._update(source_id, status=Status.INDEXED)

    def revise(self, source_id: str, positions: Sequence[int]) -> None:
        """Cut and index anew what holds the blocks at these positions, which changed since."""
        with self._at_work(source_id) as source:
            catalog = self.shelves.catalog
            chunks = catalog.chunks_of(source_id, source.version)
            cut = recut(source, chunks, positions, partial(catalog.blocks, source_id, source.version))
            for start in range(0, len(cut.made), REVISED_AT_ONCE):
                batch = cut.made[start : start + REVISED_AT_ONCE]
                self.shelves.put(source.space, batch)
                catalog.put_chunks(batch)
            if cut.gone:
                catalog.put_chunks((), cut.gone)
                self.shelves.unindex(source, [piece.id for piece in catalog.chunks_of(source_id)])
            if source.facts.get(STALE):
                left = sorted(set(source.facts[STALE]) - set(positions))
                self._update(source_id, facts={STALE: left or None})
            if source.status is Status.DONE:
                self._update(source_id, facts={"chunks": len(catalog.chunks_of(source_id, source.version))})

    def note_stale(self, source_id: str, positions: Sequence[int]) -> None:
        """Remember that the indexes hold these blocks as they were before."""
        with self._at_work(source_id) as source:
            self._update(source_id, facts={STALE: sorted({*(source.facts.get(STALE) or ()), *positions})})

    def note_progress(self, source_id: str, facts: Mapping[str, float], share: float) -> None:
        """Record how much is read (`share`, 0 to 1) and the facts summed so far."""
        with self._at_work(source_id):
            parts_share = 1 - RECOGNISED_SHARE - FINISH_SHARE
            self._update(source_id, facts=dict(facts), progress=RECOGNISED_SHARE + parts_share * share)

    def unpack(self, source_id: str) -> list[str]:
        """Admit every member of an archive; the ids of those that await work."""
        with self._at_work(source_id) as source, self._scratch() as folder:
            with self.shelves.originals.local(source.sha256) as path:
                members = archives.unpack(path, source.title, folder)
            if not members:
                raise NothingFound(file=source.title)
            said = Upload(
                *(Path(), "", source.context, source.topic, source.occurred_on, source_id),
                *(source.owner, source.restricted),
            )
            submissions = [
                self.intake.admit(
                    source.space,
                    replace(said, path=m.path, title=m.name, context=f"{source.context}{m.folder}"),
                )
                for m in members
            ]
            self._update(source_id, facts={"members": len(submissions)})
            return [s.source.id for s in submissions if s.source.parent == source_id and not s.source.status.ended]

    def finish(self, source_id: str, expects_blocks: bool) -> list[int]:
        """Retire what an earlier version left, make media playable, and call the source done.

        Returns the positions of blocks that people changed meanwhile: steps may have indexed what stood there before.
        """
        with self._at_work(source_id) as source:
            chunks = self.shelves.catalog.chunks_of(source_id, source.version)
            if expects_blocks and not chunks:
                raise NothingFound(file=source.title)
            self.shelves.unindex(source, [piece.id for piece in chunks])
            self.shelves.catalog.forget_other_versions(source_id, source.version)
            facts: dict[str, Any] = {"chunks": len(chunks)}
            if source.facts.get(VOICES):
                facts[VOICES] = None  # prints of people's voices are not kept longer than they are needed
            if source.kind.is_heard:
                facts["playable"] = self._make_playable(source)
            if source.kind is Kind.TRANSCRIPT:
                self._speak_for_recording(source)
            self._update(source_id, status=Status.DONE, progress=1.0, error=None, facts=facts)
            edited = {edit.position for edit in self.shelves.lines.of(source_id, source.version)}
            return sorted(edited.union(self.shelves.names.said_of(source)))

    def fail(self, source_id: str, error: BatonError) -> list[str]:
        """Record why a source failed; the ids of recordings that counted on it and must be heard after all."""
        with self._at_work(source_id) as source:
            self._update(source_id, status=Status.FAILED, error=error.record())
            waiting = [
                s for s in self.shelves.catalog.sources([source.space]) if s.facts.get("transcript") == source_id
            ]
            for recording in waiting:
                self._update(recording.id, status=Status.STORED, progress=0.0, facts={"transcript": None})
            return [recording.id for recording in waiting]

    def _transcript_of(self, recording: Source) -> Source | None:
        """The transcript that came with a recording: same stem, same folder."""
        return self._sibling(recording, lambda kind: kind is Kind.TRANSCRIPT)

    def _speak_for_recording(self, transcript: Source) -> None:
        """Let a transcript replace what was recognised of its recording, whenever either came."""
        recording = self._sibling(transcript, lambda kind: kind.is_heard)
        if recording is None:
            return
        self._update(transcript.id, companion=recording.id)
        self._update(recording.id, facts={"transcript": transcript.id})
        if recording.status.ended:
            self.shelves.unindex(recording)
            self.shelves.catalog.forget_other_versions(recording.id, version=0)

    def _sibling(self, source: Source, wanted: Callable[[Kind], bool]) -> Source | None:
        stem = PurePath(source.title).stem
        for other in self.shelves.catalog.sources([source.space]):
            same_name = PurePath(other.title).stem == stem and other.context == source.context
            if (
                same_name
                and other.restricted == source.restricted
                and wanted(other.kind)
                and other.status is not Status.FAILED
            ):
                return other
        return None

    def _make_playable(self, source: Source) -> str | None:
        """The name of a derived file that browsers play, None when they play the original."""
        with self.shelves.originals.local(source.sha256) as path, self._scratch() as folder:
            playable = self.reader.playable(path, source, folder)
            if playable is None:
                return None
            with disk_full_named(source.title):
                self.shelves.originals.put_derived(source.sha256, playable)
            return playable.name

    def _update(self, source_id: str, **values: Any) -> None:
        """Set columns. A step that was running when its source was cancelled ends, but leaves it cancelled."""
        catalog = self.shelves.catalog
        if "status" in values:
            catalog.move_on(source_id, **values)
        else:
            catalog.update(source_id, **values)

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        self.work.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.work))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _at_work(self, source_id: str) -> Iterator[Source]:
        """The source as it is now; Forgotten if it is gone now or when the block ends, with its traces removed."""
        try:
            source = self.shelves.catalog.source(source_id)
        except KeyError:
            raise Forgotten(source_id) from None
        try:
            with disk_full_named(source.title):
                yield source
        finally:
            if not self.shelves.catalog.has(source_id):
                self.shelves.unindex(source)
                raise Forgotten(source_id)


def masked(engine: sa.Engine, source_id: str, text: str) -> str:
    """A text for a source, without secrets and without what people want hidden in it."""
    return mask(text, [change for change in MaskChanges(engine).of(source_id) if change.does == "hide"]).text
