"""A copy of a recording that every current browser plays and seeks exactly, where the original is not one.

Knows containers and codecs, not browsers' versions: what Chromium, Firefox and Safari all play
is left alone, everything else is rewrapped when only the container is in the way, or encoded
again (sound to AAC in .m4a, pictures to H.264 in .mp4). Holds a few frames at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.recordings import GAP_S, opened, packets_of

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

LARGEST_WIDTH = 1280  # a walkthrough stays legible, and encoding keeps up with real time on two cores
AUDIO_BITS = 96_000  # per second; speech in AAC is transparent from about 64 kbit/s
FASTSTART = {"movflags": "+faststart"}  # the index first, so that a browser seeks without reading the whole file

# container -> (sound, pictures) that Chromium, Firefox and Safari all play in it. Ogg and Opus are left out:
# Safari before 18.4 does not play them. So is raw AAC: it has no index, and browsers guess where a second is.
_AS_IS = {
    "mp3": ({"mp3", "mp3float"}, set[str]()),
    "wav": ({"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"}, set[str]()),
    "flac": ({"flac"}, set[str]()),
    "mp4": ({"aac", "mp3", "mp3float"}, {"h264"}),
}


@dataclass(frozen=True, slots=True)
class _Held:
    """What matters of a file for playing it."""

    container: str
    audio: str | None
    video: str | None
    plain_pixels: bool  # 8 bits, 4:2:0: the only H.264 that browsers decode everywhere


def playable(path: Path, file: str, out_folder: Path) -> Path | None:
    """A file in `out_folder` that browsers play; None when they play `path` as it is.

    Written under a temporary name first, so what carries the final name is whole.
    """
    with opened(path, file) as source:
        held = _held(source)
        if _plays_as_is(held):
            return None
        out = out_folder / (f"{path.stem}.mp4" if held.video else f"{path.stem}.m4a")
        making = out.with_name(f".{out.name}.part")
        out_folder.mkdir(parents=True, exist_ok=True)
        try:
            _write(source, making, held)
            making.rename(out)
        finally:
            making.unlink(missing_ok=True)
    return out


def _held(source: InputContainer) -> _Held:
    video = source.streams.video[0].codec_context if source.streams.video else None
    audio = source.streams.audio[0].codec_context if source.streams.audio else None
    names = source.format.name.split(",")
    brand = source.metadata.get("major_brand", "").strip()
    return _Held(
        container="mov" if "mov" in names and brand in ("qt", "") else "mp4" if "mov" in names else names[0],
        audio=audio.name if audio else None,
        video=video.name if video else None,
        plain_pixels=video is None or video.pix_fmt in ("yuv420p", "yuvj420p"),
    )


def _plays_as_is(held: _Held) -> bool:
    sound, pictures = _AS_IS.get(held.container, (set(), set()))
    return held.audio in sound and (held.video is None or held.video in pictures) and held.plain_pixels


def _write(source: InputContainer, making: Path, held: _Held) -> None:
    import av

    with av.open(str(making), "w", format="mp4", options=FASTSTART) as out:
        lanes: dict[int, _Copy | _Encode] = {}
        if held.video:
            pictures = source.streams.video[0]
            copied = held.video == "h264" and held.plain_pixels
            lanes[pictures.index] = _Copy(out, pictures) if copied else _pictures(out, pictures)
        if held.audio:
            sound = source.streams.audio[0]
            lanes[sound.index] = _Copy(out, sound) if held.audio == "aac" else _sound(out, sound)
        for packet in packets_of(source, *(source.streams[index] for index in lanes)):
            lanes[packet.stream.index].put(packet)
        for lane in lanes.values():
            lane.end()


class _Copy:
    """Moves packets as they are."""

    def __init__(self, out: OutputContainer, stream: Any) -> None:
        self._out = out
        self._to = out.add_stream_from_template(stream)

    def put(self, packet: Any) -> None:
        if packet.dts is not None:
            packet.stream = self._to
            self._out.mux(packet)

    def end(self) -> None:
        pass


class _Encode:
    """Decodes packets and encodes the frames again."""

    def __init__(self, out: OutputContainer, to: Any, convert: Callable[[Any], Iterator[Any]]) -> None:
        self._out = out
        self._to = to
        self._convert = convert

    def put(self, packet: Any) -> None:
        import av

        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            return  # a broken packet is a short gap; the rest still plays
        for frame in frames:
            for ready in self._convert(frame):
                self._out.mux(self._to.encode(ready))

    def end(self) -> None:
        for ready in self._convert(None):
            self._out.mux(self._to.encode(ready))
        self._out.mux(self._to.encode(None))


def _sound(out: OutputContainer, stream: Any) -> _Encode:
    rate = 48_000 if stream.codec_context.sample_rate > 24_000 else 24_000
    to = out.add_stream("aac", rate=rate, bit_rate=AUDIO_BITS, layout="mono" if stream.channels == 1 else "stereo")
    return _Encode(out, to, _Even(to.layout, rate))


class _Even:
    """Resamples, and counts time in samples: sound in AVI comes with times 24 ms coarse, and a
    muxer refuses two packets at one moment. A gap in the original stays one."""

    def __init__(self, layout: Any, rate: int) -> None:
        from av import AudioResampler

        self._resampler = AudioResampler(format="fltp", layout=layout, rate=rate)
        self._rate = rate
        self._count = 0

    def __call__(self, frame: Any) -> Iterator[Any]:
        for part in self._resampler.resample(frame):
            told = self._count if part.pts is None else round(part.pts * (part.time_base or 1) * self._rate)
            if told - self._count > GAP_S * self._rate:
                self._count = told
            part.pts, part.time_base = self._count, Fraction(1, self._rate)
            self._count += part.samples
            yield part


def _pictures(out: OutputContainer, stream: Any) -> _Encode:
    width = min(LARGEST_WIDTH, stream.codec_context.width) // 2 * 2
    height = int(stream.codec_context.height * width / stream.codec_context.width) // 2 * 2
    to = out.add_stream("libx264", rate=stream.average_rate or 25, options={"preset": "veryfast", "crf": "26"})
    to.width, to.height, to.pix_fmt = width, height, "yuv420p"
    to.time_base = stream.time_base
    last = -1

    def convert(frame: Any) -> Iterator[Any]:
        nonlocal last
        if frame is None or (frame.pts is not None and frame.pts <= last):
            return  # two pictures at one moment: broken times, the second is not shown anyway
        made = frame.reformat(width=width, height=height, format="yuv420p")
        made.pts = last = last + 1 if frame.pts is None else frame.pts
        yield made

    return _Encode(out, to, convert)
