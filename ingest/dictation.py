"""A short recording as text, at once and without keeping anything: what somebody speaks in place of typing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest import recordings
from ingest.corrections import corrected
from ingest.errors import TooLong
from ingest.parts import Reader
from ingest.recording_pieces import plan_pieces
from ingest.redact import mask
from ingest.transcribe import hear
from vectorstore.models import Term

LONGEST_S = 15 * 60.0  # a minute of speech takes about five seconds: nobody waits longer than that


def dictated(reader: Reader, path: Path, file: str, glossary: Sequence[Term] = ()) -> str:
    """What is said in the recording, a line for each thing said; "" when nothing is. Secrets are masked.

    `file` names it in errors. Raises what `recordings.probe` raises, and TooLong.
    """
    info = recordings.probe(path, file)
    if info.duration_s > LONGEST_S:
        raise TooLong(file=file, minutes=round(info.duration_s / 60), limit=round(LONGEST_S / 60))
    lines: list[str] = []
    for piece in plan_pieces(path, file, hear):
        audio = recordings.read_audio(path, file, piece.start, piece.end)
        heard = reader.transcriber.transcribe(audio, piece, [term.term for term in glossary], file)
        lines += [block.text.strip() for block in corrected(heard.blocks, glossary)]
    return mask("\n".join(filter(None, lines))).text
