from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from assistant.chat.events import Answer
from assistant.chat.evidence import Citation
from assistant.chat.history import History
from assistant.chat.standing import Standing, State
from vectorstore import db
from vectorstore.catalog import Catalog
from vectorstore.models import Kind, Locator
from vectorstore.traces import Emptied, Traces

GONE, STAYS = "a" * 32, "b" * 32


def cited(source: str, text: str) -> Citation:
    return Citation(1, source, "合同.pdf", Kind.PDF, text, Locator(page=2), 0, 0)


def answered(question: str, source: str, text: str) -> Answer:
    return Answer(question, f"{question} {text}", f"{text} [1]", "zh", citations=(cited(source, text),))


def test_answers_from_a_source_are_emptied_and_their_questions_stay(catalog: Catalog) -> None:
    history = History(catalog.engine)
    conversation, other = history.create("p1").id, history.create("p2").id
    history.append(conversation, answered("先问别的？", STAYS, "别的话"), ["s"])
    history.append(conversation, answered("合同几时到期？", GONE, "九月到期"), ["s"])
    history.append(conversation, replace(answered("为什么？", STAYS, "别的话"), searched="九月到期 为什么？"), ["s"])
    refused = Answer("电话？", "电话？", "没有找到", "zh", refused=True, nearest=cited(GONE, "九月到期"))
    history.append(other, refused, ["s"])
    assert Traces(catalog.engine).forget(GONE) == Emptied(answers=2)
    first, second, third = (turn.answer for turn in history.turns(conversation))
    assert (first.text, first.searched) == ("别的话 [1]", "先问别的？ 别的话")
    assert second == Answer("合同几时到期？", "合同几时到期？", "", "zh")
    assert (third.text, third.searched) == ("别的话 [1]", "为什么？")  # it was understood by the removed words
    [nearest] = history.turns(other)
    assert nearest.answer.nearest is None
    assert nearest.answer.refused
    assert Traces(catalog.engine).forget(GONE) == Emptied()
    assert Traces(catalog.engine).forget("%") == Emptied()


def a_round(catalog: Catalog, *sources: str) -> None:
    space = catalog.space_named("穗岚坊").id
    results = [
        {"question": f"问 {source[0]}", "searched": "问 到期", "answer": "九月到期", "citations": [{"source": source}]}
        for source in sources
    ]
    values = {"id": "r1", "space": space, "started_at": datetime(2026, 5, 4), "asked": 2, "passed": 1}
    with catalog.engine.begin() as connection:
        connection.execute(db.control_rounds.insert().values(**values, run={"results": results}))


def results(catalog: Catalog) -> list[dict[str, object]]:
    with catalog.engine.connect() as connection:
        found: list[dict[str, object]] = connection.execute(sa.select(db.control_rounds.c.run)).scalar_one()["results"]
    return found


def test_control_rounds_keep_their_figures_and_not_the_words(catalog: Catalog) -> None:
    a_round(catalog, GONE, STAYS)
    assert Traces(catalog.engine).forget(GONE) == Emptied(control_answers=1)
    gone, stays = results(catalog)
    assert gone == {"question": "问 a", "searched": "问 a", "answer": "", "citations": []}
    assert stays["answer"] == "九月到期"


def test_a_passage_is_struck_from_what_cites_the_source_and_nowhere_else(catalog: Catalog) -> None:
    history, traces = History(catalog.engine), Traces(catalog.engine)
    conversation = history.create("p1").id
    history.append(conversation, answered("蓝鲸计划是什么？", GONE, "蓝鲸计划六月启动"), ["s"])
    history.append(conversation, answered("别的？", STAYS, "蓝鲸计划在别处"), ["s"])
    a_round(catalog, GONE)
    traces.strike(GONE, "蓝鲸计划", "■")
    first, second = (turn.answer for turn in history.turns(conversation))
    assert first.text == "■六月启动 [1]"
    assert first.citations[0].text == "■六月启动"
    assert first.question == "蓝鲸计划是什么？"  # whoever asked wrote this
    assert second.text == "蓝鲸计划在别处 [1]"
    traces.strike(GONE, "九月", "■")
    assert results(catalog)[0]["answer"] == "■到期"


def test_what_only_says_that_the_source_has_a_later_word_keeps_its_text(catalog: Catalog) -> None:
    history = History(catalog.engine)
    conversation = history.create("p1").id
    of_source = answered("?", GONE, "二十万").citations[0]
    later_word = Standing(1, State.SUPERSEDED, note="二十万", instead=replace(of_source, n=0))
    history.append(conversation, replace(answered("预算？", STAYS, "三十万"), standings=(later_word,)), ["s"])
    history.append(conversation, replace(answered("新预算？", GONE, "二十万"), standings=(later_word,)), ["s"])
    assert Traces(catalog.engine).forget(GONE) == Emptied(answers=1)
    kept, emptied = (turn.answer for turn in history.turns(conversation))
    assert (kept.text, kept.standings) == ("三十万 [1]", ())
    assert (emptied.text, emptied.standings) == ("", ())
