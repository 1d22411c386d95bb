"""A whole run over a real library, with the bundled embedder."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from assistant.chat.scripted import ScriptedChat
from assistant.evaluation.errors import JudgeIsAnswerer
from assistant.evaluation.questions import parse, within
from assistant.evaluation.result import Result, Run, Verdict
from assistant.evaluation.run import Evaluation, Parts
from assistant.people.access import scope_for
from assistant.people.roles import LOCAL

if TYPE_CHECKING:
    from assistant.build import App

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_run")]

QUESTIONS = [
    {
        "id": "first",
        "question": "出事第一小时先做什么？",
        "answers": ["停掉全部投放"],
        "source": "危机手册",
        "paragraph": 3,
        "space": "穗岚坊",
        "kind": "what",
    },
    {
        "id": "text",
        "question": "每单赔付最多多少？",
        "answers": ["200"],
        "source": "手册/危机手册.md",
        "text": "每单赔付不超过 200 元",
        "space": "穗岚坊",
    },
    {
        "id": "moment",
        "question": "Why does the launch of the sunscreen move?",
        "answers": ["certificate"],
        "source": "Spring call.vtt",
        "start": "0:07",
        "end": 13,
        "space": "漪珀 Yipora",
    },
    {"id": "anywhere", "question": "How large is the advertising budget?", "answers": [480000]},
    {"id": "none", "question": "首席财务官的生日是哪一天？", "answerable": False, "space": "穗岚坊"},
    {"id": "typo", "question": "谁批准超额赔付？", "answers": ["张三"], "source": "危机手侧.md", "space": "穗岚坊"},
    {"id": "follow-up", "question": "那首次声明呢？", "answers": ["两个小时"], "after": "first", "space": "穗岚坊"},
]


def evaluation(app: App, *questions: dict[str, Any], parts: Parts | None = None, judge: str = "") -> Evaluation:
    data = "\n".join(json.dumps(question, ensure_ascii=False) for question in questions).encode()
    asked = within(parse(data, "q.jsonl"), (), app.catalog.spaces(), "q.jsonl")

    def scope(space: str) -> Any:
        return scope_for(app.catalog, LOCAL, [space] if space else [])

    return Evaluation(parts or app.evaluation, asked, scope, "q.jsonl", judge)


@pytest.fixture(scope="module")
def results(library: App) -> dict[str, Result]:
    return {result.id: result for result in evaluation(library, *QUESTIONS).results()}


def test_every_question_gets_its_result(results: dict[str, Result]) -> None:
    assert list(results) == [question["id"] for question in QUESTIONS]
    assert all(result.seconds > 0 and result.mode == "extractive" for result in results.values())
    assert results["first"].space == "穗岚坊"
    assert results["anywhere"].space == ""
    assert results["first"].evidence_tokens > 20
    assert results["first"].model_tokens is None


@pytest.mark.parametrize("id", ["first", "text", "moment", "anywhere"])
def test_right_answers_from_the_right_place(results: dict[str, Result], id: str) -> None:
    result = results[id]
    assert (result.verdict, result.rank, result.coverage, result.contains) == (Verdict.PASSED, 1, 1.0, True)
    assert any(citation["carries"] for citation in result.citations)
    assert result.cited == result.sentences > 0


def test_a_question_without_an_answer_passes_by_being_refused(results: dict[str, Result]) -> None:
    assert (results["none"].refused, results["none"].verdict) == (True, Verdict.PASSED)


def test_a_source_that_is_not_there_is_the_first_thing_to_say(results: dict[str, Result]) -> None:
    result = results["typo"]
    assert (result.verdict, result.problem, result.rank) == (Verdict.NO_SOURCE, "no_source", None)


def test_a_follow_up_hears_what_came_before(results: dict[str, Result]) -> None:
    assert results["follow-up"].searched != results["follow-up"].question
    assert "第一小时" in results["follow-up"].searched


def test_earlier_questions_may_be_given_with_the_question(library: App) -> None:
    asked = {**QUESTIONS[-1], "after": None, "history": [{"question": "出事第一小时先做什么？"}]}
    (result,) = evaluation(library, asked).results()
    assert "第一小时" in result.searched


def test_no_conversation_is_made(library: App, results: dict[str, Result]) -> None:
    assert results
    assert library.history.conversations("local") == []


def test_the_run_says_when_with_what_and_by_whom(library: App) -> None:
    ticks = count()
    parts = replace(
        library.evaluation,
        clock=lambda: float(next(ticks)),
        now=lambda: datetime(2026, 3, 14, 9, 30, 5, 7, tzinfo=UTC),
    )
    asking = evaluation(library, QUESTIONS[0], parts=parts)
    assert asking.run().results == ()
    (result,) = asking.results()
    run = asking.run()
    assert (run.started_at, run.answerer, run.judge, run.file) == (
        "2026-03-14T09:30:05+00:00",
        "extractive",
        "",
        "q.jsonl",
    )
    assert result.seconds == 1.0
    assert Run.from_json(json.loads(json.dumps(run.to_json()))) == run


def scripted(*script: dict[str, str], name: str = "scripted") -> ScriptedChat:
    chat = ScriptedChat.read(json.dumps(list(script)))
    chat.name = name
    return chat


def test_a_models_answers_its_tokens_and_a_judge(library: App) -> None:
    writer = scripted({"say": "全部投放都要停下来 [1]。"}, name="writer")
    judge = scripted({"when": "停下来", "say": "CORRECT"}, name="judge")
    parts = replace(library.evaluation, chat=writer, judge_named=lambda _name: judge)
    asking = evaluation(library, QUESTIONS[0], parts=parts, judge="judge")
    (result,) = asking.results()
    assert (result.mode, result.contains, result.judged, result.verdict) == ("writer", False, True, Verdict.PASSED)
    assert result.model_tokens is not None
    assert result.model_tokens > result.evidence_tokens
    assert (asking.run().answerer, asking.run().judge) == ("writer", "judge")
    with pytest.raises(JudgeIsAnswerer):
        evaluation(library, QUESTIONS[0], parts=parts, judge="openai:writer")


def test_a_model_that_fails_is_noticed(library: App) -> None:
    parts = replace(library.evaluation, chat=scripted({"say": "", "fail": "timeout"}))
    (result,) = evaluation(library, QUESTIONS[0], parts=parts).results()
    assert result.notice is not None
    assert (result.notice["code"], result.mode) == ("ModelTimeout", "extractive")


def test_refusals_are_not_judged(library: App) -> None:
    judge = scripted({"say": "CORRECT"}, name="judge")
    parts = replace(library.evaluation, judge_named=lambda _name: judge)
    (result,) = evaluation(library, QUESTIONS[4], parts=parts, judge="judge").results()
    assert result.judged is None
