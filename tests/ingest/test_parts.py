"""What reading one part of a recording gives: corrections and, where asked, speakers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import DiariserMissing
from ingest.extraction import Extraction
from ingest.parts import VOICES, Part, Reader
from ingest.recording_pieces import plan_pieces
from ingest.speakers import Voice
from ingest.speech import SpeechOptions
from ingest.transcribe import hear
from vectorstore.models import Kind, Source, Term

EXAMPLES = Path(__file__).parents[2] / "examples"
GLOSSARY = ("海盐燕麦脆", "陈总", "投产比")


@pytest.fixture(scope="module")
def recording() -> Path:
    (path,) = EXAMPLES.glob("handover/**/2025-09-08 项目启动会.m4a")
    return path


@pytest.fixture(scope="module")
def pieces(recording: Path) -> list[Part]:
    """Stretches of the meeting: long enough for a voice or a term each, shorter than what ingest reads at once."""
    return [Part(piece) for piece in plan_pieces(recording, recording.name, hear, first_s=20.0, target_s=20.0)]


def read_with(reader: Reader, recording: Path, meeting: Source, parts: Sequence[Part]) -> list[Extraction]:
    """Read the parts one after the other with the glossary, and close the reader."""
    try:
        return [reader.read(recording, meeting, part, tuple(map(Term, GLOSSARY))) for part in parts]
    finally:
        reader.close()


@pytest.mark.slow
def test_a_meeting_is_planned_in_parts_that_follow_each_other(
    model_cache: Path, recording: Path, source: Callable[..., Source]
) -> None:
    reader = Reader(SpeechOptions(compute_type="int8"), model_cache, 60)
    plan = reader.plan(recording, source(Kind.RECORDING, title=recording.name))
    reader.close()
    assert plan.kind is Kind.RECORDING
    assert plan.facts == {"duration_s": 151.26, "model": "whisper-base (bundled)", "missing_s": 0.0}
    ends = [(part.piece.start, part.piece.end) for part in plan.parts if part.piece]
    assert ends[0][0] == 0.0
    assert len(ends) == len(plan.parts) == 2
    assert ends[0][1] == ends[1][0]


@pytest.mark.slow
def test_misheard_terms_of_a_recording_are_put_right(
    model_cache: Path, recording: Path, pieces: list[Part], source: Callable[..., Source]
) -> None:
    reader = Reader(SpeechOptions(compute_type="int8"), model_cache, 60)
    spoken = [part for part in pieces if part.piece and part.piece.end > 57.5 and part.piece.start < 119.0]
    meeting = source(Kind.RECORDING, title=recording.name)
    read = read_with(reader, recording, meeting, spoken)  # in between, each term of the glossary is spoken
    blocks = [block for got in read for block in got.blocks]
    notes = [note for block in blocks for note in block.corrections]
    assert len(notes) == sum(got.facts["corrected"] for got in read)
    assert {note.written for note in notes} <= set(GLOSSARY)
    text = "".join(block.text for block in blocks)
    assert sum(term in text for term in GLOSSARY) >= 2
    assert all(note.written in block.text for block in blocks for note in block.corrections)
    assert {block.speaker for block in blocks} == {None}
    assert not any(VOICES in got.facts for got in read)


@pytest.mark.slow
def test_voices_go_from_part_to_part_and_a_new_version_begins_with_nobody(
    model_cache: Path, recording: Path, pieces: list[Part], source: Callable[..., Source]
) -> None:
    reader = Reader(SpeechOptions(compute_type="int8", diariser="bundled"), model_cache, 60)
    try:
        meeting = source(Kind.RECORDING, title=recording.name)
        assert reader.speakers is not None
        try:
            reader.speakers.require(recording.name)
        except DiariserMissing:
            pytest.skip("needs pip install --no-deps -r requirements-speakers.lock")
        first = reader.read(recording, meeting, pieces[0], ())
        handed = json.loads(json.dumps(first.facts[VOICES]))
        second = reader.read(recording, replace(meeting, facts={VOICES: handed}), pieces[1], ())
        again = reader.read(recording, replace(meeting, facts={VOICES: handed}), pieces[0], ())
    finally:
        reader.close()
    assert handed
    assert {block.speaker for block in first.blocks} <= {Voice.from_record(record).name for record in handed}
    assert [record[0] for record in second.facts[VOICES][: len(handed)]] == [record[0] for record in handed]
    assert [record[0] for record in again.facts[VOICES]] == [record[0] for record in handed]


def test_a_missing_voice_model_is_said_before_any_work(
    model_cache: Path, tmp_path: Path, recording: Path, source: Callable[..., Source]
) -> None:
    reader = Reader(SpeechOptions(diariser=str(tmp_path / "none.pt")), model_cache, 60)
    with pytest.raises(DiariserMissing, match="2025-09-08"):
        reader.plan(recording, source(Kind.RECORDING, title=recording.name))
    reader.close()
