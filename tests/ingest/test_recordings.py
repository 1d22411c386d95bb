from __future__ import annotations

import shutil
import tracemalloc
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from ingest.errors import DamagedFile, EmptyFile, NoSound, UnsupportedFile
from ingest.recordings import SAMPLE_RATE, audio_blocks, probe, read_audio

Make = Callable[..., Path]

# container, codec, sample rate, does the decoder give back the samples (nearly) as they were
AUDIO = {
    "a.mp3": ("libmp3lame", 44_100),
    "a.wav": ("pcm_s16le", 44_100),
    "a.m4a": ("aac", 44_100),
    "a.aac": ("aac", 44_100),
    "a.flac": ("flac", 44_100),
    "a.ogg": ("libopus", 48_000),
    "a.opus": ("libopus", 48_000),
    "a.amr": ("libopencore_amrnb", 8_000),
    "a.wma": ("wmav2", 44_100),
    "a.mka": ("libopus", 48_000),
}
VIDEO = {
    "v.mp4": ("libx264", "aac"),
    "v.mov": ("libx264", "aac"),
    "v.mkv": ("libx264", "libopus"),
    "v.webm": ("libvpx", "libopus"),
    "v.avi": ("mpeg4", "libmp3lame"),
}


def beeps(seconds: float, at: list[float]) -> np.ndarray:
    """Silence with 0.1 s of 1 kHz beginning at each of these seconds, at 48 kHz."""
    sound = np.zeros(int(seconds * 48_000), np.float32)
    tone = (0.6 * np.sin(2 * np.pi * 1000 * np.arange(4_800) / 48_000)).astype(np.float32)
    for second in at:
        start = int(second * 48_000)
        sound[start : start + len(tone)] = tone
    return sound


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(name: str, sound: np.ndarray, pictures: float = 0.0, channels: int = 1) -> Path:
        path = tmp_path / name
        audio_codec, rate = AUDIO.get(name, ("aac", 48_000))
        video_codec = ""
        if pictures:
            video_codec, audio_codec = VIDEO.get(name, ("libx264", "aac"))
            rate = 48_000
        with av.open(str(path), "w") as out:
            video = None
            if pictures:
                video = out.add_stream(video_codec, rate=10)
                video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            audio = None
            if len(sound):
                layout = "mono" if channels == 1 else "stereo"
                audio = out.add_stream(audio_codec, rate=rate, layout=layout)
                if audio_codec == "wmav2":
                    audio.bit_rate = 64_000
            for i in range(int(pictures * 10) if video else 0):
                frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), i % 200, np.uint8), format="rgb24")
                out.mux(video.encode(frame))
            if video:
                out.mux(video.encode(None))
            if audio:
                resampler = av.AudioResampler(
                    format=audio.format, layout=audio.layout, rate=rate, frame_size=audio.frame_size or None
                )
                source = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
                source.sample_rate = 48_000
                for frame in (*resampler.resample(source), *resampler.resample(None)):
                    out.mux(audio.encode(frame))
                out.mux(audio.encode(None))
        return path

    return make


