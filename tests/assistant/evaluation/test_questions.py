"""A question file: what it may say, and what is said when it is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from assistant.evaluation import errors
from assistant.evaluation.measure import COSTS, RATES
from assistant.evaluation.questions import KEYS, MAX_BYTES, MAX_QUESTIONS, parse, within
from vectorstore.models import Locator, Space

EXAMPLES = Path(__file__).parents[3] / "examples" / "questions.jsonl"
SUILAN, YIPORA = Space("1" * 32, "穗岚坊"), Space("2" * 32, "漪珀")


def lines(*records: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def one(**record: Any) -> Any:
    (question,) = parse(lines({"question": "谁批准？", **record}), "q.jsonl")
    return question


def test_the_sample_is_a_question_file() -> None:
    questions = {question.id: question for question in parse(EXAMPLES.read_bytes(), "questions.jsonl")}
    assert len(questions) == 24
    assert questions["s01"].place == Locator(start=22.83, end=39.0)
    assert questions["s08"].place == Locator(sheet="计划 Plans", row=7, row_end=7)
    assert questions["s09"].text == "条件是检测报告要先给她看"
    assert questions["s10"].history == ("3月6日危机当晚的首次声明是几点发的？",)
    assert sum(not question.answerable for question in questions.values()) == 8


def test_what_the_documentation_shows_is_a_question_file_and_names_every_key() -> None:
    said = (EXAMPLES.parents[1] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```json\n(.*?)```", said, re.DOTALL)
    assert len(parse(shown.encode(), "docs/evaluation.md")) == 5
    assert [key for key in KEYS if f"`{key}`" not in said] == []
    assert [metric for metric in (*RATES, *COSTS) if metric.partition("@")[2] == "" and f"`{metric}`" not in said] == []


def test_a_question_alone_is_enough() -> None:
    question = one()
    assert (question.answerable, question.lang, question.answers, question.is_placed) == (True, "zh", (), False)
    assert parse(b'{"question": "Who signs?"}', "q")[0].lang == "en"


def test_what_people_write_is_taken_for_what_it_means() -> None:
    question = one(
        answers=[60, " 六十 ", "60", ""], source="合同.pdf", locator={"start": "1:02:03.5", "end": 3800}, id=7
    )
    assert question.answers == ("60", "六十")
    assert question.place == Locator(start=3723.5, end=3800.0)
    assert question.id == "7"
    assert one(answers="六十").answers == ("六十",)
    assert one(source="a", end=5).place == Locator(start=5.0, end=5.0)
    assert one(source="a", row=3.0).place == Locator(row=3, row_end=3)
    assert one(history=["先问的？"]).history == ("先问的？",)
    assert one(question="  谁\n批准？ ").question == "谁 批准？"


def test_files_from_any_editor() -> None:
    record = lines({"question": "一？"}, {"question": "二？"})
    assert len(parse(b"\xef\xbb\xbf" + record.replace(b"\n", b"\r\n\r\n") + b"\r\n", "q")) == 2
    separators = parse('{"question": "a\u2028b\x85c"}'.encode(), "q")  # these end a line elsewhere
    assert separators[0].question == "a b c"


def test_ids_follow_the_question_not_the_line() -> None:
    first, second = parse(lines({"question": "一？"}, {"question": "二？"}), "q")
    moved, _ = parse(lines({"question": "二？"}, {"question": "一？"}), "q")
    assert moved.id == second.id != first.id
    assert one(space="A").id != one(space="B").id


WRONG = [
    (b'{"question": "a"}\n{"question": ', errors.NotJson, 2),
    (b'{"question": "a"},\n{"question": "b"}', errors.NotJson, 1),
    (b'[{"question": "a"}]', errors.NotJson, 1),
    (b'"a"', errors.NotJson, 1),
    (b"[" * 200_000, errors.NotJson, 1),
    (b'{"question": "a", "row": ' + b"9" * 5000 + b"}", errors.NotJson, 1),
    ('{"question": "谁？"}'.encode("gb18030"), errors.NotUtf8, 1),
    ('{"question": "a"}\n{"question": "谁？"}'.encode("gb18030"), errors.NotUtf8, 2),
    ('{"question": "谁？"}'.encode("utf-16"), errors.NotUtf8, 1),
    (b"\x00\xff\xfe", errors.NotUtf8, 1),
    (b'{"answers": ["a"]}', errors.NoQuestion, 1),
    (b'{"question": "  "}', errors.NoQuestion, 1),
    (b'{"question": null}', errors.NoQuestion, 1),
    (b'{"question": "a", "answer": "b"}', errors.UnknownKey, 1),
    (b'{"question": "a", "source": "s", "locator": {"pages": 1}}', errors.UnknownKey, 1),
    (b'{"question": "a", "answerable": "false"}', errors.BadValue, 1),
    (b'{"question": ["a"]}', errors.BadValue, 1),
    (b'{"question": "\\ud800"}', errors.BadValue, 1),
    (b'{"question": "' + b"a" * 4001 + b'"}', errors.BadValue, 1),
    (b'{"question": "a", "answers": {"b": 1}}', errors.BadValue, 1),
    (b'{"question": "a", "answers": [true]}', errors.BadValue, 1),
    (b'{"question": "a", "answers": ["\\udc00"]}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "start": "soon"}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "start": NaN}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "start": -1}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "start": 1e999}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "page": 0}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "page": 1.5}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "page": true}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "page": ' + b"9" * 400 + b"}", errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "locator": 3}', errors.BadValue, 1),
    (b'{"question": "a", "history": "b"}', errors.BadValue, 1),
    (b'{"question": "a", "history": [{"answer": "b"}]}', errors.BadValue, 1),
    (b'{"question": "a", "source": "s", "start": 9, "end": 3}', errors.EndBeforeStart, 1),
    (b'{"question": "a", "source": "s", "row": 9, "row_end": 3}', errors.EndBeforeStart, 1),
    (b'{"question": "a", "page": 3}', errors.PlaceWithoutSource, 1),
    (b'{"question": "a", "id": 1}\n\n{"question": "b", "id": "1"}', errors.SameId, 3),
    (b'{"question": "a"}\n{"question": "a"}', errors.SameId, 2),
    (b'{"question": "b", "after": "x"}', errors.UnknownEarlier, 1),
    (b'{"question": "a", "id": "x", "after": "x"}', errors.UnknownEarlier, 1),
    (b'{"question": "a", "id": "x", "space": "A"}\n{"question": "b", "after": "x"}', errors.UnknownEarlier, 2),
]


@pytest.mark.parametrize(("data", "kind", "line"), WRONG, ids=[f"{i}-{row[1].__name__}" for i, row in enumerate(WRONG)])
def test_what_is_wrong_is_named_with_its_line(data: bytes, kind: type[errors.QuestionFileError], line: int) -> None:
    with pytest.raises(errors.QuestionFileError) as raised:
        parse(data, "题目.jsonl")
    assert type(raised.value) is kind
    assert f"题目.jsonl, line {line}:" in raised.value.say("en")
    assert f"题目.jsonl 第 {line} 行" in raised.value.say("zh")
    assert len(raised.value.say("en")) < 500


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_what_belongs_into_it(data: bytes) -> None:
    with pytest.raises(errors.NoQuestions) as raised:
        parse(data, "q.jsonl")
    assert '{"question": "…", "answers": ["…"]}' in raised.value.say("en")
    assert '{"question": "…", "answers": ["…"]}' in raised.value.say("zh")


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(errors.TooManyQuestions, match="32 MiB"):
        parse(b" " * (MAX_BYTES + 1), "q")
    many = b"\n".join(b'{"question": "%d"}' % number for number in range(MAX_QUESTIONS + 1))
    with pytest.raises(errors.TooManyQuestions, match="20,000"):
        parse(many, "q")


def test_questions_of_a_client_and_of_none() -> None:
    questions = parse(
        lines({"question": "a", "space": "穗岚坊"}, {"question": "b", "space": "漪珀"}, {"question": "c"}), "q"
    )
    everything = within(questions, (), [SUILAN, YIPORA], "q")
    assert [(q.question, q.space) for q in everything] == [("a", SUILAN.id), ("b", YIPORA.id), ("c", "")]
    assert [q.question for q in within(questions, [YIPORA.id], [SUILAN, YIPORA], "q")] == ["b", "c"]
    named_by_id = parse(lines({"question": "a", "space": SUILAN.id}), "q")
    assert within(named_by_id, (), [SUILAN], "q")[0].space == SUILAN.id


def test_an_unknown_client_is_named_before_anything_is_asked() -> None:
    questions = parse(lines({"question": "a"}, {"question": "b", "space": "别家"}), "q.jsonl")
    with pytest.raises(errors.QuestionOfUnknownSpace, match=r"q.jsonl, line 2: .*别家.*穗岚坊"):
        within(questions, (), [SUILAN], "q.jsonl")
    only = parse(lines({"question": "a", "space": "漪珀"}), "q.jsonl")
    with pytest.raises(errors.NoQuestionForSpaces) as raised:
        within(only, [SUILAN.id], [SUILAN, YIPORA], "q.jsonl")
    assert "穗岚坊" in raised.value.say("zh")
    assert "漪珀" in raised.value.say("zh")


ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and "en" in vars(kind)]


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_said_in_both_languages_with_the_same_details(kind: type[errors.EvaluationError]) -> None:
    english, chinese = ({name for _, name, _, _ in Formatter().parse(words) if name} for words in (kind.en, kind.zh))
    assert {name.removesuffix("_en") for name in english} == {name.removesuffix("_zh") for name in chinese}
    assert re.search(r"[\u4e00-\u9fff]", kind.zh)
