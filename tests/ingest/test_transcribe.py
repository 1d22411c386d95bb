"""The bundled model on the sample recordings, on silence, noise and music made here, and on real speech."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelMissing
from ingest.recording_pieces import Piece, plan_pieces
from ingest.recordings import SAMPLE_RATE, Samples, read_audio
from ingest.speech import PieceResult, SpeechOptions, Transcriber
from ingest.speech_endpoint import EndpointTranscriber
from ingest.transcribe import LocalWhisper, hear, make_transcriber
from vectorstore.models import Block

EXAMPLES = Path(__file__).parents[2] / "examples"
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "speech"


def tokens(text: str) -> list[str]:
    return re.findall(r"[\u3400-\u9fff]|[a-z0-9']+", text.lower())


@pytest.fixture(scope="module")
def whisper(model_cache: Path) -> Transcriber:
    return make_transcriber(SpeechOptions(compute_type="int8"), model_cache / "speech")


@pytest.fixture(scope="module")
def sample() -> Callable[[str, float], tuple[Samples, list[dict[str, object]]]]:
    """The first seconds of a sample recording and the turns spoken in them."""

    def load(stem: str, seconds: float) -> tuple[Samples, list[dict[str, object]]]:
        (recording,) = (p for p in EXAMPLES.glob("handover/**/*") if p.stem == stem and p.suffix in (".m4a", ".opus"))
        turns = json.loads((EXAMPLES / "truth" / f"{stem}.json").read_text(encoding="utf-8"))
        return read_audio(recording, stem, 0.0, seconds), [turn for turn in turns if turn["end"] <= seconds]

    return load


def transcribed(engine: Transcriber, sound: Samples, glossary: tuple[str, ...] = ()) -> PieceResult:
    piece = Piece(0, 0.0, len(sound) / SAMPLE_RATE, tuple(hear(sound)))
    return engine.transcribe(sound, piece, glossary, "sample.m4a")


def said(blocks: tuple[Block, ...], turn: dict[str, object]) -> str:
    """The words between a turn's first and last second."""
    start, end = float(str(turn["start"])) - 0.6, float(str(turn["end"])) + 0.6
    return "".join(w.text for block in blocks for w in block.words if start <= (w.start + w.end) / 2 <= end)


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    engine = make_transcriber(SpeechOptions(), tmp_path / "cache")
    assert engine.name == "whisper-base (bundled)"
    silent = Piece(0, 0.0, 2.0, ())
    assert engine.transcribe(np.zeros(2 * SAMPLE_RATE, np.float32), silent, (), "a.m4a") == PieceResult()
    assert not (tmp_path / "cache").exists()


def test_a_url_makes_it_the_endpoint(tmp_path: Path) -> None:
    assert isinstance(make_transcriber(SpeechOptions(url="http://gpu:8000/v1"), tmp_path), EndpointTranscriber)
    assert isinstance(make_transcriber(SpeechOptions(model="/models/large"), tmp_path), LocalWhisper)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    engine = make_transcriber(SpeechOptions(model=str(tmp_path)), tmp_path / "cache")
    assert engine.name == tmp_path.name
    with pytest.raises(ModelMissing, match=r"周会\.m4a: .*" + re.escape(str(tmp_path))):
        engine.transcribe(np.zeros(SAMPLE_RATE, np.float32), Piece(0, 0.0, 1.0, ((0.0, 1.0),)), (), "周会.m4a")


@pytest.mark.parametrize("seconds", [0.0, 0.01, 3.0])
def test_silence_is_no_speech(seconds: float) -> None:
    assert hear(np.zeros(int(seconds * SAMPLE_RATE), np.float32)) == []


def test_noise_and_tones_are_no_speech() -> None:
    rng = np.random.default_rng(5)
    assert hear((rng.standard_normal(10 * SAMPLE_RATE) * 0.05).astype(np.float32)) == []
    assert hear((0.3 * np.sin(np.arange(10 * SAMPLE_RATE) / 8)).astype(np.float32)) == []


