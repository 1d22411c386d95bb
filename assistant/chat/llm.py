"""The chat model behind an answer: any that LangChain's `init_chat_model` knows, a script, or none.

A `Chat` streams text and fails only with a ChatModelError, whatever its provider raises.
Knows nothing of questions, sources or prompts, and promises nothing about what a model says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from assistant.chat.scripted import ScriptedChat
from assistant.errors import (
    BadKey,
    ChatModelError,
    ContextTooLong,
    ModelTimeout,
    ModelUnavailable,
    RateLimited,
    SettingsError,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SCRIPTED = "scripted"
MAX_RETRIES = 1  # a person is waiting; the extractive answer is there at once
# What servers other than OpenAI's say (vLLM, DeepSeek, llama.cpp, Ollama, DashScope); LangChain knows OpenAI's words.
_TOO_LONG = re.compile(r"context.?(length|window|size)|input length|prompt is too long|too many tokens", re.IGNORECASE)
_REASON_CHARS = 160


class Message(TypedDict):
    """One message to a model."""

    role: str  # "system", "user" or "assistant"
    content: str


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """Which model answers, and within what limits."""

    model: str = ""  # "" for none, "scripted", or a name for init_chat_model ("gpt-4o-mini", "anthropic:…")
    base_url: str = ""  # of an OpenAI-compatible server
    api_key: str = field(default="", repr=False)
    temperature: float | None = 0.1  # None: not sent
    timeout_s: float = 60.0  # for the connection and for each silence in the stream
    script: str = ""  # for "scripted": the JSON itself or the path of a file with it


class Chat(Protocol):
    """A model that can be talked to. Both calls raise ChatModelError and nothing else."""

    name: str

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece."""
        ...

    def complete(self, messages: Sequence[Message]) -> str:
        """The whole reply."""
        ...


def make_chat(options: ChatOptions) -> Chat | None:
    """The model these options name; None when they name none. Nothing is sent yet.

    Raises SettingsError when the provider is unknown or its package is not installed, or the
    script cannot be read.
    """
    if not options.model:
        return None
    if options.model == SCRIPTED:
        return ScriptedChat.read(options.script)
    return LangChainChat(options.model, _langchain_model(options))


class LangChainChat:
    """A LangChain chat model, its failures named."""

    def __init__(self, name: str, model: BaseChatModel) -> None:
        self.name = name
        self._model = model

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece, without what a reasoning model thinks aloud first."""
        return without_thoughts(self._pieces(messages))

    def complete(self, messages: Sequence[Message]) -> str:
        """The whole reply; streamed inside, so that a slow model is not taken for a dead one."""
        return "".join(self.stream(messages))

    def _pieces(self, messages: Sequence[Message]) -> Iterator[str]:
        import httpx
        import openai
        from langchain_core.exceptions import LangChainException

        # Besides its own exceptions LangChain raises ValueError, TypeError and KeyError when a server's
        # reply is not a chat completion (a proxy's HTML page with status 200, say).
        expected = (LangChainException, openai.OpenAIError, httpx.HTTPError, ValueError, TypeError, KeyError)
        try:
            for chunk in self._model.stream([dict(message) for message in messages]):
                yield str(chunk.text)
        except expected as error:
            raise failure(error, self.name) from error


def failure(error: BaseException, model: str) -> ChatModelError:
    """The named failure for what LangChain, openai or httpx raised."""
    import httpx
    import openai
    from langchain_core import exceptions as langchain

    status = error.status_code if isinstance(error, openai.APIStatusError) else None
    kind: type[ChatModelError] = ModelUnavailable
    if isinstance(error, langchain.ContextOverflowError) or (
        (isinstance(error, openai.APIError) and _TOO_LONG.search(f"{error.code} {error}")) or status == 413
    ):
        kind = ContextTooLong
    elif isinstance(error, langchain.ModelAuthenticationError | langchain.ModelPermissionDeniedError):
        kind = BadKey
    elif isinstance(error, langchain.ModelTimeoutError | openai.APITimeoutError | httpx.TimeoutException):
        kind = ModelTimeout
    elif isinstance(error, langchain.ModelRateLimitError) or status == 402:  # 402: DeepSeek's "insufficient balance"
        kind = RateLimited
    return kind(model=model, reason=_reason(error, status))


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without a leading `<think>…</think>`, which Qwen and DeepSeek-R1 servers pass through."""
    opening, closing = "<think>", "</think>"
    held = ""
    deciding = thinking = True
    for piece in pieces:
        if not thinking:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        if deciding and opening.startswith(start[: len(opening)]) and len(start) < len(opening):
            continue
        if deciding and not start.startswith(opening):
            thinking = False
            yield held
            continue
        deciding = False
        if closing in held:
            thinking = False
            yield held.split(closing, 1)[1].lstrip()
    if thinking and deciding:
        yield held


def _langchain_model(options: ChatOptions) -> Any:
    from langchain.chat_models import init_chat_model

    provider = "openai" if options.base_url or ":" not in options.model else None
    settings: dict[str, Any] = {
        "base_url": options.base_url or None,
        # A local server wants no key, and its client insists on one; a remote one says 401 to this.
        "api_key": options.api_key or "none",
        "timeout": options.timeout_s,
        "max_retries": MAX_RETRIES,
        "temperature": options.temperature,
    }
    try:
        return init_chat_model(
            options.model, model_provider=provider, **{k: v for k, v in settings.items() if v is not None}
        )
    except (ImportError, ValueError) as error:
        raise SettingsError(name="BATON_CHAT_MODEL", reason=str(error).splitlines()[0]) from error


def _reason(error: BaseException, status: int | None) -> str:
    """What lies at the bottom of it, on one line: openai's own "Connection error." says nothing."""
    while status is None and (below := error.__cause__ or error.__context__):
        error = below
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= _REASON_CHARS else text[: _REASON_CHARS - 1] + "…"
