"""What is asked for, told from the words alone; and that ordinary questions stay ordinary."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.chat.asking import Aim, kinds_named, subject_words, understand
from vectorstore.models import Kind

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "docsqa"


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("有哪些会议录音？", set()),
        ("我们一共有多少份资料？", set()),
        ("有没有关于合同的文件？", {"合同"}),
        ("跟危机有关的资料有哪些？", {"危机"}),
        ("最近上传了什么？", set()),
        ("哪些文档讲到了退款？", {"退款"}),
        ("库里最近的会议是哪一场？", set()),
        ("Which documents do we have about ads?", {"ads"}),
        ("How many recordings are there?", set()),
        ("Is there a presentation about refunds?", {"refund"}),
        ("which files mention refunds?", {"refund"}),
        ("What was uploaded recently?", set()),
    ],
)
def test_the_library_itself(question: str, about: set[str]) -> None:
    asked = understand(question)
    assert asked.aim is Aim.LIBRARY
    assert subject_words(asked.about) == about


@pytest.mark.parametrize(
    "question",
    [
        "合同里有哪些付款条款？",
        "会议里提到了哪些文件？",
        "需要准备哪些材料？",
        "合同需要哪些附件文件？",
        "第一次危机当晚几点下架了短视频？",
        "Which documents must be sent to the client before launch?",
        "What do the recordings say about price?",
    ],
)
def test_files_as_part_of_a_matter_are_not_the_library(question: str) -> None:
    assert understand(question).aim is not Aim.LIBRARY


@pytest.mark.parametrize(
    "question",
    [
        "所有被否掉的方案",
        "列出合同里所有和钱有关的约定",
        "一共几次危机，分别是什么？",
        "漪珀不能碰的红线都有哪些？",
        "list every promise we made",
        "What are all the price floors?",
    ],
)
def test_a_list_of_everything(question: str) -> None:
    asked = understand(question)
    assert asked.aim is Aim.LIST
    assert asked.about
    assert "list" not in asked.about
    assert "所有" not in asked.about


@pytest.mark.parametrize(
    "question",
    [
        "为什么所有计划都暂停了？",
        "列出一种可行的方法是什么？",
        "Name one of the causes.",
        "谁拥有所有权？",
        "what are the three steps?",
    ],
)
def test_one_thing_is_not_a_list(question: str) -> None:
    assert understand(question).aim is Aim.PLAIN


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("为什么停投，什么时候恢复的？", ("为什么停投", "停投 什么时候恢复的")),
        ("直播价最低是多少，谁可以批准降价？", ("直播价最低是多少", "谁可以批准降价")),
        ("who decided and why?", ("who decided", "decided why")),
        ("3月的危机里，退款多少单，花了多少钱？", ("3月的危机里，退款多少单", "3月的危机里，花了多少钱")),
        ("When do we top up, and how much must stay?", ("When do we top up", "how much must stay")),
    ],
)
def test_several_questions_at_once(question: str, parts: tuple[str, ...]) -> None:
    assert understand(question).parts == parts


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("3月的危机里，退款多少单，花了多少钱？", ("退款多少单", "花了多少钱")),
        ("How many orders were refunded and what did it cost?", ("How many orders were refunded", "what did it cost")),
        ("退款多少单？", ()),
    ],
)
def test_the_parts_are_known_as_they_were_said(question: str, clauses: tuple[str, ...]) -> None:
    assert understand(question).clauses == clauses


@pytest.mark.parametrize(
    "question",
    [
        "投产比连续三天低于底线，为什么不改价格，而是重新建一个计划？",
        "When the launch was moved, what did Emma say?",
        "Which plan, which was paused in March, was resumed?",
        "为什么？",
        "",
        "？？？",
        "谁？谁？谁？谁？谁？谁？",
    ],
)
def test_one_question_in_several_clauses_stays_one(question: str) -> None:
    assert understand(question).parts == ()


def test_kinds_are_told_by_their_words_the_narrower_first() -> None:
    assert kinds_named("有哪些报表文件") == (Kind.SHEET,)
    assert Kind.TRANSCRIPT in kinds_named("Which meetings")
    assert kinds_named("所有资料") == ()


@pytest.mark.parametrize("name", ["cmrc2018", "drcd_half", "xquad_zh", "xquad_en", "squad2_cs224n_dev"])
def test_questions_people_ask_of_documents_stay_plain(name: str) -> None:
    file = SHARED / name / "queries.jsonl"
    if not file.exists():
        pytest.skip(f"{file} is not here: the shared data sets are for development only")
    asked = [understand(json.loads(line)["question"]) for line in file.read_text(encoding="utf-8").splitlines()]
    assert sum(item.aim is not Aim.PLAIN or bool(item.parts) for item in asked) <= 0.004 * len(asked)


def test_a_very_long_question_is_read_at_once() -> None:
    assert understand("有哪些" * 20_000).aim is Aim.PLAIN
    assert understand("what and why " * 5_000).parts == ()
