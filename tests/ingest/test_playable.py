from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from ingest.errors import EmptyFile, UnsupportedFile
from ingest.playable import playable
from ingest.recordings import probe, read_audio

SECONDS = 4.0


def tone() -> np.ndarray:
    """Four seconds at 48 kHz: a beep at 1 s and one at 3 s."""
    sound = np.zeros(int(SECONDS * 48_000), np.float32)
    for second in (1, 3):
        t = np.arange(9_600) / 48_000
        sound[second * 48_000 : second * 48_000 + len(t)] = 0.6 * np.sin(2 * np.pi * 800 * t)
    return sound


SMALL, FULL_HD = (320, 180), (1920, 1080)  # the codecs' work goes with the pixels


def write(
    path: Path,
    audio: str | None,
    video: str | None = None,
    pixels: str = "yuv420p",
    size: tuple[int, int] = SMALL,
) -> Path:
    """A recording with these codecs; the name's ending says the container."""
    width, height = size
    rate = 8_000 if audio == "libopencore_amrnb" else 48_000
    with av.open(str(path), "w") as out:
        pictures = out.add_stream(video, rate=10) if video else None
        sound = out.add_stream(audio, rate=rate, layout="mono") if audio else None
        if sound and audio == "wmav2":
            sound.bit_rate = 64_000
        if pictures:
            pictures.width, pictures.height, pictures.pix_fmt = width, height, pixels
            for _ in range(int(SECONDS * 10)):
                frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 90, np.uint8), format="rgb24")
                out.mux(pictures.encode(frame.reformat(format=pixels)))
            out.mux(pictures.encode(None))
        if sound:
            source = av.AudioFrame.from_ndarray(tone().reshape(1, -1), format="flt", layout="mono")
            source.sample_rate = 48_000
            resampler = av.AudioResampler(sound.format, sound.layout, rate, frame_size=sound.frame_size or None)
            for frame in (*resampler.resample(source), *resampler.resample(None)):
                out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "audio", "video"),
    [
        ("a.mp3", "libmp3lame", None),
        ("a.wav", "pcm_s16le", None),
        ("a.flac", "flac", None),
        ("a.m4a", "aac", None),
        ("a.mp4", "aac", "libx264"),
    ],
)
def test_what_browsers_play_is_left_alone(tmp_path: Path, name: str, audio: str, video: str | None) -> None:
    assert playable(write(tmp_path / name, audio, video), name, tmp_path / "out") is None
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "audio", "video"),
    [
        ("a.aac", "aac", None),
        ("a.ogg", "libopus", None),
        ("a.opus", "libopus", None),
        ("a.amr", "libopencore_amrnb", None),
        ("a.wma", "wmav2", None),
        ("a.mka", "libopus", None),
        ("a.wav", "pcm_alaw", None),
        ("a.mov", "aac", "libx264"),
        ("a.mkv", "aac", "libx264"),
        ("a.webm", "libopus", "libvpx"),
        ("a.avi", "libmp3lame", "mpeg4"),
        ("a.mp4", "aac", "mpeg4"),
    ],
)
def test_everything_else_becomes_something_they_play(tmp_path: Path, name: str, audio: str, video: str | None) -> None:
    original = write(tmp_path / name, audio, video)
    made = playable(original, name, tmp_path / "out")
    assert made is not None
    assert made.suffix == (".mp4" if video else ".m4a")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [made.name]
    info = probe(made, made.name)
    assert info.audio_codec == "aac"
    assert info.video_codec == ("h264" if video else None)
    assert info.duration_s == pytest.approx(SECONDS, abs=0.25)
    assert playable(made, made.name, tmp_path / "again") is None
    before, after = (np.abs(read_audio(path, path.name)) > 0.2 for path in (original, made))
    assert np.flatnonzero(after)[0] == pytest.approx(
        np.flatnonzero(before)[0], abs=1_200
    )  # 75 ms at 16 kHz; WMA begins 43 ms late by itself


def test_rewrapping_keeps_the_pictures_untouched(tmp_path: Path) -> None:
    original = write(tmp_path / "a.mov", "aac", "libx264")
    made = playable(original, "a.mov", tmp_path)
    assert made is not None
    assert _packets(made) == _packets(original)


def _packets(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [packet.size for packet in container.demux(video=0) if packet.size]


def test_the_index_comes_first(tmp_path: Path) -> None:
    made = playable(write(tmp_path / "a.mkv", "aac", "libx264"), "a.mkv", tmp_path)
    assert made is not None
    data = made.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("pixels", ["yuv444p", "yuv420p10le"])
def test_pixels_that_few_browsers_decode_are_converted(tmp_path: Path, pixels: str) -> None:
    made = playable(write(tmp_path / "a.mp4", "aac", "libx264", pixels), "a.mp4", tmp_path / "out")
    assert made is not None
    with av.open(str(made)) as container:
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p"


def test_large_pictures_are_made_smaller_in_proportion(tmp_path: Path) -> None:
    made = playable(write(tmp_path / "a.avi", "libmp3lame", "mpeg4", size=FULL_HD), "a.avi", tmp_path)
    assert made is not None
    with av.open(str(made)) as container:
        size = container.streams.video[0].codec_context
        assert (size.width, size.height) == (1280, 720)


def test_a_truncated_file_becomes_what_is_left_of_it(tmp_path: Path) -> None:
    original = write(tmp_path / "a.mka", "libopus")
    data = original.read_bytes()
    original.write_bytes(data[: len(data) * 2 // 3])
    made = playable(original, "a.mka", tmp_path)
    assert made is not None
    assert 0.5 < probe(made, made.name).duration_s < SECONDS


def test_what_cannot_be_opened_leaves_nothing_behind(tmp_path: Path) -> None:
    notes = tmp_path / "notes.avi"
    notes.write_text("no recording " * 100, encoding="utf-8")
    with pytest.raises(UnsupportedFile):
        playable(notes, "notes.avi", tmp_path / "out")
    notes.write_bytes(b"")
    with pytest.raises(EmptyFile):
        playable(notes, "notes.avi", tmp_path / "out")
    assert not (tmp_path / "out").exists()
