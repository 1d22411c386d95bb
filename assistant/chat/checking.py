"""A model's answer read once more by the model: which of its sentences do their passages not carry?

The second look is a call of its own, asked for in the settings. Sentences that it names are taken out, with the
rest left as it was. What it says besides numbers is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.chat.evidence import Citation
from assistant.chat.llm import Chat
from assistant.chat.marks import quoted_line
from assistant.chat.passages import sentences
from assistant.chat.reranking import numbers
from prompts import fenced, render

_CITED = re.compile(r"\[(\d{1,3})\]")
_LEADING = re.compile(r"(?:\s*\[\d{1,3}\])+")


def unsupported(text: str, citations: Sequence[Citation], chat: Chat, lang: str) -> list[str]:
    """The sentences of `text` that the model finds not carried by the passages that they cite.

    Raises ChatModelError when the model fails.
    """
    claims = [claim for claim in cited_sentences(text) if _CITED.search(claim)]
    if not claims:
        return []
    shown = "\n\n".join(
        f"({n}) {_CITED.sub('', claim).strip()}\n{_quoted(claim, citations)}" for n, claim in enumerate(claims, start=1)
    )
    prompt = render("check", lang, claims=fenced(shown))
    return [claims[n - 1] for n in numbers(chat.complete([{"role": "user", "content": prompt}]), len(claims))]


def without(text: str, claims: Sequence[str], mark: str = "") -> str:
    """`text` with these sentences taken out, and with each the `mark` that follows it."""
    for claim in claims:
        marked = claim + mark
        text = text.replace(marked if marked in text else claim, "", 1)
    lines = [line for line in text.splitlines() if line.strip(" -*•")]
    return "\n".join(re.sub(r"  +", " ", line).rstrip() for line in lines)


def cites(text: str) -> bool:
    """Whether anything in `text` is cited."""
    return bool(_CITED.search(text))


def cited_sentences(text: str) -> list[str]:
    """The sentences of an answer, each with the citations that follow its full stop."""
    found: list[str] = []
    at = 0
    for sentence in sentences(text):
        sentence = sentence[len(citations[0]) if (citations := _LEADING.match(sentence)) else 0 :].strip()
        start = text.find(sentence, at)
        if not sentence or start < 0:
            continue
        at = start + len(sentence)
        following = _LEADING.match(text, at)
        found.append(text[start : following.end() if following else at])
    return found


def _quoted(claim: str, citations: Sequence[Citation]) -> str:
    cited = [citations[int(n) - 1] for n in _CITED.findall(claim) if 1 <= int(n) <= len(citations)]
    return "\n".join(f"> {quoted_line(citation.text)}" for citation in cited)
