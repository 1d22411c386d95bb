"""kill -9 at random moments of an ingest: in the end everything is as if nothing had happened."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.build import App, build
from assistant.settings import Settings
from ingest.intake import Upload
from vectorstore.models import Status

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parents[2] / "examples" / "handover"
# Three random moments up to a third of the walk apart reach from its beginning to its end, and through reading, hearing
# and embedding, which run side by side. Seven more only hit the same steps again, at a start of the worker each.
KILLS = 3
WORKER = """
import sys, time
from assistant.build import build
from assistant.settings import Settings
app = build(Settings.load(data=sys.argv[1], port=0))
print("at work", flush=True)
while not all(source.status.ended for source in app.catalog.sources()):
    time.sleep(0.05)
app.close()
"""


def uploads(tmp_path: Path) -> list[Upload]:
    """A recording in two pieces, a scan, a sheet, and a document of several batches."""
    long_text = tmp_path / "投放日志.md"
    days = (f"# 第{i}天\n\n{'今天的投放记录如下。' * 12}第{i}天花费{i * 37}元，成交{i * 3}单。" for i in range(1, 200))
    long_text.write_text("\n\n".join(days), encoding="utf-8")
    paths = [
        long_text,
        *SAMPLE.glob("yipora/calls/*Client call*.m4a"),
        *SAMPLE.glob("suilan/*/*.pdf"),
        *SAMPLE.glob("suilan/*/*.xlsx"),
    ]
    assert len(paths) == 4
    return [Upload(path, path.name) for path in paths]


def submit(data: Path, files: list[Upload]) -> None:
    """Record and queue the files, and stop before much is done."""
    app = build(Settings.load(data=data, port=0))
    app.pipeline.submit(app.catalog.space_named("穗岚坊").id, files)
    app.close()


def is_killed(data: Path, seconds: float) -> bool:
    """Let a worker loose on the folder and kill it after `seconds` of work; False if it was done before that."""
    command = [sys.executable, "-c", WORKER, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        try:
            assert process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            return True
    return False


def outcome(data: Path) -> dict[str, object]:
    """What can be found of each source when all is done, by its title, and what both indexes hold."""
    app = build(Settings.load(data=data, port=0))
    try:
        while not all(source.status.ended for source in app.catalog.sources()):
            time.sleep(0.05)
        return found(app)
    finally:
        app.close()


def found(app: App) -> dict[str, object]:
    (space,) = app.catalog.spaces()
    result: dict[str, object] = {}
    for source in app.catalog.sources():
        chunks = app.catalog.chunks_of(source.id)
        assert source.status is Status.DONE, (source.title, source.error)
        assert app.store.ids_of(space.id, source.id) == {chunk.id for chunk in chunks}
        result[source.title] = [(chunk.text, chunk.locator, chunk.first_block, chunk.last_block) for chunk in chunks]
        result[f"blocks of {source.title}"] = app.catalog.blocks(source.id, source.version)
    result["in the vector store"] = app.store.count(space.id)
    result["in the keyword index"] = app.lexical.count(space.id)
    return result


def test_kills_change_nothing(data: Path, tmp_path: Path, model_cache: Path) -> None:
    files = uploads(tmp_path)
    submit(data, files)
    started = time.monotonic()
    expected = outcome(data)
    undisturbed_s = time.monotonic() - started

    disturbed = tmp_path / "disturbed"
    disturbed.mkdir()
    (disturbed / "cache").symlink_to(model_cache)
    submit(disturbed, files)
    chance = random.Random(20261121)
    kills = 0
    while kills < KILLS and is_killed(disturbed, chance.uniform(0.05, undisturbed_s / 3)):
        kills += 1
    assert outcome(disturbed) == expected
    assert kills >= KILLS // 2, "the walk was over before it could be disturbed"
