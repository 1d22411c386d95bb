"""Two runs, question by question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.evaluation.compare import compare
from assistant.evaluation.result import Result, Run, Verdict

Make = Callable[..., Result]
MakeRun = Callable[..., Run]


def test_each_question_goes_to_one_place(make_result: Make, make_run: MakeRun) -> None:
    wrong = Verdict.WRONG
    before = make_run(
        make_result(id="better", verdict=wrong),
        make_result(id="worse"),
        make_result(id="changed"),
        make_result(id="same"),
        make_result(id="still wrong", verdict=wrong, answer="甲"),
        make_result(id="gone"),
    )
    now = make_run(
        make_result(id="new"),
        make_result(id="still wrong", verdict=Verdict.REFUSED, answer="乙"),
        make_result(id="same", answer="先停掉，全部投放！ [1]"),
        make_result(id="changed", answer="全部投放都停掉。[1]"),
        make_result(id="worse", verdict=wrong),
        make_result(id="better"),
    )
    found = compare(before, now)
    assert [pair.now.id for pair in found.better] == ["better"]
    assert [pair.now.id for pair in found.worse] == ["worse"]
    assert [pair.now.id for pair in found.changed] == ["still wrong", "changed"]
    assert (found.same, found.gone, found.new) == (1, ("gone",), ("new",))


def test_differences_are_over_the_questions_of_both(make_result: Make, make_run: MakeRun) -> None:
    before = make_run(*(make_result(id=str(i), rank=2) for i in range(4)), make_result(id="gone", rank=1))
    now = make_run(*(make_result(id=str(i), rank=1 if i else 2) for i in range(4)), make_result(id="new", rank=None))
    change = compare(before, now).differences["recall@1"]
    assert (change.value, change.n) == (0.75, 4)
    assert 0.0 <= change.low <= 0.75 <= change.high <= 1.0


def test_a_difference_that_luck_explains_includes_zero(make_result: Make, make_run: MakeRun) -> None:
    before = make_run(*(make_result(id=str(i), rank=1 if i % 2 else 2) for i in range(10)))
    now = make_run(*(make_result(id=str(i), rank=2 if i % 3 else 1) for i in range(10)))
    change = compare(before, now).differences["recall@1"]
    assert change.low < 0 < change.high or change.value == pytest.approx(0)
    assert compare(before, before).differences["recall@1"].value == 0


def test_runs_with_nothing_in_common(make_result: Make, make_run: MakeRun) -> None:
    found = compare(make_run(make_result(id="a")), make_run(make_result(id="b")))
    assert (found.better, found.worse, found.same, found.differences) == ((), (), 0, {})
    assert (found.gone, found.new) == (("a",), ("b",))
