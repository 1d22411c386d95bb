"""What is known beside the sources' text: precedents come first, standings are said beside what is cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.chat.answer import Answerer
from assistant.chat.events import EXTRACTIVE, Answer, Delta, Done
from assistant.chat.evidence import Citation
from assistant.chat.scripted import ScriptedChat
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


def dead_by(instead: Citation) -> Known:
    """Whatever is cited first was replaced on 2 April."""
    return Known(standings=(lambda *_: [Standing(1, State.SUPERSEDED, on=date(2026, 4, 2), instead=instead)],))


def test_a_quoted_answer_begins_with_what_holds_now(library: Library, e5_similarity: Similarity) -> None:
    later = replace(LATER, source="later", first_block=0, last_block=0, text="退款改为五万元[1]，以后都按这个。")
    answerer = Answerer(library.holdings, e5_similarity, known=dead_by(later))
    events = list(answerer.answer(QUESTION, library.scope))
    answer = done(answerer, QUESTION, library.scope)
    assert answer.text.startswith(
        "现行的决定（2026-04-02）：\n退款改为五万元(1)，以后都按这个。 [1]\n\n此前的决定，已失效：\n"
    )
    assert "四万两千元" in answer.text
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.citations[0] == replace(later, n=1)
    assert answer.citations[1].source == "meeting"
    assert [standing.n for standing in answer.standings] == [2]
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text


@pytest.mark.parametrize("question", ["去年九月那次会上，广告预算每个月是多少？", "赵琪怎么说广告预算？"])
def test_what_was_said_then_or_by_somebody_comes_first(
    question: str, dated: Library, e5_similarity: Similarity
) -> None:
    answer = done(Answerer(dated.holdings, e5_similarity, known=dead_by(LATER)), question, dated.scope)
    assert "三十万" in answer.text
    assert answer.citations[0].source == "kickoff"
    assert [standing.instead for standing in answer.standings] == [LATER]


def test_what_is_cited_anyway_is_not_said_twice(library: Library, e5_similarity: Similarity) -> None:
    plain = done(Answerer(library.holdings, e5_similarity), QUESTION, library.scope)
    known = dead_by(replace(plain.citations[-1], n=0))
    answer = done(Answerer(library.holdings, e5_similarity, known=known), QUESTION, library.scope)
    assert (answer.text, answer.citations) == (plain.text, plain.citations)


def test_what_a_model_wrote_stays_and_the_later_word_stands_beside_it(
    library: Library, e5_similarity: Similarity
) -> None:
    chat = ScriptedChat([{"say": "退款四万两千元[1]。"}])
    answer = done(Answerer(library.holdings, e5_similarity, chat, known=dead_by(LATER)), QUESTION, library.scope)
    assert answer.text == "退款四万两千元[1]。"
    assert [standing.instead for standing in answer.standings] == [LATER]


def test_a_refusal_has_nothing_to_say_them_of(library: Library, e5_similarity: Similarity) -> None:
    known = Known(standings=(lambda *_: [Standing(1, State.STALE)],))
    answer = done(Answerer(library.holdings, e5_similarity, known=known), "仓库的门禁密码是什么？", library.scope)
    assert answer.refused
    assert answer.standings == ()


def test_answers_kept_before_there_were_standings_are_still_read() -> None:
    record = Answer(QUESTION, QUESTION, "四万两千元。[1]", "zh", citations=(CITED,)).to_json()
    del record["standings"]
    assert Answer.from_json(record).standings == ()
