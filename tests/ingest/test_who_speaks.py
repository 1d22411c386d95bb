"""Speakers on the sample recordings and on real voices, with the installed model; skips where it is not installed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import DiariserMissing
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE, Samples, read_audio
from ingest.speakers import BUNDLED, Speakers, Voice
from ingest.transcribe import hear
from vectorstore.models import Block, Locator, Word

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "speech"


@pytest.fixture(scope="module")
def speakers() -> Speakers:
    try:
        distribution("resemblyzer")
    except PackageNotFoundError:
        pytest.skip("needs pip install --no-deps -r requirements-speakers.lock")
    return Speakers(BUNDLED)


@pytest.fixture(scope="module")
def two_readers() -> tuple[Samples, list[tuple[float, float, str]]]:
    """Two real people reading in turn, three times each, and who reads when."""
    if not (REAL / "manifest.jsonl").exists():
        pytest.skip("needs ../shared/data/speech")
    clips = [json.loads(line)["path"] for line in (REAL / "manifest.jsonl").read_text("utf-8").splitlines()]
    parts: list[Samples] = []
    turns, at = [], 0.0
    readers = ([clip for clip in clips if name in clip] for name in ("ljspeech", "pocketsphinx"))
    for pair in list(zip(*readers, strict=False))[:3]:
        for name, clip in zip(("LJ", "Austen"), pair, strict=True):
            sound = read_audio(REAL / clip, clip)
            parts += [sound, np.zeros(SAMPLE_RATE // 2, np.float32)]
            turns.append((at, at + len(sound) / SAMPLE_RATE, name))
            at += len(sound) / SAMPLE_RATE + 0.5
    return np.concatenate(parts), turns


def a_word_a_second(start: float, end: float) -> Block:
    """A block with a word for every second."""
    words = tuple(Word(f" w{i}", start + i, min(start + i + 1.0, end), 0.9) for i in range(int(end - start) or 1))
    return Block("".join(w.text for w in words).strip(), Locator(start, end), lang="en", kind="speech", words=words)


def piece_of(audio: Samples, start: float = 0.0, index: int = 0) -> Piece:
    speech = tuple((a + start, b + start) for a, b in hear(audio))
    return Piece(index, start, start + len(audio) / SAMPLE_RATE, speech)


def right(blocks: Sequence[Block], turns: Sequence[tuple[float, float, str]]) -> float:
    """The share of words whose speaker is the one who is called so most of the time."""
    said = [
        (block.speaker, name)
        for block in blocks
        for word in block.words
        for start, end, name in turns
        if start <= (word.start + word.end) / 2 < end
    ]
    names = {speaker: Counter(n for s, n in said if s == speaker).most_common(1)[0][0] for speaker, _ in said}
    return sum(names[speaker] == name for speaker, name in said) / len(said)


@pytest.mark.slow
def test_two_real_voices(speakers: Speakers, two_readers: tuple[Samples, list[tuple[float, float, str]]]) -> None:
    sound, turns = two_readers
    one_block = a_word_a_second(0.0, len(sound) / SAMPLE_RATE)
    blocks, voices = speakers.name([one_block], sound, piece_of(sound), ())
    assert {block.speaker for block in blocks} == {"Speaker 1", "Speaker 2"}
    assert [voice.name for voice in voices] == ["Speaker 1", "Speaker 2"]
    assert right(blocks, turns) > 0.9
    assert [word for block in blocks for word in block.words] == list(one_block.words)
    assert " ".join(block.text for block in blocks) == one_block.text
    assert all(block.locator.start == block.words[0].start for block in blocks)


@pytest.mark.slow
def test_a_voice_keeps_its_name_from_piece_to_piece(
    speakers: Speakers, two_readers: tuple[Samples, list[tuple[float, float, str]]]
) -> None:
    sound, turns = two_readers
    half = int(turns[4][0] * SAMPLE_RATE)
    named: list[Block] = []
    voices: list[Voice] = []
    for index, (start, audio) in enumerate(((0.0, sound[:half]), (half / SAMPLE_RATE, sound[half:]))):
        blocks = [a_word_a_second(a, b) for a, b, _ in turns if start <= a < start + len(audio) / SAMPLE_RATE]
        known = [Voice.from_record(json.loads(json.dumps(voice.record()))) for voice in voices]
        more, voices = speakers.name(blocks, audio, piece_of(audio, start, index), known)
        named += more
    assert len(voices) == 2
    assert right(named, turns) > 0.9
    again, _ = speakers.name(blocks, audio, piece_of(audio, start, 1), voices)
    assert [block.speaker for block in again] == [block.speaker for block in more], "twice is once"


@pytest.mark.slow
def test_names_are_in_the_language_of_the_recording(speakers: Speakers, two_readers: tuple[Samples, object]) -> None:
    sound = two_readers[0][: 9 * SAMPLE_RATE]
    block = Block("你好", Locator(0.0, 9.0), lang="zh", kind="speech")
    blocks, voices = speakers.name([block], sound, piece_of(sound), ())
    assert [b.speaker for b in blocks] == ["说话人 1"]
    english = [Voice("Speaker 1", voices[0].print, 9)]
    assert speakers.name([block], sound, piece_of(sound), english)[0][0].speaker == "Speaker 1"


def test_silence_and_pieces_without_text_are_left_alone(speakers: Speakers) -> None:
    silent = np.zeros(5 * SAMPLE_RATE, np.float32)
    voice = Voice("Speaker 1", np.eye(256, dtype=np.float32)[0], 7)
    assert speakers.name([], silent, Piece(0, 0.0, 5.0, ((1.0, 2.0),)), [voice]) == ([], [voice])
    block = a_word_a_second(0.0, 5.0)
    assert speakers.name([block], silent, Piece(0, 0.0, 5.0, ()), ()) == ([block], [])
    assert speakers.name([block], silent, Piece(0, 0.0, 5.0, ((1.0, 1.2),)), ())[0] == [block]


def test_a_voice_survives_its_record() -> None:
    row = np.random.default_rng(2).random(256).astype(np.float32)
    voice = Voice("说话人 3", row / np.linalg.norm(row), 42)
    back = Voice.from_record(json.loads(json.dumps(voice.record())))
    assert (back.name, back.moments) == ("说话人 3", 42)
    assert back.print @ voice.print > 0.9999


def test_a_missing_model_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DiariserMissing, match=r"周会\.m4a: .*requirements-speakers\.lock"):
        Speakers(str(tmp_path / "voices.pt")).require("周会.m4a")


def test_an_installed_model_is_accepted(speakers: Speakers) -> None:
    speakers.require("周会.m4a")


def test_the_lock_names_one_package_with_its_hash() -> None:
    lines = (Path(__file__).parents[2] / "requirements-speakers.lock").read_text("utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    assert wanted[0].startswith("resemblyzer==")
    assert wanted[1].strip().startswith("--hash=sha256:")
    assert len(wanted) == 2
