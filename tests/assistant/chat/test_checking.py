from __future__ import annotations

import pytest

from assistant.chat.checking import cited_sentences, cites, unsupported, without
from assistant.chat.evidence import Citation
from assistant.chat.scripted import ScriptedChat
from assistant.errors import ModelUnavailable
from vectorstore.models import Kind, Locator

TEXT = "当晚先下架[1]。第二天发了声明[2]。\n- 退款四万元[1]。"
CITED = [Citation(n, "s", "手册", Kind.DOCUMENT, f"原文{n}", Locator(), 0, 0) for n in (1, 2)]


def test_what_the_model_names_is_unsupported() -> None:
    script = ScriptedChat([{"when": r"(?s)\(2\) 第二天发了声明。?\n> 原文2", "say": "2"}])
    assert unsupported(TEXT, CITED, script, "zh") == ["第二天发了声明[2]。"]


@pytest.mark.parametrize("said", ["0", "", "全部支持", "99"])
def test_nothing_named_is_nothing_taken_back(said: str) -> None:
    assert unsupported(TEXT, CITED, ScriptedChat([{"say": said}]), "zh") == []


def test_a_text_that_cites_nothing_is_not_sent() -> None:
    assert unsupported("没有编号的话。", CITED, ScriptedChat([]), "zh") == []
    with pytest.raises(ModelUnavailable):
        unsupported(TEXT, CITED, ScriptedChat([]), "zh")


def test_sentences_keep_the_citations_after_their_stop() -> None:
    assert cited_sentences("It was moved. [1] The budget is small [2].") == [
        "It was moved. [1]",
        "The budget is small [2].",
    ]


def test_sentences_are_taken_out_and_the_rest_stands() -> None:
    assert without(TEXT, ["第二天发了声明[2]。", "退款四万元[1]。"]) == "当晚先下架[1]。"
    assert without(TEXT, []) == TEXT
    assert without("先下架[1]。再赔偿[2]。（？）", ["再赔偿[2]。"], "（？）") == "先下架[1]。"
    assert cites(TEXT)
    assert not cites("（1）")
