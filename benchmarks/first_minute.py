"""How soon a recording can be asked about: upload to first searchable minute, against upload to done.

    python -m benchmarks.first_minute [--minutes 20]

The whole product works on it: intake, jobs, speech, masking, both indexes. The sample recordings,
joined and repeated to the length, are submitted to a fresh data folder; what is found is asked of
the search itself, ten times a second.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from assistant.build import build
from assistant.people.access import scope_for
from assistant.people.roles import LOCAL
from assistant.settings import Settings
from ingest.intake import Upload
from ingest.recordings import SAMPLE_RATE, read_audio

EXAMPLES = Path(__file__).parents[1] / "examples" / "handover"
POLL_S = 0.1


def recording(path: Path, minutes: float) -> None:
    """Write the sample's sound, repeated to `minutes`, as a WAV file."""
    clips = [read_audio(clip, clip.name) for clip in sorted(EXAMPLES.rglob("*.m4a"))]
    sound = np.concatenate([part for clip in clips for part in (clip, np.zeros(SAMPLE_RATE, np.float32))])
    wanted = int(minutes * 60 * SAMPLE_RATE)
    repeated = np.tile(sound, -(-wanted // len(sound)))[:wanted]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((repeated * 32767).astype(np.int16).tobytes())


def main() -> None:
    """Print one markdown table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=20)
    minutes = arguments.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.wav"
        recording(path, minutes)
        app = build(Settings.load(data=Path(folder) / "data", port=0))
        app.searcher.search(scope_for(app.catalog, LOCAL), "warm up")
        space = app.catalog.space_named("benchmark").id
        started = time.monotonic()
        app.pipeline.submit(space, [Upload(path, path.name)])
        first_s = first_end = 0.0
        while not (source := app.catalog.sources()[0]).status.ended:
            if not first_s and (hits := app.searcher.search(scope_for(app.catalog, LOCAL), "投放 预算 budget", k=50)):
                first_s = time.monotonic() - started
                first_end = max(hit.chunk.locator.end or 0.0 for hit in hits)
            time.sleep(POLL_S)
        total_s = time.monotonic() - started
        app.close()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| a {minutes:g}-minute recording | |\n|---|---|")
    print(f"| status, chunks | {source.status}, {source.facts.get('chunks')} |")
    print(f"| searchable first (through second {first_end:.0f}) | {first_s:.1f} s |")
    print(f"| all of it | {total_s:.1f} s |")
    print(f"| share | {first_s / total_s:.1%} |")
    print(f"| speed | {minutes * 60 / total_s:.1f} x real time |")
    print(f"| peak memory of the process | {peak_mb:.0f} MiB |")


if __name__ == "__main__":
    main()
