"""Tokens on their way to and from a model."""

from __future__ import annotations

import pytest

from assistant.chat.retrieve import tokens
from assistant.chat.scripted import ScriptedChat
from assistant.errors import ModelTimeout
from assistant.evaluation.meter import Metered


def test_what_goes_in_and_comes_out_is_counted_and_passed_through() -> None:
    metered = Metered(ScriptedChat([{"say": "先停掉全部投放。"}]))
    asked = [{"role": "system", "content": "只看资料"}, {"role": "user", "content": "Who approves it?"}]
    assert metered.complete(asked) == "先停掉全部投放。"  # type: ignore[arg-type]
    assert metered.tokens == tokens("只看资料") + tokens("Who approves it?") + tokens("先停掉全部投放。")
    assert metered.name == "scripted"
    metered.complete(asked)  # type: ignore[arg-type]
    assert metered.tokens == 2 * (tokens("只看资料") + tokens("Who approves it?") + tokens("先停掉全部投放。"))


def test_a_failure_gets_through_with_what_was_sent_counted() -> None:
    metered = Metered(ScriptedChat([{"say": "先", "fail": "timeout"}]))
    with pytest.raises(ModelTimeout):
        metered.complete([{"role": "user", "content": "问"}])
    assert metered.tokens == tokens("问")
