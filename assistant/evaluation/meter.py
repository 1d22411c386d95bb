"""A chat model with a meter on it: how many tokens went in and came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.chat.llm import Chat, Message
from assistant.chat.retrieve import tokens


class Metered:
    """Passes everything through and counts, by `tokens`, what a provider would charge for; not what a
    reasoning model thinks unheard. One per run."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.name = chat.name
        self.tokens = 0

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece."""
        self.tokens += sum(tokens(message["content"]) for message in messages)
        said = ""
        for piece in self._chat.stream(messages):
            said += piece
            yield piece
        self.tokens += tokens(said)

    def complete(self, messages: Sequence[Message]) -> str:
        """The whole reply."""
        return "".join(self.stream(messages))
