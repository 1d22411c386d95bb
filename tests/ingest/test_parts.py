"""What reading one part of a recording gives: corrections and, where asked, speakers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import DiariserMissing
from ingest.parts import VOICES, Reader
from ingest.speakers import Voice
from ingest.speech import SpeechOptions
from vectorstore.models import Kind, Source

EXAMPLES = Path(__file__).parents[2] / "examples"
GLOSSARY = ("海盐燕麦脆", "陈总", "投产比")


@pytest.fixture(scope="module")
def recording() -> Path:
    (path,) = EXAMPLES.glob("handover/**/2025-09-08 项目启动会.m4a")
    return path


@pytest.fixture
def reader(model_cache: Path) -> Iterator[Reader]:
    made = Reader(SpeechOptions(compute_type="int8"), model_cache, 60)
    yield made
    made.close()


@pytest.mark.slow
def test_misheard_terms_of_a_recording_are_put_right(
    reader: Reader, recording: Path, source: Callable[..., Source]
) -> None:
    meeting = source(Kind.RECORDING, title=recording.name)
    plan = reader.plan(recording, meeting)
    blocks, corrected = [], 0
    for part in plan.parts:
        got = reader.read(recording, meeting, part, GLOSSARY)
        blocks += got.blocks
        corrected += got.facts["corrected"]
        assert VOICES not in got.facts
    notes = [note for block in blocks for note in block.corrections]
    assert len(notes) == corrected
    assert {note.written for note in notes} <= set(GLOSSARY)
    text = "".join(block.text for block in blocks)
    assert sum(term in text for term in GLOSSARY) >= 2
    assert all(note.written in block.text for block in blocks for note in block.corrections)
    assert {block.speaker for block in blocks} == {None}


@pytest.mark.slow
def test_voices_go_from_part_to_part_and_a_new_version_begins_with_nobody(
    model_cache: Path, recording: Path, source: Callable[..., Source]
) -> None:
    reader = Reader(SpeechOptions(compute_type="int8", diariser="bundled"), model_cache, 60)
    try:
        meeting = source(Kind.RECORDING, title=recording.name)
        try:
            parts = reader.plan(recording, meeting).parts
        except DiariserMissing:
            pytest.skip("needs pip install --no-deps -r requirements-speakers.lock")
        first = reader.read(recording, meeting, parts[0], ())
        handed = json.loads(json.dumps(first.facts[VOICES]))
        second = reader.read(recording, replace(meeting, facts={VOICES: handed}), parts[1], ())
        again = reader.read(recording, replace(meeting, facts={VOICES: handed}), parts[0], ())
    finally:
        reader.close()
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
