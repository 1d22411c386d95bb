"""What a start costs: seconds to the first page, and memory at rest.

    python -m benchmarks.start [--rounds 3]

Starts `python app.py` on an empty data folder (its weights already prepared) and asks for the page
until it comes. Beside it a bare Gradio page with one text box, in the same run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from vectorstore.embed import make_embedder

ROOT = Path(__file__).parents[1]
REST_S = 10.0
BARE = "import gradio as gr\nwith gr.Blocks() as b: gr.Textbox()\nb.launch(server_port=int(__import__('sys').argv[1]))"


def measured(command: list[str], port: int, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds until the page came, MiB resident after ten seconds of rest."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/", timeout=30, trust_env=False).is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.02)
        seconds = time.monotonic() - started
        time.sleep(REST_S)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        return seconds, resident / 1024
    finally:
        process.terminate()
        process.wait(60)


def main() -> None:
    """Print one markdown table of medians."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        make_embedder("bundled", Path(folder) / "cache").embed_query("warm")
        environment = {**os.environ, "BATON_DATA": folder, "BATON_PORT": "7999", "GRADIO_ANALYTICS_ENABLED": "False"}
        baton, bare = [], []
        for _ in range(rounds):
            baton.append(measured([sys.executable, "app.py"], 7999, environment))
            bare.append(measured([sys.executable, "-c", BARE, "7998"], 7998, environment))
    print("| start | first page, s | resident at rest, MiB |\n|---|---|---|")
    for name, runs in (("Baton, empty folder", baton), ("bare Gradio, one text box", bare)):
        print(f"| {name} | {statistics.median(r[0] for r in runs):.1f} | {statistics.median(r[1] for r in runs):.0f} |")


if __name__ == "__main__":
    main()
