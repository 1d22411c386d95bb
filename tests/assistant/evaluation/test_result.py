"""Runs as they are written and read back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from assistant.evaluation.errors import NotARun
from assistant.evaluation.result import Result, Run, Verdict, read_run

Make = Callable[..., Result]


def test_a_run_comes_back_as_it_was_written(make_result: Make, make_run: Callable[..., Run]) -> None:
    run = make_run(make_result(), make_result(id="q2", as_refused=True, verdict=Verdict.REFUSED), judge="gpt-5")
    written = json.dumps({**run.to_json(), "summary": {"passed": {}}}, ensure_ascii=False).encode()
    assert read_run(written, "run.json") == run


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"baton_eval": 2}',
        b'{"baton_eval": 1}',
        b'{"baton_eval": 1, "results": [{}]}',
        b'{"baton_eval": 1, "results": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
        '{"question": "谁？"}'.encode(),
    ],
)
def test_what_is_no_run_is_said_with_the_command_that_makes_one(data: bytes) -> None:
    with pytest.raises(NotARun) as raised:
        read_run(data, "old.json")
    assert "baton eval FILE --out old.json" in raised.value.say("en")


def test_a_run_with_an_unknown_verdict_is_none(make_result: Make, make_run: Callable[..., Run]) -> None:
    record = make_run(make_result()).to_json()
    record["results"][0]["verdict"] = "brilliant"
    with pytest.raises(NotARun, match="brilliant"):
        read_run(json.dumps(record).encode(), "old.json")
