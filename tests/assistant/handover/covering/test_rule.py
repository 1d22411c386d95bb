"""What may never pass for enough, whatever it weighs. Weights here let everything through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.passages import passages
from assistant.handover.covering.model import Flaw, Sought, Verdict
from assistant.handover.covering.places import Asked, Found, Place
from assistant.handover.covering.rule import weigh
from assistant.handover.covering.traits import TRAITS, traits
from assistant.handover.covering.weights import Line, Weights, fitted
from assistant.handover.interviewing.model import Aspect
from vectorstore.models import Block, Kind, Locator

TODAY = date(2026, 11, 20)
OPEN_DOORS = Weights(Line(np.zeros(len(TRAITS)), -1.0), Line(np.zeros(len(TRAITS)), -1.0))
SOUGHT = Sought("bidding", "ads", {"zh": "出价"}, ("出价规则",), (Aspect.REASON,))
TOLD = "每次只调百分之十，因为动得太勤模型会重新学习。"


def place(text: str, on: date | None = date(2026, 9, 1), speaker: str | None = None) -> Place:
    blocks = tuple(
        (i, Block(line, Locator(paragraph=i + 1), speaker=speaker)) for i, line in enumerate(text.split("\n"))
    )
    evidence = Evidence(1, "s1", "投放交接.md", Kind.DOCUMENT, blocks, 1.0, occurred_on=on)
    return Place(evidence, tuple(passages(evidence)), 1.0, 1.0, 0.9, 1.0, 1.0)


def found(*places: Place, foreign: int = 0) -> Found:
    return Found(places, (Asked(1.0, 1.0, 1.0, 1.0),) if places else (), foreign)


def test_what_is_told_with_its_reason_and_lately_is_enough() -> None:
    judged = weigh(SOUGHT, found(place(TOLD)), TODAY, OPEN_DOORS)
    assert (judged.verdict, judged.lacking, judged.flaws) == (Verdict.ENOUGH, (), ())
    assert (judged.newest, judged.passages[0].text) == (date(2026, 9, 1), TOLD)


@pytest.mark.parametrize(
    ("text", "on", "flaw"),
    [
        (TOLD, date(2024, 3, 1), Flaw.OLD),
        (f"{TOLD}本文已作废。", date(2026, 9, 1), Flaw.VOID),
        ("出价规则还没定，因为数据不够，改天聊。", date(2026, 9, 1), Flaw.MENTIONS),
    ],
)
def test_what_may_never_pass(text: str, on: date, flaw: Flaw) -> None:
    judged = weigh(SOUGHT, found(place(text, on)), TODAY, OPEN_DOORS)
    assert judged.verdict is Verdict.THIN
    assert flaw in judged.flaws


def test_what_without_why_is_thin_and_says_what_it_lacks() -> None:
    judged = weigh(SOUGHT, found(place("每次只调百分之十。")), TODAY, OPEN_DOORS)
    assert (judged.verdict, judged.lacking) == (Verdict.THIN, (Aspect.REASON,))


def test_a_reason_in_an_outdated_place_does_not_count_for_the_current_one() -> None:
    both = found(place("每次只调百分之十。"), place(f"{TOLD}旧版。"))
    assert weigh(SOUGHT, both, TODAY, OPEN_DOORS).lacking == (Aspect.REASON,)


def test_an_old_place_beside_a_new_one_does_not_spoil_it() -> None:
    both = found(place(TOLD, date(2023, 1, 1)), place(TOLD))
    assert weigh(SOUGHT, both, TODAY, OPEN_DOORS).verdict is Verdict.ENOUGH


def test_nothing_is_none_and_so_is_what_weighs_too_little() -> None:
    assert weigh(SOUGHT, found(), TODAY, OPEN_DOORS).verdict is Verdict.NONE
    assert weigh(SOUGHT, found(foreign=2), TODAY, OPEN_DOORS).flaws == (Flaw.FOREIGN,)
    closed = replace(OPEN_DOORS, there=Line(np.zeros(len(TRAITS)), 1.0))
    judged = weigh(SOUGHT, found(place(TOLD)), TODAY, closed)
    assert (judged.verdict, judged.passages) == (Verdict.NONE, ())


def test_somebody_known_who_speaks_of_themselves_is_a_person() -> None:
    told = found(place("这个我来定，每次加百分之十。", speaker="小潘"))
    assert Aspect.PERSON in traits(SOUGHT, told, TODAY).said


def test_the_weights_that_ship_name_every_trait() -> None:
    shipped = fitted()
    for line in (shipped.enough, shipped.there):
        assert line.slopes.shape == (len(TRAITS),)
        assert np.isfinite(line.slopes).all()
        assert line.slopes.any()
    assert shipped.enough.above(np.zeros(len(TRAITS))) < 0
