from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingest.errors import DamagedFile, NothingFound, TookTooLong
from ingest.worker import Limits, Worker
from vectorstore.models import Locator


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "n"
    path.write_text("预算二百万。\n“引号”、\\反斜杠、\u2028行分隔符与 emoji 🧋。", encoding="utf-8")
    return path


def test_one_process_reads_file_after_file(notes: Path) -> None:
    worker = Worker(Limits(60, 3072))
    try:
        first = worker.call("extract", notes, "说明.txt", ["document", ".txt"])
        process = worker._process
        second = worker.call("extract", notes, "说明.txt", ["document", ".txt"])
        assert worker._process is process
    finally:
        worker.close()
    assert first == second
    assert first.blocks[0].locator == Locator(paragraph=1)
    assert first.blocks[1].text == "“引号”、\\反斜杠、\u2028行分隔符与 emoji 🧋。"
    assert process is not None
    assert process.poll() is not None


def test_errors_cross_with_their_details(tmp_path: Path) -> None:
    empty = tmp_path / "e"
    empty.write_text("\n\n")
    worker = Worker(Limits(60, 3072))
    try:
        with pytest.raises(NothingFound) as refused:
            worker.call("extract", empty, "空.txt", ["document", ".txt"])
        assert refused.value.details == {"file": "空.txt"}
    finally:
        worker.close()


def test_a_process_that_dies_is_a_damaged_file_and_is_replaced(notes: Path) -> None:
    worker = Worker(Limits(60, 3072))
    try:
        with pytest.raises(DamagedFile):
            worker.call("extract", notes.parent / "missing", "x.txt", ["document", ".txt"])
        assert worker.call("extract", notes, "说明.txt", ["document", ".txt"]).blocks
        assert worker._process is not None
        worker._process.kill()
        worker._process.wait()
        assert worker.call("extract", notes, "说明.txt", ["document", ".txt"]).blocks
    finally:
        worker.close()


def test_too_long_is_told_from_damaged(notes: Path) -> None:
    worker = Worker(Limits(0.05, 3072))
    try:
        for _ in range(2):
            with pytest.raises(TookTooLong):
                worker.call("extract", notes, "慢.txt", ["document", ".txt"])
    finally:
        worker.close()


def test_threads_take_turns(notes: Path) -> None:
    worker = Worker(Limits(60, 3072))
    read: list[int] = []

    def work() -> None:
        read.append(len(worker.call("extract", notes, "说明.txt", ["document", ".txt"]).blocks))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker.close()
    assert read == [2] * 8


def test_closing_twice_and_unused_is_fine() -> None:
    worker = Worker(Limits(1, 3072))
    worker.close()
    worker.close()
