"""A chat model that says what a script tells it to: for demonstrations and tests without a key.

A script is a JSON list of lines, tried in order:

    [{"when": "crisis|危机", "say": "It was taken down that night [1]."},
     {"when": "slow", "say": "It was", "fail": "timeout"},
     {"say": "NOT_IN_SOURCES"}]

`when` is a regular expression looked for in the last message; a line without it always fits.
`fail` raises that failure after what it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import (
    BadKey,
    ChatModelError,
    ContextTooLong,
    ModelTimeout,
    ModelUnavailable,
    RateLimited,
    SettingsError,
)

FAILURES: dict[str, type[ChatModelError]] = {
    "timeout": ModelTimeout,
    "bad_key": BadKey,
    "rate_limit": RateLimited,
    "context": ContextTooLong,
    "unreachable": ModelUnavailable,
}
PIECE_CHARS = 3  # small and odd, so that a citation is cut in its middle as real streams cut it


class ScriptedChat:
    """Says the first line that fits."""

    name = "scripted"

    def __init__(self, lines: Sequence[Mapping[str, str]]) -> None:
        self._lines = [(re.compile(item.get("when", "")), item.get("say", ""), item.get("fail")) for item in lines]

    @classmethod
    def read(cls, script: str) -> ScriptedChat:
        """From a script's JSON or the path of a file that holds it; SettingsError when it is not one."""
        try:
            text = script if script.lstrip().startswith("[") else Path(script).read_text(encoding="utf-8")
            lines = json.loads(text)
            if problem := _problem(lines):
                raise SettingsError(name="BATON_CHAT_SCRIPT", reason=problem)
            return cls(lines)
        except (OSError, ValueError, re.error) as error:
            raise SettingsError(name="BATON_CHAT_SCRIPT", reason=str(error)) from error

    def stream(self, messages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """The line that fits the last message, a few characters at a time."""
        heard = str(messages[-1]["content"])
        for when, say, fail in self._lines:
            if when.search(heard):
                yield from (say[i : i + PIECE_CHARS] for i in range(0, len(say), PIECE_CHARS))
                if fail:
                    raise FAILURES[fail](model=self.name, reason="as scripted")
                return
        raise ModelUnavailable(model=self.name, reason="no line of the script fits")

    def complete(self, messages: Sequence[Mapping[str, Any]]) -> str:
        """The whole line."""
        return "".join(self.stream(messages))


def _problem(lines: object) -> str:
    """Why this is no script; "" when it is one."""
    if not isinstance(lines, list) or not all(isinstance(item, dict) for item in lines):
        return "a script is a JSON list of objects"
    for item in lines:
        if odd := item.keys() - {"when", "say", "fail"}:
            return f"unknown keys {sorted(odd)}; a line has when, say and fail"
        if not all(isinstance(value, str) for value in item.values()):
            return "when, say and fail are texts"
        if item.get("fail", "timeout") not in FAILURES:
            return f"unknown failure {item['fail']}; known: {', '.join(FAILURES)}"
    return ""
