"""What a media file holds, and its sound as 16 kHz mono samples, a second at a time.

Decoded by PyAV, which brings its own FFmpeg libraries: no ffmpeg binary is needed. Does not
know what speech is. Never holds more than the stretch asked for; `audio_blocks` holds about a
second. Times are seconds from the beginning of the file as a player counts them: the
container's start is zero, and a gap in the recording stays a gap (as silence).

Does not promise that the whole of a damaged file is read: what can be decoded is, and
`MediaInfo.missing_s` says how much the file promised beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import DamagedFile, EmptyFile, NoSound, UnsupportedFile

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

Samples = NDArray[np.float32]

SAMPLE_RATE = 16_000
SEEK_BEFORE_S = 1.0  # opus needs 80 ms and mp3 up to ten frames (260 ms) before a decoder is right after a seek
GAP_S = 0.05  # timestamps jitter by up to a frame; beyond 50 ms it is a gap or an overlap
LONGEST_GAP_S = 3600.0  # a longer one is a broken timestamp, not a pause
GUESSED = {"aac", "amr", "mp3", "mpegts", "mpeg", "ac3", "eac3", "dts"}  # length from the bit rate: up to half off
PROMISE_SLACK_S = 2.0  # containers round their duration; only what is missing beyond this counts

# Only real recordings: FFmpeg also opens playlists (hls, concat, dash) that name other files and addresses.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,wav,w64,aac,flac,ogg,amr,asf,avi,aiff,caf,flv,mpegts,mpeg,rm,"
    "au,ape,wv,tta,ac3,eac3,dts"
)


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What `probe` found. `format` is FFmpeg's name ("mp3", "mov,mp4,m4a,…"); codecs are None where absent."""

    duration_s: float
    has_audio: bool
    has_video: bool
    format: str
    audio_codec: str | None
    video_codec: str | None
    missing_s: float = 0.0  # how much the file says it has beyond what can be read


def probe(path: Path, file: str) -> MediaInfo:
    """What `path` holds. `file` is the name a person knows it by.

    Raises EmptyFile, UnsupportedFile (no media in it), NoSound (a video without sound, or a
    recording of no length) or DamagedFile (sound is announced and none of it can be decoded).
    """
    with opened(path, file) as container:
        if not container.streams.audio:
            raise NoSound(file=file)
        audio = container.streams.audio[0]
        video = next((s for s in container.streams.video if not _is_cover(s.disposition)), None)
        _require_sound(container, audio, file)
        told = container.duration and container.format.name not in GUESSED
        promised = (container.duration or 0) / 1_000_000 if told else None
        last = _last_time(container, promised)
        return MediaInfo(
            duration_s=round(last, 3),
            has_audio=True,
            has_video=video is not None,
            format=container.format.name,
            audio_codec=audio.codec_context.name,
            video_codec=video.codec_context.name if video else None,
            missing_s=round(promised - last, 1) if promised and promised - last > PROMISE_SLACK_S else 0.0,
        )


def read_audio(path: Path, file: str, start: float = 0.0, end: float | None = None) -> Samples:
    """The sound from `start` to `end` seconds: float32, mono, 16 kHz, first sample at `start`.

    Shorter than asked where the sound ends first. Raises what `probe` raises.
    """
    wanted = None if end is None else round((end - start) * SAMPLE_RATE)
    blocks, count = [], 0
    for block in audio_blocks(path, file, start):
        blocks.append(block)
        count += len(block)
        if wanted is not None and count >= wanted:
            break
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    return samples[:wanted]


def audio_blocks(path: Path, file: str, start: float = 0.0) -> Iterator[Samples]:
    """The sound from `start` to the end, in blocks of about a second without gaps between them."""
    with opened(path, file) as container:
        if not container.streams.audio:
            raise NoSound(file=file)
        audio = container.streams.audio[0]
        if start > SEEK_BEFORE_S and _seek(container, audio, start - SEEK_BEFORE_S):
            first = next(_timed(container, audio), None)
            if first is not None and first[0] is not None and first[0] <= start:
                _seek(container, audio, start - SEEK_BEFORE_S)
                yield from _by_second(_laid_out(_timed(container, audio), start))
                return
    # No seek needed, or it overshot (some files carry no usable index): decode from the beginning.
    with opened(path, file) as container:
        yield from _by_second(_laid_out(_timed(container, container.streams.audio[0]), start))


@contextmanager
def opened(path: Path, file: str) -> Iterator[InputContainer]:
    """The container at `path`, opened so that nothing but this one file can be read through it."""
    import av

    if path.stat().st_size == 0:
        raise EmptyFile(file=file)
    try:
        container = av.open(
            f"file:{path}",
            metadata_errors="ignore",
            options={"protocol_whitelist": "file", "format_whitelist": FORMATS},
        )
    except (av.error.InvalidDataError, av.error.ArgumentError, av.error.EOFError) as error:
        if _looks_like_media(path):
            raise DamagedFile(file=file, reason=error.strerror or type(error).__name__) from error
        raise UnsupportedFile(file=file, found="not a recording") from error
    with container:
        yield container


