"""docs/api.md: its examples run as they stand there, against a started server, and its table is the contract's."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.api.errors import WHY
from assistant.people.roles import Grant
from assistant.problems import STATUS

if TYPE_CHECKING:
    from conftest import Office  # type: ignore[import-not-found]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("office")]
PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
QUESTION = "出事第一小时先做什么？"


def blocks(language: str) -> list[str]:
    """The page's examples in a language, exactly as they are printed."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def environment(office: Office, token: str) -> dict[str, str]:
    """What the page tells its reader to set, and nothing that a proxy could get hold of."""
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "BATON_SERVER": office.url, "BATON_TOKEN": token}


def python(office: Office, token: str, folder: Path, question: str = QUESTION) -> subprocess.CompletedProcess[str]:
    (program,) = blocks("python")
    path = folder / "ask.py"
    path.write_text(program, encoding="utf-8")
    command = [sys.executable, "-I", str(path), question]
    return subprocess.run(
        command, env=environment(office, token), capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def test_the_python_example_lists_searches_and_streams(office: Office, tmp_path: Path) -> None:
    done = python(office, office.token("lin", [Grant.READ]), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "source:  穗岚坊  危机手册.md" in lines
    assert any(line.startswith("passage:  穗岚坊  危机手册.md") and "停掉全部投放" in line for line in lines)
    assert any("停掉全部投放" in line and line.endswith("[1]") for line in lines), "streamed"
    cited = next(line for line in lines if line.startswith("[1] "))
    assert cited.startswith("[1] 穗岚坊 · 危机手册.md  ")
    assert f"{office.url}/?source={office.sources['穗岚坊']}&block=" in cited


def test_the_python_example_says_what_went_wrong(office: Office, tmp_path: Path) -> None:
    done = python(office, "baton_wrong", tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(r"Sign in first\. \(SignInNeeded, request [0-9a-f]+\)\n", done.stderr)


def test_the_python_example_uses_the_standard_library_only() -> None:
    (program,) = blocks("python")
    imported = set(re.findall(r"^(?:import|from) (\w+)", program, re.MULTILINE))
    assert imported
    assert imported <= set(sys.stdlib_module_names)


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="curl is not installed")
def test_the_curl_examples_answer(office: Office) -> None:
    commands = next(block for block in blocks("bash") if block.startswith("curl"))
    done = subprocess.run(
        ["bash", "-e", "-c", commands],
        env=environment(office, office.token("lin", [Grant.READ])),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert '"name":"穗岚坊"' in done.stdout
    assert '"passages":[' in done.stdout
    assert "event: done\ndata: " in done.stdout


def test_every_status_is_explained() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE)
    assert {int(status) for row in rows for status in row.split(", ")} >= set(STATUS.values()) | set(WHY)


def test_the_configurations_are_json_and_name_what_there_is() -> None:
    configurations = [json.loads(block) for block in blocks("json")]
    servers = [found["mcpServers"]["baton"] for found in configurations if "mcpServers" in found]
    assert [server.get("url", server.get("command")) for server in servers] == ["https://baton.example/mcp", "baton"]
    (problem,) = [found for found in configurations if "type" in found]
    assert set(problem) == {"type", "title", "status", "code", "detail", "error", "request"}
