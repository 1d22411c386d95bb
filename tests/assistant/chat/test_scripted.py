from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.chat.scripted import FAILURES, PIECE_CHARS, ScriptedChat
from assistant.errors import ModelTimeout, ModelUnavailable, SettingsError


def ask(chat: ScriptedChat, question: str) -> str:
    return chat.complete([{"role": "user", "content": question}])


def test_the_first_line_that_fits_is_said() -> None:
    chat = ScriptedChat([{"when": "危机|crisis", "say": "first"}, {"when": "crisis", "say": "second"}, {"say": "rest"}])
    assert [ask(chat, "第二次危机"), ask(chat, "the crisis"), ask(chat, "budget")] == ["first", "first", "rest"]


def test_only_the_last_message_is_heard() -> None:
    chat = ScriptedChat([{"when": "crisis", "say": "heard"}, {"say": "not heard"}])
    assert chat.complete([{"role": "user", "content": "crisis"}, {"role": "user", "content": "x"}]) == "not heard"


def test_it_streams_in_small_pieces() -> None:
    pieces = list(ScriptedChat([{"say": "one two three [1]."}]).stream([{"content": ""}]))
    assert "".join(pieces) == "one two three [1]."
    assert max(map(len, pieces)) == PIECE_CHARS


@pytest.mark.parametrize("name", FAILURES)
def test_every_failure_can_be_scripted(name: str) -> None:
    with pytest.raises(FAILURES[name]) as caught:
        ask(ScriptedChat([{"fail": name}]), "x")
    assert type(caught.value) is FAILURES[name]
    assert "scripted" in caught.value.say("en")


def test_it_can_fail_after_it_has_spoken() -> None:
    stream = ScriptedChat([{"say": "half an", "fail": "timeout"}]).stream([{"content": ""}])
    assert [next(stream) for _ in range(3)] == ["hal", "f a", "n"]
    with pytest.raises(ModelTimeout):
        next(stream)


def test_a_question_the_script_does_not_know_fails() -> None:
    with pytest.raises(ModelUnavailable, match="no line"):
        ask(ScriptedChat([{"when": "crisis", "say": "x"}]), "budget")


def test_a_script_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "剧本.json"
    path.write_text(json.dumps([{"say": "好"}], ensure_ascii=False), encoding="utf-8")
    assert ask(ScriptedChat.read(str(path)), "x") == "好"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("", "directory"),
        ("/nowhere/script.json", "No such file"),
        ("[{", "Expecting"),
        ('["x"]', "list of objects"),
        ('[{"says": "x"}]', "says"),
        ('[{"say": 1}]', "texts"),
        ('[{"fail": "boredom"}]', "boredom"),
        ('[{"when": "(", "say": "x"}]', "unterminated|missing"),
    ],
)
def test_what_is_no_script_is_a_setting_to_correct(script: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=f"BATON_CHAT_SCRIPT: .*({reason})"):
        ScriptedChat.read(script)
