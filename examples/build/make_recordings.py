"""Speak every script in `recordings/` and put the audio into the handover.

    python make_recordings.py path/to/say.py work-folder [stem ...]

`say.py` speaks a list of turns into a WAV with the ground truth beside it. The WAV stays in the
work folder, the truth goes to `../truth/<stem>.json`, and the audio is encoded as mono AAC into
`../handover/`. The walkthrough's voice stays a WAV: make_walkthrough.py needs it. The weekly sync
also gets the WebVTT transcript that a meeting tool would have made. With stems given, only those
are made again.
"""

import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import soundfile

HERE = Path(__file__).parent
TRUTH = HERE.parent / "truth"
HANDOVER = HERE.parent / "handover"
FOLDERS = {
    "2025-09-08 项目启动会": "suilan/会议",
    "2026-03-14 危机复盘会": "suilan/会议",
    "2026-02-11 Client call - spring launch": "yipora/calls",
    "2026-04-02 Weekly sync": "yipora/calls",
}
WITH_TRANSCRIPT = "2026-04-02 Weekly sync"
BIT_RATE = 32_000


def encode(wav: Path, out: Path) -> None:
    """Encode a mono WAV as AAC in an .m4a."""
    samples, rate = soundfile.read(wav, dtype="float32")
    with av.open(str(out), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        stream.bit_rate = BIT_RATE
        for start in range(0, len(samples), 1024):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples[None, start : start + 1024]), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def timestamp(seconds: float) -> str:
    """Seconds as WebVTT writes them, 00:00:00.000."""
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}:{rest:06.3f}"


def webvtt(truth: list[dict[str, object]]) -> str:
    """The turns as cues with voice tags."""
    cues = [
        f"{number}\n{timestamp(float(str(turn['start'])))} --> {timestamp(float(str(turn['end'])))}\n"
        f"<v {turn['speaker']}>{turn['text']}</v>\n"
        for number, turn in enumerate(truth, start=1)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def main(say: Path, work: Path, stems: list[str]) -> None:
    """Speak the scripts with these stems, or all, and put audio and truth in their places."""
    work.mkdir(parents=True, exist_ok=True)
    TRUTH.mkdir(exist_ok=True)
    for script in sorted((HERE / "recordings").glob("*.yaml")):
        if stems and script.stem not in stems:
            continue
        wav = work / f"{script.stem}.wav"
        subprocess.run([sys.executable, str(say), str(script), str(wav)], check=True)
        truth_text = wav.with_suffix(".json").read_text(encoding="utf-8")
        (TRUTH / f"{script.stem}.json").write_text(truth_text + "\n", encoding="utf-8")
        if script.stem not in FOLDERS:
            continue
        folder = HANDOVER / FOLDERS[script.stem]
        encode(wav, folder / f"{script.stem}.m4a")
        if script.stem == WITH_TRANSCRIPT:
            (folder / f"{script.stem}.vtt").write_text(webvtt(json.loads(truth_text)), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
