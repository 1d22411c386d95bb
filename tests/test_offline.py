"""With every network but loopback gone, taking in and asking still work: nothing is fetched."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "handover"

# A new network namespace has loopback only, and that is down.
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def isolated(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run `python app.py …` in a network namespace of its own."""
    command = [
        "unshare",
        "--map-root-user",
        "--net",
        sys.executable,
        "-c",
        LOOPBACK_UP,
        str(ROOT / "app.py"),
        *arguments,
    ]
    environment = {**os.environ, "BATON_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(autouse=True)
def namespaces() -> None:
    if not shutil.which("unshare"):
        pytest.skip("unshare (util-linux) is not here")
    probe = subprocess.run(["unshare", "--map-root-user", "--net", "true"], capture_output=True, text=True)
    if probe.returncode:
        pytest.skip(f"this machine allows no network namespaces: {probe.stderr.strip()}")


def test_a_recording_a_scan_and_a_document_offline(tmp_path: Path) -> None:
    data = tmp_path / "data"  # without prepared weights: joining and converting them is part of it
    files = [next(SAMPLE.rglob(name)) for name in ("*Weekly sync.m4a", "*扫描件.pdf", "*v1.2.docx", "*2-3月.xlsx")]
    taken = isolated("ingest", *map(str, files), "--space", "穗岚坊", "--json", data=data)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert [result["source"]["status"] for result in json.loads(taken.stdout)] == ["done"] * 4
    asked = isolated("ask", "合同提前终止，要提前多少天书面通知对方？", "--json", data=data)
    answer = json.loads(asked.stdout)
    assert "60" in answer["answer"]
    assert answer["citations"][0]["page"] == 1
    heard = isolated("ask", "What was wrong with the forty sample boxes?", "--json", data=data)
    cited = json.loads(heard.stdout)["citations"][0]
    assert cited["kind"] == "recording"
    assert 19 <= cited["start"] <= 32


def test_the_namespace_really_has_no_way_out() -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 3)"
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-c", LOOPBACK_UP, "-c", reach]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert "Network is unreachable" in run.stderr
