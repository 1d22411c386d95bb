"""What is known beside the sources' text: precedents come first, standings are said beside what is cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.chat.answer import Answerer
from assistant.chat.events import EXTRACTIVE, Answer, Done
from assistant.chat.evidence import Citation
from assistant.chat.standing import LEDGER, VERIFIED_ANSWER, Known, Precedent, Standing, State
from vectorstore.models import Kind, Locator, Scope

if TYPE_CHECKING:
    from conftest import Library

Similarity = Callable[[str, Sequence[str]], np.ndarray]
CITED = Citation(1, "meeting", "复盘会.m4a", Kind.RECORDING, "先停投放", Locator(start=9.5), 2, 2)
LATER = replace(CITED, n=0, first_block=4, last_block=4, text="改成十五分钟")
TOLD = Precedent("先给陈总打电话。[1]", (CITED,), VERIFIED_ANSWER)
QUESTION = "第二次危机一共退款多少元？"


def done(answerer: Answerer, question: str, scope: Scope) -> Answer:
    last = list(answerer.answer(question, scope))[-1]
    assert isinstance(last, Done)
    return last.answer


def test_a_precedent_comes_before_any_search(library: Library, e5_similarity: Similarity) -> None:
    asked: list[tuple[str, Scope, str]] = []

    def precedent(question: str, scope: Scope, lang: str) -> Precedent:
        asked.append((question, scope, lang))
        return TOLD

    answerer = Answerer(library.holdings, e5_similarity, known=Known(precedents=(precedent,)))
    answer = done(answerer, QUESTION, library.scope)
    assert (answer.text, answer.citations, answer.mode) == (TOLD.text, (CITED,), VERIFIED_ANSWER)
    assert asked == [(QUESTION, library.scope, "zh")]


def test_where_none_fits_the_sources_are_searched(library: Library, e5_similarity: Similarity) -> None:
    answerer = Answerer(library.holdings, e5_similarity, known=Known(precedents=(lambda *_: None,)))
    answer = done(answerer, QUESTION, library.scope)
    assert answer.mode == EXTRACTIVE
    assert "四万两千元" in answer.text


def test_the_first_precedent_that_fits_is_taken() -> None:
    ledger = replace(TOLD, mode=LEDGER)
    known = Known(precedents=(lambda *_: None, lambda *_: TOLD, lambda *_: ledger))
    assert known.precedent(QUESTION, Scope(("s",)), "zh") == TOLD


@pytest.mark.parametrize(
    "filtered",
    [
        Scope(("s",), kinds=(Kind.SHEET,)),
        Scope(("s",), topics=("投放",)),
        Scope(("s",), speakers=("陈总",)),
        Scope(("s",), sources=("meeting",)),
        Scope(("s",), since=date(2026, 1, 1)),
        Scope(("s",), until=date(2026, 1, 1)),
    ],
)
def test_under_a_filter_there_is_no_precedent(filtered: Scope) -> None:
    known = Known(precedents=(lambda *_: TOLD,))
    assert known.precedent(QUESTION, filtered, "zh") is None
    assert known.precedent(QUESTION, Scope(("s",), hidden=("x",)), "zh") == TOLD


def test_standings_are_said_of_what_was_cited(library: Library, e5_similarity: Similarity) -> None:
    def stale(citations: Sequence[Citation], _scope: Scope) -> list[Standing]:
        return [Standing(citation.n, State.STALE, on=date(2026, 3, 1)) for citation in citations]

    def dead(citations: Sequence[Citation], _scope: Scope) -> list[Standing]:
        return [Standing(1, State.SUPERSEDED, on=date(2026, 4, 2), note="改成十五分钟", instead=LATER)]

    known = Known(precedents=(lambda *_: TOLD,), standings=(stale, dead))
    answer = done(Answerer(library.holdings, e5_similarity, known=known), QUESTION, library.scope)
    assert [standing.state for standing in answer.standings] == [State.STALE, State.SUPERSEDED]
    assert Answer.from_json(answer.to_json()) == answer


def test_a_refusal_has_nothing_to_say_them_of(library: Library, e5_similarity: Similarity) -> None:
    known = Known(standings=(lambda *_: [Standing(1, State.STALE)],))
    answer = done(Answerer(library.holdings, e5_similarity, known=known), "仓库的门禁密码是什么？", library.scope)
    assert answer.refused
    assert answer.standings == ()


def test_answers_kept_before_there_were_standings_are_still_read() -> None:
    record = Answer(QUESTION, QUESTION, "四万两千元。[1]", "zh", citations=(CITED,)).to_json()
    del record["standings"]
    assert Answer.from_json(record).standings == ()
