"""`baton eval` as a person or a CI job runs it, on a real data folder."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.owner import owned

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_cli_eval")]
ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]

HANDBOOK = "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n\n每单赔付不超过 200 元。\n"
QUESTIONS: list[dict[str, Any]] = [
    {"id": "a", "question": "出事第一小时先做什么？", "answers": ["停掉全部投放"], "source": "危机手册.md"},
    {"id": "b", "question": "每单赔付最多多少？", "answers": ["200"], "source": "危机手册.md", "kind": "number"},
    {"id": "c", "question": "首席财务官的生日是哪天？", "answerable": False},
]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, model_cache: Path, at_work: Callable[[Path], AbstractContextManager[Path]]
) -> Iterator[Path]:
    """A data folder that a Baton is at work on: starting one for each command took most of the time."""
    data = tmp_path_factory.mktemp("served") / "data"
    data.mkdir()
    (data / "cache").symlink_to(model_cache)
    with at_work(data):
        yield data


@pytest.fixture
def folder(served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands are run; they find the data folder by its setting."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATON_DATA", str(served))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "危机手册.md").write_text(HANDBOOK, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run one command; its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def write(folder: Path, *questions: dict[str, Any], name: str = "q.jsonl") -> str:
    path = folder / name
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in questions), encoding="utf-8")
    return str(path)


def test_ask_report_compare_and_fail(run: Run, folder: Path) -> None:
    assert run("ingest", "危机手册.md", "--space", "穗岚坊")[0] == 0
    file = write(folder, *QUESTIONS)
    code, out, err = run("eval", file, "--out", "one.json", "--html", "one.html", "--fail-under", "passed=1")
    assert code == 0
    assert "All 3 questions pass." in out
    assert re.findall(r"^(\d/3)  (\w)  passed$", err, re.MULTILINE) == [("1/3", "a"), ("2/3", "b"), ("3/3", "c")]
    written = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    assert (written["baton_eval"], written["summary"]["passed"]["value"], len(written["results"])) == (1, 1.0, 3)
    assert "3 questions" in (folder / "one.html").read_text(encoding="utf-8")
    assert json.loads(run("eval", file, "--json")[1])["results"][0]["id"] == "a"

    worse = write(folder, {**QUESTIONS[0], "answers": ["召开记者会"]}, *QUESTIONS[1:])
    code, out, err = run("eval", worse, "--baseline", "one.json", "--lang", "zh")
    assert code == 0, "worse is only a failure when asked"
    assert "变差：1 题" in out
    code, _, err = run("eval", worse, "--baseline", "one.json", "--fail-on-regression")
    assert code == 1
    code, _, err = run("eval", worse, "--fail-under", "passed=0.9", "--fail-under", "recall@5=0.5", "--out", "two.json")
    assert (code, "passed is 0.667, below 0.9" in err, "recall@5 is" in err) == (1, True, False)
    assert (folder / "two.json").exists(), "a run that fails is written too"
    assert run("ask", "x", "--continue")[0] in (0, 3)
    _, out, _ = run("ask", "出事第一小时先做什么？", "--continue", "--json")
    assert json.loads(out)["searched"], "no evaluated question is in the conversation"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["empty.jsonl"], "empty.jsonl holds no question"),
        (["huge.jsonl"], "32 MiB"),
        (["gb.jsonl"], "gb.jsonl, line 1: this is not UTF-8"),
        (["q.jsonl", "--space", "别家"], "别家"),
        (["q.jsonl", "--baseline", "q.jsonl"], "q.jsonl is not the result of an evaluation"),
        (["q.jsonl", "--fail-on-regression"], "--baseline"),
        (["q.jsonl", "--fail-under", "speed=1"], "recall@5"),
        (["q.jsonl", "--fail-under", "passed"], "passed=0.8"),
        (["q.jsonl", "--fail-under", "passed=80"], "from 0 to 1"),
        (["q.jsonl", "--fail-under", "refusal_recall=0.5"], "No question of this file measures refusal_recall"),
        (["q.jsonl", "--out", "nowhere/run.json"], "there is no folder"),
        (["q.jsonl", "--judge", "gpt-5"], "OPENAI_API_KEY"),
    ],
)
def test_what_cannot_be_run_is_wrong_usage(run: Run, folder: Path, arguments: list[str], said: str) -> None:
    write(folder, {"question": "谁？"})
    (folder / "empty.jsonl").touch()
    with (folder / "huge.jsonl").open("wb") as huge:
        huge.truncate(40 << 20)
    (folder / "gb.jsonl").write_bytes('{"question": "谁批准？"}'.encode("gb18030"))
    code, _, err = run("eval", *arguments)
    assert (code, said in err) == (2, True), err


def stopped(folder: Path, *arguments: str) -> str:
    """Ask 5000 questions from another process, as a shell does, stop it after the first; what it said after that."""
    many = write(folder, *({"question": f"第{number}小时先做什么？"} for number in range(5000)), name="many.jsonl")
    command = [sys.executable, str(ROOT / "app.py"), "eval", many, *arguments]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as asking:
        assert asking.stderr is not None
        assert asking.stderr.readline().startswith("1/5000")
        asking.send_signal(signal.SIGINT)
        rest = asking.stderr.read()
        assert asking.wait(60) == 130
    return rest


def test_stopping_leaves_nothing_and_frees_the_folder(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_DATA", str(data))  # one that no Baton is at work on
    rest = stopped(folder, "--out", "run.json")
    assert "Stopped. Nothing was written." in rest
    assert "Traceback" not in rest
    assert not (folder / "run.json").exists()
    with owned(data) as token:
        assert token


def test_a_served_folder_goes_on_when_the_caller_leaves(run: Run, folder: Path) -> None:
    assert run("ingest", "危机手册.md", "--space", "穗岚坊")[0] == 0
    assert run("eval", write(folder, *QUESTIONS))[0] == 0
    stopped(folder)
    assert run("eval", write(folder, *QUESTIONS))[0] == 0