def assert_words_are_in_order(blocks: Sequence[Block]) -> None:
    for block in blocks:
        assert block.kind == "speech"
        starts = [word.start for word in block.words]
        assert starts == sorted(starts)
        assert block.locator.start == block.words[0].start
        assert block.locator.end == block.words[-1].end
        assert all(0.0 <= word.probability <= 1.0 for word in block.words)
        assert "".join(word.text for word in block.words).strip() == block.text
    assert [b.locator.start for b in blocks] == sorted(b.locator.start or 0 for b in blocks)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stem", "lang", "least"),
    [("2025-09-08 项目启动会", "zh", 0.65), ("2026-02-11 Client call - spring launch", "en", 0.75)],
)
def test_a_sample_meeting(
    whisper: Transcriber, sample: Callable[..., object], stem: str, lang: str, least: float
) -> None:
    sound, turns = sample(stem, 75.0)  # type: ignore[misc]
    result = transcribed(whisper, sound)
    for turn in turns:
        spoken, found = tokens(turn["text"]), tokens(said(result.blocks, turn))
        assert len(found) >= 0.5 * len(spoken), f"lost: {turn['text']}"
    assert {block.lang for block in result.blocks} == {lang}
    everything = [token for turn in turns for token in tokens(turn["text"])]
    text = "".join(block.text for block in result.blocks)
    assert sum(token in tokens(text) for token in everything) >= least * len(everything)
    assert sum(end - start for start, end in result.uncovered) < 1.0
    assert set(text).isdisjoint("這說們個時點產會")
    assert_words_are_in_order(result.blocks)


@pytest.mark.slow
def test_no_turn_is_lost_where_the_language_changes(whisper: Transcriber, sample: Callable[..., object]) -> None:
    """Stock modes lose a fifth to a half of such a conversation."""
    chinese, zh_turns = sample("2025-09-08 项目启动会", 40.0)  # type: ignore[misc]
    english, en_turns = sample("2026-02-11 Client call - spring launch", 30.0)  # type: ignore[misc]
    sound = np.concatenate([chinese, english, chinese])
    first, second = len(chinese) / SAMPLE_RATE, (len(chinese) + len(english)) / SAMPLE_RATE
    turns = [
        {**turn, "start": turn["start"] + at, "end": turn["end"] + at}
        for at, part in ((0.0, zh_turns), (first, en_turns), (second, zh_turns))
        for turn in part
    ]
    result = transcribed(whisper, sound)
    for turn in turns:
        found = said(result.blocks, turn)
        assert len(tokens(found)) >= 0.5 * len(tokens(str(turn["text"]))), f"lost: {turn['text']}"
        han = len(re.findall(r"[\u3400-\u9fff]", found))
        assert (han > len(tokens(found)) / 2) == (turn["lang"] == "zh"), f"in the wrong language: {found}"
    assert set(result.languages) == {"zh", "en"}


@pytest.mark.slow
def test_times_are_the_recordings_not_the_pieces(whisper: Transcriber, sample: Callable[..., object]) -> None:
    sound, turns = sample("2026-02-11 Client call - spring launch", 20.0)  # type: ignore[misc]
    stretches = tuple((start + 500.0, end + 500.0) for start, end in hear(sound))
    result = whisper.transcribe(sound, Piece(4, 500.0, 520.0, stretches), (), "call.m4a")
    assert result.blocks[0].locator.start == pytest.approx(500.0 + turns[0]["start"], abs=1.0)
    assert all(500.0 <= (b.locator.start or 0) <= (b.locator.end or 0) <= 520.5 for b in result.blocks)


