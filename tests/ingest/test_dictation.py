"""What is spoken in place of typing: heard in full, put right, masked, and refused in words when it cannot be heard."""

from __future__ import annotations

import json
import re
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from ingest.dictation import LONGEST_S, dictated
from ingest.errors import DamagedFile, EmptyFile, IngestError, TooLong, UnsupportedFile
from ingest.parts import Reader
from ingest.recording_pieces import Piece
from ingest.recordings import SAMPLE_RATE, Samples
from ingest.speech import PieceResult, SpeechOptions
from vectorstore.models import Block, Locator, Term, Word

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Engine:
    """Hears the same lines in every piece."""

    lines: tuple[str, ...]
    name: str = "the test's"

    def transcribe(self, audio: Samples, piece: Piece, glossary: Sequence[str], file: str) -> PieceResult:
        """The lines, if there is anything to hear."""
        if not len(audio):
            return PieceResult()
        at = Locator(piece.start, piece.end)
        words = ((Word(line, piece.start, piece.end, 0.9),) for line in self.lines)
        return PieceResult(
            tuple(Block(line, at, kind="speech", words=word) for line, word in zip(self.lines, words, strict=True))
        )

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Hearing:
    """As much of a Reader as dictation needs, with an engine that needs no model."""

    transcriber: Engine


def heard(path: Path, *lines: str, glossary: Sequence[Term] = ()) -> str:
    return dictated(Hearing(Engine(lines)), path, "回答.wav", glossary)  # type: ignore[arg-type]


def wav(path: Path, seconds: float, rate: int = SAMPLE_RATE) -> Path:
    """A hum."""
    tone = (np.sin(np.arange(int(seconds * rate)) / 20) * 4000).astype("<i2")
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        sound.writeframes(tone.tobytes())
    return path


def test_lines_are_put_right_by_the_glossary_and_blank_ones_left_out(tmp_path: Path) -> None:
    terms = [Term("穗岚坊", misheard=("碎蓝方",))]
    path = wav(tmp_path / "a", 2)
    assert heard(path, "  碎蓝方先停投放 ", "", "再找客户", glossary=terms) == "穗岚坊先停投放\n再找客户"
    assert path.exists()  # to delete it is for whoever took it in


def test_secrets_are_masked_before_anybody_reads_them(tmp_path: Path) -> None:
    text = heard(wav(tmp_path / "a", 1), "打我电话 13812345678，密码是 hunter2secret")
    assert "13812345678" not in text
    assert "打我电话" in text


def test_every_piece_of_a_longer_answer_is_heard(tmp_path: Path) -> None:
    text = heard(wav(tmp_path / "a", 200), "一句")
    assert len(text.splitlines()) >= 2
    assert set(text.splitlines()) == {"一句"}


def test_nothing_said_is_no_text(tmp_path: Path) -> None:
    assert heard(wav(tmp_path / "a", 1)) == ""


def test_what_is_too_long_is_refused_with_both_lengths(tmp_path: Path) -> None:
    with pytest.raises(TooLong) as refused:
        heard(wav(tmp_path / "a", LONGEST_S + 60, rate=1000), "x")
    assert "回答.wav" in refused.value.say("zh")
    assert "15" in refused.value.say("zh")
    assert "16" in refused.value.say("en")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b"\x00" * 400, UnsupportedFile),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", IngestError),
        (b"\x1aE\xdf\xa3" + b"\x42" * 300, IngestError),
        ("先停投放".encode(), (UnsupportedFile, DamagedFile)),
    ],
)
def test_what_is_no_recording_is_refused_by_name(
    tmp_path: Path, content: bytes, error: type[IngestError] | tuple[type[IngestError], ...]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(error) as refused:
        heard(path, "x")
    assert "回答.wav" in refused.value.say("zh")


@pytest.mark.slow
def test_real_speech_comes_out_as_what_was_said(tmp_path: Path, model_cache: Path) -> None:
    import av

    stem, seconds = "2025-09-08 项目启动会", 14.0
    (recording,) = (p for p in EXAMPLES.glob("handover/**/*") if p.stem == stem and p.suffix in (".m4a", ".opus"))
    turns = json.loads((EXAMPLES / "truth" / f"{stem}.json").read_text(encoding="utf-8"))
    said = "".join(turn["text"] for turn in turns if turn["end"] <= seconds)
    path = tmp_path / "answer"
    with av.open(str(recording)) as source, av.open(str(path), "w", format="wav") as cut:
        stream = cut.add_stream("pcm_s16le", rate=16000)
        for frame in source.decode(audio=0):
            if frame.time > seconds:
                break
            cut.mux(stream.encode(frame))
        cut.mux(stream.encode(None))
    reader = Reader(SpeechOptions(compute_type="int8"), model_cache, 60.0)
    try:
        text = dictated(reader, path, "回答.wav")
    finally:
        reader.close()
    wanted, found = (set(re.findall(r"[\u3400-\u9fff]", one)) for one in (said, text))
    assert len(wanted) > 20
    assert len(wanted & found) / len(wanted) > 0.7
