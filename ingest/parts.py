"""How each kind of file is read: in which parts, and by which reader.

A part is what one step reads: a stretch of a recording, some pages of a PDF, or the whole
of anything else. Knows no database and no job; steps.py keeps what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ingest import recordings, scans, transcripts
from ingest.corrections import corrected
from ingest.documents import DocumentReader
from ingest.extraction import Extraction
from ingest.playable import playable
from ingest.recording_pieces import Piece, plan_pieces
from ingest.speakers import NONE, Speakers, Voice
from ingest.speech import SpeechOptions, Transcriber
from ingest.transcribe import hear, make_transcriber
from vectorstore.models import Kind, Source, Term

VOICES = "voices"  # the fact in which voices are handed from piece to piece
PAGES_PER_PART = 5  # a scanned page takes about 2 s to read on one core


@dataclass(frozen=True, slots=True)
class Part:
    """What one step reads. `piece` for recordings, `first` and `last` page for scans, neither for the whole."""

    piece: Piece | None = None
    first: int = 1
    last: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts a source is read in, what it turned out to be, and what is known of it already."""

    kind: Kind
    parts: tuple[Part, ...]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_archive(self) -> bool:
        """True when there is nothing to read here, only members to unpack."""
        return self.kind is Kind.ARCHIVE


class Reader:
    """Reads any kind of file. `cache` holds model weights; `timeout_s` is per document."""

    def __init__(self, speech: SpeechOptions, cache: Path, timeout_s: float) -> None:
        self.speech = speech
        self.cache = cache
        self.documents = DocumentReader(timeout_s)

    @cached_property
    def transcriber(self) -> Transcriber:
        """The speech engine, made when the first recording needs it."""
        return make_transcriber(self.speech, self.cache)

    @cached_property
    def speakers(self) -> Speakers | None:
        """What tells speakers apart, if that was asked for."""
        return None if self.speech.diariser == NONE else Speakers(self.speech.diariser)

    def plan(self, path: Path, source: Source) -> Plan:
        """Look at a file and decide its parts. Raises an IngestError that names `source.title`."""
        if source.kind.is_heard:
            info = recordings.probe(path, source.title)
            if self.speakers:
                self.speakers.require(source.title)
            pieces = plan_pieces(path, source.title, hear)
            facts = {
                "duration_s": round(info.duration_s, 2),
                "model": self.transcriber.name,
                "missing_s": info.missing_s,
            }
            kind = Kind.VIDEO if info.has_video else Kind.RECORDING
            return Plan(kind, tuple(Part(piece) for piece in pieces), facts)
        if source.kind.is_paged:
            pages = scans.pages(path, source.title)
            starts = range(1, pages + 1, PAGES_PER_PART)
            parts = tuple(Part(first=first, last=min(first + PAGES_PER_PART - 1, pages)) for first in starts)
            return Plan(source.kind, parts, {"pages": pages})
        if source.kind is Kind.ARCHIVE:
            return Plan(source.kind, ())
        return Plan(source.kind, (Part(),))

    def read(self, path: Path, source: Source, part: Part, glossary: Sequence[Term]) -> Extraction:
        """The blocks of one part. Facts that are numbers are summed over the parts."""
        if part.piece is not None:
            return self._hear(path, source, part.piece, glossary)
        if source.kind.is_paged:
            return self.documents.read_pages(path, source.title, part.first, part.last)
        if source.kind is Kind.TRANSCRIPT:
            return transcripts.parse(path, source.title)
        if source.kind is Kind.CHAT:
            return transcripts.parse_chat(path, source.title)
        return self.documents.extract(path, source.title, source.kind, source.suffix)

    def _hear(self, path: Path, source: Source, piece: Piece, glossary: Sequence[Term]) -> Extraction:
        """One piece of a recording: recognised, given its speakers where asked, misheard terms put right."""
        audio = recordings.read_audio(path, source.title, piece.start, piece.end)
        result = self.transcriber.transcribe(audio, piece, [term.term for term in glossary], source.title)
        missed = sum(end - start for start, end in result.uncovered)
        facts: dict[str, Any] = {f"dropped.{reason}": seconds for reason, seconds in result.dropped.items()}
        blocks = list(result.blocks)
        if self.speakers:
            heard = (source.facts.get(VOICES) or ()) if piece.index else ()  # a new version begins with nobody
            blocks, voices = self.speakers.name(blocks, audio, piece, [Voice.from_record(record) for record in heard])
            facts[VOICES] = [voice.record() for voice in voices]
        blocks = corrected(blocks, glossary)
        count = sum(len(block.corrections) for block in blocks)
        return Extraction(blocks, {**facts, "uncovered_s": round(missed, 2), "corrected": count})

    def playable(self, path: Path, source: Source, folder: Path) -> Path | None:
        """A file in `folder` that browsers play, made from one they do not; None if they play the original."""
        return playable(path, source.title, folder)

    def close(self) -> None:
        """End the worker process that reads documents, and let go of the speech engine."""
        self.documents.close()
        if "transcriber" in self.__dict__:  # it was needed
            self.transcriber.close()