def beep_times(samples: np.ndarray) -> list[float]:
    """When each beep begins: the first 5 ms louder than a tenth of full scale after 0.2 s of quiet."""
    width = SAMPLE_RATE // 200
    loud = np.abs(samples[: len(samples) // width * width]).reshape(-1, width).max(axis=1) > 0.1
    found: list[float] = []
    for i in np.flatnonzero(loud):
        if not found or i * 0.005 - found[-1] > 0.2:
            found.append(i * 0.005)
    return found


@pytest.mark.parametrize("name", AUDIO)
def test_sound_formats_are_recognised_and_read_in_full(make: Make, name: str) -> None:
    path = make(name, beeps(8.0, [1.0, 4.0, 6.5]))
    info = probe(path, name)
    assert info.has_audio
    assert not info.has_video
    assert info.video_codec is None
    assert info.duration_s == pytest.approx(8.0, abs=0.15)
    assert info.missing_s == 0.0
    samples = read_audio(path, name)
    assert samples.dtype == np.float32
    assert len(samples) / SAMPLE_RATE == pytest.approx(8.0, abs=0.15)
    assert beep_times(samples) == pytest.approx([1.0, 4.0, 6.5], abs=0.05)


@pytest.mark.parametrize("name", VIDEO)
def test_video_formats(make: Make, name: str) -> None:
    path = make(name, beeps(6.0, [0.5, 5.0]), pictures=6.0)
    info = probe(path, name)
    assert info.has_video
    assert info.has_audio
    assert info.duration_s == pytest.approx(6.0, abs=0.2)
    assert beep_times(read_audio(path, name)) == pytest.approx([0.5, 5.0], abs=0.05)


@pytest.mark.parametrize("name", [*AUDIO, *VIDEO])
def test_a_stretch_from_the_middle_begins_at_its_second(make: Make, name: str) -> None:
    path = make(name, beeps(40.0, [5.0, 20.0, 31.0, 38.0]), pictures=40.0 if name in VIDEO else 0.0)
    stretch = read_audio(path, name, 19.25, 33.0)
    assert len(stretch) == int(13.75 * SAMPLE_RATE)
    assert beep_times(stretch) == pytest.approx([0.75, 11.75], abs=0.05)


def test_a_stretch_equals_the_same_seconds_of_the_whole(make: Make) -> None:
    rng = np.random.default_rng(7)
    path = make("a.flac", (rng.standard_normal(48_000 * 20) * 0.1).astype(np.float32))
    whole, stretch = read_audio(path, "a.flac"), read_audio(path, "a.flac", 7.5, 9.0)
    expected = whole[int(7.5 * SAMPLE_RATE) : 9 * SAMPLE_RATE]
    assert np.corrcoef(expected[100:-100], stretch[100:-100])[0, 1] > 0.95


def test_blocks_follow_each_other_without_gaps_or_overlaps(make: Make) -> None:
    path = make("a.m4a", beeps(12.0, [3.0, 9.0]))
    blocks = list(audio_blocks(path, "a.m4a"))
    assert max(len(block) for block in blocks) < 2.5 * SAMPLE_RATE
    assert np.array_equal(np.concatenate(blocks), read_audio(path, "a.m4a"))


def test_sound_that_begins_after_the_pictures_stays_late(tmp_path: Path, make: Make) -> None:
    """A browser counts from the container's start; a citation that ignored the offset would open early."""
    original = make("v.mkv", beeps(6.0, [1.0]), pictures=8.0)
    late = tmp_path / "late.mkv"
    with av.open(str(original)) as source, av.open(str(late), "w") as out:
        lanes = {stream.index: out.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None:
                continue
            if packet.stream.type == "audio":
                shift = int(1.5 / packet.time_base)
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            packet.stream = lanes[packet.stream.index]
            out.mux(packet)
    assert beep_times(read_audio(late, "late.mkv")) == pytest.approx([2.5], abs=0.1)


def test_stereo_is_mixed(make: Make) -> None:
    path = make("a.m4a", beeps(3.0, [1.0]), channels=2)
    assert beep_times(read_audio(path, "a.m4a")) == pytest.approx([1.0], abs=0.05)


def test_the_name_may_be_long_and_chinese(make: Make, tmp_path: Path) -> None:
    name = "二〇二六年三月十四日危机复盘会（第二次，含经销商）：录音 100%" + "会" * 40 + ".mp3"
    path = make("a.mp3", beeps(3.0, [1.0])).rename(tmp_path / name)
    assert probe(path, name).duration_s == pytest.approx(3.0, abs=0.15)


def test_a_wrong_extension_does_not_matter(make: Make, tmp_path: Path) -> None:
    path = make("a.m4a", beeps(3.0, [1.0])).rename(tmp_path / "call.mp3")
    assert beep_times(read_audio(path, "call.mp3")) == pytest.approx([1.0], abs=0.05)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "空.mp3"
    path.touch()
    with pytest.raises(EmptyFile, match=r"空\.mp3"):
        probe(path, "空.mp3")


def test_a_video_without_sound(make: Make) -> None:
    path = make("v.mp4", np.zeros(0, np.float32), pictures=2.0)
    with pytest.raises(NoSound, match=r"demo\.mp4"):
        probe(path, "demo.mp4")
    with pytest.raises(NoSound):
        read_audio(path, "demo.mp4")


def test_a_recording_of_no_length(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
    with pytest.raises(NoSound, match=r"leer\.wav"):
        probe(path, "leer.wav")


@pytest.mark.parametrize("content", [b"these are the minutes of the meeting\n" * 50, bytes(4000), b"%PDF-1.7\n" * 100])
def test_a_file_that_is_no_recording(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "minutes.mp3"
    path.write_bytes(content)
    with pytest.raises((UnsupportedFile, DamagedFile), match=r"minutes\.mp3"):
        probe(path, "minutes.mp3")


@pytest.mark.parametrize(
    "playlist", ["#EXTM3U\n#EXTINF:5,\nfile:{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '{}'\n"]
)
def test_a_playlist_cannot_reach_another_file(make: Make, tmp_path: Path, playlist: str) -> None:
    secret = make("a.mp3", beeps(3.0, [1.0]))
    path = tmp_path / "upload.mp3"
    path.write_text(playlist.format(secret), encoding="utf-8")
    with pytest.raises(UnsupportedFile):
        probe(path, "upload.mp3")


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def test_a_truncated_wav_is_as_long_as_what_is_left(make: Make) -> None:
    path = cut(make("a.wav", beeps(30.0, [2.0, 28.0])), 0.5)
    assert probe(path, "a.wav").duration_s == pytest.approx(15.0, abs=0.1)
    assert beep_times(read_audio(path, "a.wav")) == pytest.approx([2.0], abs=0.05)


@pytest.mark.parametrize("name", ["a.flac", "a.mka"])
def test_what_is_left_of_a_truncated_file_is_read_and_the_rest_is_counted(make: Make, name: str) -> None:
    rng = np.random.default_rng(7)
    path = cut(make(name, (rng.standard_normal(48_000 * 30) * 0.1).astype(np.float32)), 0.5)
    info = probe(path, name)
    assert info.duration_s == pytest.approx(15.0, abs=1.5)
    assert info.missing_s == pytest.approx(15.0, abs=1.5)
    assert len(read_audio(path, name)) / SAMPLE_RATE == pytest.approx(15.0, abs=1.5)


def test_an_mp4_cut_before_its_index_is_damaged(make: Make) -> None:
    path = cut(make("a.m4a", beeps(20.0, [1.0])), 0.5)
    with pytest.raises(DamagedFile, match=r"会议\.m4a"):
        probe(path, "会议.m4a")


def test_noise_in_the_middle_costs_only_itself(make: Make) -> None:
    path = make("a.mp3", beeps(20.0, [2.0, 18.0]))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4000] = bytes(range(250)) * 16
    path.write_bytes(bytes(data))
    found = beep_times(read_audio(path, "a.mp3"))
    assert found[0] == pytest.approx(2.0, abs=0.05)
    assert found[-1] == pytest.approx(18.0, abs=0.6)


def peak_of_decoding(path: Path, minutes: int) -> int:
    """The most bytes held while a recording of this length is read through."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8_000)
        for _ in range(minutes):
            out.writeframes(bytes(2 * 8_000 * 60))
    tracemalloc.start()
    seconds = sum(len(block) for block in audio_blocks(path, path.name)) / SAMPLE_RATE
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds == pytest.approx(minutes * 60, abs=1)
    return peak


@pytest.mark.slow
def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    """Two lengths show growth better than one very long file: what leaks 0.4 MB an hour is seen in 20 minutes."""
    short, long = (peak_of_decoding(tmp_path / f"{minutes}.wav", minutes) for minutes in (5, 20))
    assert long < 8_000_000  # the whole would be 77 MB
    assert long - short < 100_000


def test_the_original_is_left_as_it_was(make: Make, tmp_path: Path) -> None:
    path = make("a.mp3", beeps(3.0, [1.0]))
    copy = shutil.copy(path, tmp_path / "copy.mp3")
    read_audio(path, "a.mp3", 1.0)
    assert path.read_bytes() == Path(copy).read_bytes()