@pytest.mark.slow
def test_text_over_music_and_noise_is_dropped_or_absent(whisper: Transcriber) -> None:
    """Told that there is speech where there is none, the model must not fill the page."""
    rng = np.random.default_rng(11)
    t = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    chord = sum(np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6)) * 0.1 * (1 + np.sin(2 * np.pi * 2 * t))
    for sound in (chord, rng.standard_normal(len(t)) * 0.02, np.zeros(len(t))):
        piece = Piece(0, 0.0, 20.0, ((0.0, 9.0), (10.0, 20.0)))
        result = whisper.transcribe(sound.astype(np.float32), piece, (), "music.mp3")
        assert sum(len(tokens(block.text)) for block in result.blocks) <= 12
        assert result.dropped_s == pytest.approx(sum(result.dropped.values()))


@pytest.mark.slow
def test_the_glossary_is_not_read_back(whisper: Transcriber, sample: Callable[..., object]) -> None:
    glossary = ("海盐燕麦脆", "投产比", "陈总", "吴敏", "千川", "达人")
    sound, turns = sample("2025-09-08 项目启动会", 40.0)  # type: ignore[misc]
    quiet = np.zeros(5 * SAMPLE_RATE, np.float32)
    result = transcribed(whisper, np.concatenate([sound, quiet]), glossary)
    spoken = sum(len(tokens(turn["text"])) for turn in turns)
    assert sum(len(tokens(block.text)) for block in result.blocks) <= 1.3 * spoken
    assert not [block.text for block in result.blocks if (block.locator.start or 0) > 41.0]


@pytest.mark.slow
def test_the_same_sound_gives_the_same_text(whisper: Transcriber, sample: Callable[..., object]) -> None:
    sound, _ = sample("2025-09-08 项目启动会", 12.0)  # type: ignore[misc]
    assert transcribed(whisper, sound) == transcribed(whisper, sound)


@pytest.mark.slow
def test_two_threads_share_one_model(model_cache: Path, sample: Callable[..., object]) -> None:
    engine = make_transcriber(SpeechOptions(compute_type="int8", languages=("en",)), model_cache / "speech")
    sound, _ = sample("2026-02-11 Client call - spring launch", 12.0)  # type: ignore[misc]
    results: list[PieceResult] = []
    threads = [threading.Thread(target=lambda: results.append(transcribed(engine, sound))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[1]
    assert results[0].blocks


@pytest.mark.slow
def test_pieces_of_a_recording_together_hold_every_turn(whisper: Transcriber) -> None:
    stem = "2026-02-11 Client call - spring launch"
    (recording,) = EXAMPLES.glob(f"handover/**/{stem}.m4a")
    turns = json.loads((EXAMPLES / "truth" / f"{stem}.json").read_text(encoding="utf-8"))
    blocks: list[Block] = []
    for piece in plan_pieces(recording, stem, hear):
        sound = read_audio(recording, stem, piece.start, piece.end)
        blocks += whisper.transcribe(sound, piece, (), stem).blocks
    for turn in turns:
        assert len(tokens(said(tuple(blocks), turn))) >= 0.5 * len(tokens(turn["text"])), f"lost: {turn['text']}"


@pytest.mark.slow
def test_real_speech(whisper: Transcriber) -> None:
    """People, not synthetic voices; the bundled model gets a fifth of Mandarin characters wrong."""
    if not (REAL / "manifest.jsonl").exists():
        pytest.skip("needs ../shared/data/speech")
    entries = [json.loads(line) for line in (REAL / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    for lang, least in (("zh", 0.7), ("en", 0.85)):
        chosen = [entry for entry in entries if entry["lang"] == lang and entry.get("ref_text")][:6]
        right = spoken = 0
        for entry in chosen:
            result = transcribed(whisper, read_audio(REAL / entry["path"], entry["path"]))
            found = tokens("".join(block.text for block in result.blocks))
            expected = tokens(entry["ref_text"])
            right += sum(token in found for token in expected)
            spoken += len(expected)
        assert right >= least * spoken, lang
