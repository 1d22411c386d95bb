"""Follow-ups made standalone: "那第二次呢？" after "第一次危机怎么处理的？" searches for the second crisis.

With a model, a prompt does it. Without one, a follow-up is recognised by its words and takes over
the previous question: the ordinal is exchanged, or what the previous question was about is put
before it. A question that stands on its own stays as it is. A model's failure is not an error
here: the answer that follows meets the same model and reports it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chat.events import Answer
from assistant.chat.language import HAN, WORD, terms
from assistant.chat.llm import Chat
from assistant.chat.marks import quoted_line
from assistant.errors import ChatModelError
from prompts import fenced, render
from vectorstore.visible import visible

REMEMBERED = 3  # turns a model is shown
ANSWER_CHARS = 400  # of each of their answers
PASSAGE_CHARS = 60  # of a cited passage that a bare "why?" is about
SHORT = 5  # Han characters, a word counting two: "多少钱？" and "Who decided?" name too little to stand alone
MOST_LEANING = 4  # terms of a question that may lean on the one before without looking like it
REWRITE_CHARS = 400  # a model that writes more than this has not written a question

# "那第二次呢", "What about …": opens a follow-up. "它", "that one": points back.
_OPENS = re.compile(
    r"^\s*(那|那么|还有|然后|后来|接着|另外|其他|其它|此外|具体|继续|再)(?!些?(?:年|天|场|位)的)"
    r"|^\s*(and|so|then|but|also|what about|how about|what else|who else|anything else|any other|ok|why\??$|why not)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"[它他她](?!国|乡)|这[个次些样位里件种]|那[个次些样位里件种]|这是|上面|前面|刚才|刚刚|其中|前者|后者|上述"
    r"|该(?:方案|事件|问题|客户|活动)"
    r"|\b(it|its|they|them|their|that|this|these|those|he|she|him|her|his|there)\b"
    r"|\bthe (first|second|third|last|other|same) one\b",
    re.IGNORECASE,
)
_ENDS_ASKING = re.compile(r"呢\s*[？?]?\s*$")
_WHY = re.compile(r"为什么|为何|怎么会|\bwhy\b|\bhow come\b", re.IGNORECASE)
# "that" that joins clauses ("the video that went viral") does not point back.
_JOINS = re.compile(r"(?<=\w)\s(that|there)\b(?=\s+\w)", re.IGNORECASE)
_ORDINAL = re.compile(
    r"第[一二三四五六七八九十百\d]+[次个轮场条步位版部天周期阶段]*|最后一[次个轮场条步位版天周]"
    r"|\b(first|second|third|fourth|fifth|last|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^\s*(那么?|还有|然后|and|so|then|but|ok|what about|how about)[,，\s]*|[呢吗吧][？?]?\s*$|[？?。.!！]\s*$"
    r"|\bones?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that leans on the one before it."""

    own: str  # what it says itself
    before: Answer  # what it leans on


def standalone(question: str, history: Sequence[Answer], chat: Chat | None, lang: str) -> str:
    """`question` as it would be asked without the conversation before it."""
    question = " ".join(question.split())
    if not history:
        return question
    rewritten = _ask(question, history, chat, lang) if chat is not None else ""
    if rewritten or not is_follow_up(question):
        return rewritten or question
    return _carry(question, history[-1])


def follow_up(question: str, history: Sequence[Answer]) -> FollowUp | None:
    """What `question` leans on; None when it stands on its own."""
    if not history or not is_follow_up(question):
        return None
    return FollowUp(_own(question), history[-1])


def leaning(question: str, history: Sequence[Answer]) -> tuple[str, FollowUp] | None:
    """`question` taken as a follow-up although it does not look like one, and as it would be asked alone: for a
    short question in a conversation that finds nothing by itself. None where it says too much for that."""
    question = " ".join(question.split())
    if not history or is_follow_up(question) or len(terms(question)) > MOST_LEANING:
        return None
    return _carry(question, history[-1]), FollowUp(_own(question), history[-1])


def is_follow_up(question: str) -> bool:
    """Whether `question` leans on what came before: it opens or points like one, or names next to nothing."""
    own = len(terms(_FILLER.sub(" ", question)))
    if _OPENS.search(question) or _ENDS_ASKING.search(question):
        return own <= 6
    plain = _JOINS.sub(" ", question)
    if pointer := _POINTS.search(plain):
        # "Which hotel do we book for Emma when she comes?" points at its own Emma.
        early = len(WORD.findall(plain[: pointer.start()])) < 3
        return own <= (8 if early else 2)
    return own == 0 or (own == 1 and len(HAN.findall(question)) + 2 * len(WORD.findall(question)) <= SHORT)


def _ask(question: str, history: Sequence[Answer], chat: Chat, lang: str) -> str:
    """What the model makes of it; "" when it fails or writes something that is no question."""
    told = "\n".join(
        f"Q: {quoted_line(turn.searched)}\nA: {quoted_line(turn.text[:ANSWER_CHARS])}" for turn in history[-REMEMBERED:]
    )
    prompt = render("rewrite", lang, history=fenced(told), question=fenced(question))
    try:
        lines = chat.complete([{"role": "user", "content": prompt}]).strip().splitlines()
    except ChatModelError:
        return ""
    rewritten = visible(lines[0]).strip(" \"'“”「」`") if lines else ""
    return rewritten if len(rewritten) <= REWRITE_CHARS else ""


def _own(question: str) -> str:
    return _FILLER.sub(" ", _FILLER.sub(" ", question)).strip() or question


def _carry(question: str, before: Answer) -> str:
    """The follow-up with the previous question's subject."""
    ordinal, earlier = _ORDINAL.search(question), _ORDINAL.search(before.searched)
    rest = _FILLER.sub(" ", _FILLER.sub(" ", question)).strip()
    if ordinal and rest.lower().removeprefix("the ").strip() == ordinal[0].lower() and earlier:
        return f"{before.searched[: earlier.start()]}{ordinal[0]}{before.searched[earlier.end() :]}"
    subject = _FILLER.sub(" ", before.searched).strip()
    if _WHY.search(question) and before.citations and not terms(rest):
        subject = f"{subject} {before.citations[0].text[:PASSAGE_CHARS]}"
    return f"{subject} {rest}".strip()
