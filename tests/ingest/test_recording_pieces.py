from __future__ import annotations

import tracemalloc
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import NoSound
from ingest.recording_pieces import Piece, plan_pieces
from ingest.recordings import SAMPLE_RATE, Samples


def loud(samples: Samples) -> list[tuple[float, float]]:
    """A plain ear: stretches louder than a hundredth of full scale, joined over pauses under 0.2 s."""
    width = SAMPLE_RATE // 50
    frames = np.abs(samples[: len(samples) // width * width]).reshape(-1, width).max(axis=1) > 0.01
    found: list[tuple[float, float]] = []
    for i in np.flatnonzero(frames):
        start, end = i * 0.02, (i + 1) * 0.02
        if found and start - found[-1][1] < 0.2:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def write(path: Path, spoken: list[tuple[float, float]], seconds: float) -> Path:
    """Noise in these stretches, silence elsewhere."""
    sound = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    rng = np.random.default_rng(3)
    for start, end in spoken:
        inside = slice(int(start * SAMPLE_RATE), int(end * SAMPLE_RATE))
        sound[inside] = rng.uniform(-0.3, 0.3, len(sound[inside]))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes((sound * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    """Ten minutes: turns of seven seconds, half a second between them, two seconds after every fourth."""
    spoken, at, turn = [], 1.0, 0
    while at < 590:
        spoken.append((at, at + 7.0))
        turn += 1
        at += 9.0 if turn % 4 == 0 else 7.5
    return write(tmp_path / "meeting.wav", spoken, 600.0)


def plan(path: Path, **options: float) -> list[Piece]:
    return list(plan_pieces(path, path.name, loud, **options))


def test_pieces_follow_each_other_and_cover_the_recording(meeting: Path) -> None:
    pieces = plan(meeting)
    assert [piece.index for piece in pieces] == list(range(len(pieces)))
    assert pieces[0].start == 0.0
    assert all(a.end == b.start for a, b in pairwise(pieces))
    assert pieces[-1].end == pytest.approx(600.0, abs=0.01)


def test_all_speech_is_in_the_pieces(meeting: Path) -> None:
    pieces = plan(meeting)
    spoken = [stretch for piece in pieces for stretch in piece.speech]
    assert len(spoken) == 75
    assert sum(end - start for start, end in spoken) == pytest.approx(75 * 7.0, abs=3.0)
    assert all(piece.start <= a < b <= piece.end for piece in pieces for a, b in piece.speech)


def test_the_first_piece_is_short_and_none_is_long(meeting: Path) -> None:
    lengths = [piece.end - piece.start for piece in plan(meeting)]
    assert 22 <= lengths[0] <= 68
    assert all(60 <= length <= 180 for length in lengths[1:-1])


def test_cuts_fall_into_the_long_silences(meeting: Path) -> None:
    for piece in plan(meeting)[:-1]:
        last = piece.speech[-1][1]
        assert piece.end - last == pytest.approx(1.0, abs=0.1)  # the middle of two seconds


def test_the_same_file_gives_the_same_pieces(meeting: Path) -> None:
    assert plan(meeting) == plan(meeting)


def test_planning_goes_on_after_a_piece(meeting: Path) -> None:
    pieces = plan(meeting)
    rest = list(plan_pieces(meeting, meeting.name, loud, after=pieces[1]))
    assert [(piece.index, piece.start, piece.end) for piece in rest] == [
        (piece.index, piece.start, piece.end) for piece in pieces[2:]
    ]


def test_the_first_piece_is_known_before_the_file_is_read(meeting: Path) -> None:
    asked: list[int] = []

    def counting(samples: Samples) -> list[tuple[float, float]]:
        asked.append(len(samples))
        return loud(samples)

    next(plan_pieces(meeting, meeting.name, counting))
    assert sum(asked) < 70 * SAMPLE_RATE


def test_nobody_pauses(tmp_path: Path) -> None:
    path = write(tmp_path / "lecture.wav", [(0.0, 400.0)], 400.0)
    pieces = plan(path)
    assert all(piece.end - piece.start <= 181 for piece in pieces)
    assert sum(end - start for piece in pieces for start, end in piece.speech) == pytest.approx(400.0, abs=0.1)


def test_nobody_speaks(tmp_path: Path) -> None:
    pieces = plan(write(tmp_path / "silence.wav", [], 300.0))
    assert pieces[-1].end == pytest.approx(300.0, abs=0.01)
    assert all(piece.speech == () for piece in pieces)


def test_a_recording_shorter_than_a_piece(tmp_path: Path) -> None:
    (piece,) = plan(write(tmp_path / "note.wav", [(1.0, 4.0)], 5.0))
    assert (piece.index, piece.start, piece.end) == (0, 0.0, 5.0)
    assert piece.speech == (pytest.approx((1.0, 4.0), abs=0.05),)


def test_other_targets(meeting: Path) -> None:
    assert len(plan(meeting, first_s=20.0, target_s=30.0)) > 15


def test_a_file_without_sound_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "leer.wav", [], 0.0)
    assert plan(path) == []
    subtitles = tmp_path / "video.mkv"
    import av

    with av.open(str(subtitles), "w") as out:
        video = out.add_stream("libx264", rate=5)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        out.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")))
        out.mux(video.encode(None))
    with pytest.raises(NoSound, match=r"video\.mkv"):
        plan(subtitles)


def peak_of_planning(path: Path, minutes: int) -> int:
    """The most bytes held while a recording of this length is planned."""
    minute = np.zeros(8_000 * 60, np.int16)
    minute[: 8_000 * 50] = np.random.default_rng(1).integers(-9_000, 9_000, 8_000 * 50)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8_000)
        for _ in range(minutes):
            out.writeframes(minute.tobytes())
    tracemalloc.start()
    pieces = plan(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pieces[-1].end == pytest.approx(minutes * 60, abs=1)
    return peak


@pytest.mark.slow
def test_memory_does_not_grow_with_a_recordings_length(tmp_path: Path) -> None:
    """Two lengths show growth better than one very long file: what leaks 8 MB an hour is seen in 20 minutes."""
    short, long = (peak_of_planning(tmp_path / f"{minutes}.wav", minutes) for minutes in (5, 20))
    assert long < 40_000_000  # all of it is 77 MB; one and a half pieces, twice while they are joined, are 23
    assert long - short < 2_000_000