# First bytes of the recordings people upload: a file that starts so and does not open is damaged, not foreign.
_SIGNATURES = (b"ID3", b"RIFF", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"#!AMR", b"0&\xb2u", b"\xff\xfb", b"\xff\xf1")


def _looks_like_media(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(12)
    return head.startswith(_SIGNATURES) or head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free")


def _is_cover(disposition: object) -> bool:
    """Album art is a video stream of one picture."""
    from av.stream import Disposition

    return isinstance(disposition, Disposition) and bool(disposition & Disposition.attached_pic)


def _require_sound(container: InputContainer, audio: AudioStream, file: str) -> None:
    """Raise unless some of the first packets decode to sound."""
    import av

    packets = 0
    for packet in packets_of(container, audio):
        try:
            if any(frame.samples for frame in packet.decode()):
                return
        except av.error.FFmpegError:
            pass  # a broken first packet is common in cut files; the next may decode
        packets += packet.size > 0
        if packets > 200:
            break
    if packets:
        raise DamagedFile(file=file, reason="none of its sound can be decoded")
    raise NoSound(file=file)


def packets_of(container: InputContainer, *streams: Any) -> Iterator[Any]:
    """Packets until the end of the file, or until it is cut off."""
    import av

    packets: Iterator[Any] = container.demux(*streams)
    while True:
        try:
            yield next(packets)
        except (StopIteration, av.error.FFmpegError):
            return


def _last_time(container: InputContainer, promised: float | None) -> float:
    """Where the last packet of any stream ends. Looks near the promised end first: the whole file
    is read through (not decoded) only when it gives no duration or does not reach it."""
    if promised is not None:
        container.seek(max(0, int((promised - 5.0) * 1_000_000) + _origin_us(container)))
        last = _last_packet_end(container)
        if last >= promised - PROMISE_SLACK_S:
            return promised
    container.seek(_origin_us(container))
    return _last_packet_end(container)


def _last_packet_end(container: InputContainer) -> float:
    last = 0.0
    for packet in packets_of(container):
        if packet.size and packet.pts is not None and packet.time_base is not None:
            last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return max(0.0, last - _origin_us(container) / 1_000_000)


def _origin_us(container: InputContainer) -> int:
    return container.start_time or 0


def _seek(container: InputContainer, audio: AudioStream, at: float) -> bool:
    import av

    seconds = at + _origin_us(container) / 1_000_000
    try:
        container.seek(int(seconds / (audio.time_base or 1)), stream=audio)
    except av.error.FFmpegError:
        return False
    return True


def _timed(container: InputContainer, audio: AudioStream) -> Iterator[tuple[float | None, Samples]]:
    """Resampled sound with the second at which each part begins (None: directly after the last)."""
    from av import AudioResampler

    origin = _origin_us(container) / 1_000_000
    resampler, shape = None, None
    for frame in _decoded(container, audio):
        if shape != (frame.format.name, frame.layout.name, frame.sample_rate):
            if resampler is not None:
                yield from (_placed(part, origin) for part in resampler.resample(None))
            shape = (frame.format.name, frame.layout.name, frame.sample_rate)
            resampler = AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        assert resampler is not None
        yield from (_placed(part, origin) for part in resampler.resample(frame))
    if resampler is not None:
        yield from (_placed(part, origin) for part in resampler.resample(None))


def _decoded(container: InputContainer, audio: AudioStream) -> Iterator[AudioFrame]:
    """Every frame that decodes; broken packets are stepped over."""
    import av

    for packet in packets_of(container, audio):
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def _placed(frame: AudioFrame, origin: float) -> tuple[float | None, Samples]:
    at = None if frame.pts is None or frame.time_base is None else float(frame.pts * frame.time_base) - origin
    return at, frame.to_ndarray().reshape(-1).astype(np.float32, copy=False)


def _laid_out(parts: Iterable[tuple[float | None, Samples]], start: float) -> Iterator[Samples]:
    """The parts one after the other from `start` on: gaps become silence, what overlaps is cut."""
    now = start
    for at, samples in parts:
        offset = 0.0 if at is None else at - now
        if GAP_S < offset <= LONGEST_GAP_S:
            for _ in range(int(offset)):
                yield np.zeros(SAMPLE_RATE, np.float32)
            yield np.zeros(round(offset % 1.0 * SAMPLE_RATE), np.float32)
            now += offset
        elif offset < -GAP_S or (now == start and offset < 0):
            samples = samples[round(-offset * SAMPLE_RATE) :]
        if len(samples):
            yield samples
            now += len(samples) / SAMPLE_RATE


def _by_second(parts: Iterable[Samples]) -> Iterator[Samples]:
    waiting: list[Samples] = []
    count = 0
    for part in parts:
        waiting.append(part)
        count += len(part)
        if count >= SAMPLE_RATE:
            yield np.concatenate(waiting)
            waiting, count = [], 0
    if count:
        yield np.concatenate(waiting)
