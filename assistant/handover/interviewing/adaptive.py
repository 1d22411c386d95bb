"""The same interview with a chat model: it may ask after the last answer, or put the planned question in better words.

When to stop, what comes next and how often one may probe stay as they are without a model. What it writes is taken only
when it is one JSON object of the allowed form whose question was not asked before and is not answered by the library;
otherwise, and when it fails, the planned question is asked. Cards keep the person's sentences: the model sorts them by
number and writes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.chat.language import language_of
from assistant.chat.llm import Chat
from assistant.chat.marks import quoted_line
from assistant.errors import ChatModelError
from assistant.handover.interviewing import cards as plainly
from assistant.handover.interviewing import interviewer, probing
from assistant.handover.interviewing.agenda import agenda
from assistant.handover.interviewing.heard import heard
from assistant.handover.interviewing.known import is_answered, is_same
from assistant.handover.interviewing.model import Aspect, Card, Exchange, Form, Ground, Prompt
from prompts import fenced, render
from vectorstore.visible import visible

REMEMBERED = 6  # exchanges that the model is shown
ANSWER_CHARS = 800  # of each of their answers
KNOWN = 20  # sentences of the library that it is shown
SENTENCES = 80  # of one card that it sorts
SHORTEST, LONGEST = 4, {"zh": 120, "en": 320}  # characters of a question
_UNFIT = re.compile(
    r"https?:|www\.|[<>{}\[\]`]|密码|口令|验证码|身份证|银行卡|\bpasswords?\b|\bpasscode\b|\bpin code\b"
    r"|\bcredit card\b",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"^```(?:json)?\s*(.*?)\s*```$", re.DOTALL)


def next_prompt(ground: Ground, exchanges: Sequence[Exchange], chat: Chat) -> Prompt | None:
    """What to ask now; None when it is enough, exactly when the model-free interview says so."""
    planned = interviewer.next_prompt(ground, exchanges)
    if planned is None or planned.form is Form.CLOSING:
        return planned
    forms = ["planned", "ask", *(["probe"] if _may_probe(ground, exchanges) else [])]
    reply = _complete(chat, _request(ground, exchanges, planned, forms))
    proposed = _proposed(reply, forms, planned, exchanges)
    return proposed if proposed and _is_fit(proposed, ground, exchanges) else planned


def cards(ground: Ground, exchanges: Sequence[Exchange], chat: Chat) -> list[Card]:
    """The cards of cards.py, their sentences sorted by the model where it does so sensibly."""
    made = []
    for card in plainly.cards(ground, exchanges):
        told = plainly.told_about(card.subject, exchanges)
        parts = _sorted(told, card.title, ground.lang, chat) if 1 < len(told) <= SENTENCES else {}
        made.append(
            plainly.written(
                card.subject, card.title, [replace(t, part=parts.get(n, t.part)) for n, t in enumerate(told, 1)]
            )
        )
    return made


def _may_probe(ground: Ground, exchanges: Sequence[Exchange]) -> bool:
    """Whether the last answer may be asked after."""
    so_far = heard(exchanges)
    if not so_far or so_far[-1].prompt.form in (Form.REFERRAL, Form.CLOSING) or so_far[-1].reading.is_fruitless:
        return False
    thread = interviewer.thread_of(agenda(ground), so_far[-1].prompt)
    if thread is None:
        return False
    told = interviewer.told_in(thread, so_far)
    probes = sum(one.prompt.form is Form.PROBE for one in told)
    return not probing.is_closed(told) and probes < probing.MOST and probing.dry_probes(told) < probing.DRY


def _request(ground: Ground, exchanges: Sequence[Exchange], planned: Prompt, forms: Sequence[str]) -> str:
    talk = "\n".join(
        f"Q: {quoted_line(exchange.prompt.text)}\nA: {quoted_line(exchange.answer[:ANSWER_CHARS])}"
        for exchange in exchanges[-REMEMBERED:]
    )
    known = "\n".join(f"- {quoted_line(sentence)}" for sentence in ground.known[:KNOWN])
    return render(
        "interview",
        ground.lang,
        forms=", ".join(forms),
        known=fenced(known or "-"),
        talk=fenced(talk or "-"),
        planned=fenced(quoted_line(planned.text)),
    )


def _complete(chat: Chat, request: str) -> dict[str, Any]:
    """The one JSON object that the model wrote; {} when it failed or wrote something else."""
    try:
        reply = chat.complete([{"role": "user", "content": request}]).strip()
    except ChatModelError:
        return {}
    wrapped = _WRAPPED.match(reply)
    try:
        record = json.loads(wrapped[1] if wrapped else reply)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _proposed(
    reply: dict[str, Any], forms: Sequence[str], planned: Prompt, exchanges: Sequence[Exchange]
) -> Prompt | None:
    form, text, aspect = reply.get("form"), reply.get("text"), reply.get("aspect")
    if form not in forms or form == "planned" or not isinstance(text, str) or reply.keys() - {"form", "text", "aspect"}:
        return None
    text = " ".join(visible(text).split())
    if form == "ask":
        return replace(planned, text=text)
    if not isinstance(aspect, str) or aspect not in (*Aspect, probing.MORE):
        return None
    last = exchanges[-1].prompt
    here = [exchange.prompt.key for exchange in exchanges if exchange.prompt.subject == last.subject]
    key = f"{last.subject}/{last.topic}/asked-{len(here)}"
    after = None if aspect == probing.MORE else Aspect(aspect)
    return replace(last, key=key, text=text, form=Form.PROBE, aspect=after)


def _is_fit(proposed: Prompt, ground: Ground, exchanges: Sequence[Exchange]) -> bool:
    """Whether it is one short, fresh question in the interview's language that asks for nothing it must not."""
    text = proposed.text
    if not SHORTEST <= len(text) <= LONGEST[ground.lang] or not text.endswith(("?", "？")):
        return False
    if _UNFIT.search(text) or language_of(text) != ground.lang or is_answered(text, ground.known):
        return False
    asked = [exchange.prompt for exchange in exchanges]
    here = [prompt.text for prompt in asked if prompt.subject == proposed.subject]
    return all(text != prompt.text for prompt in asked) and not any(is_same(text, before) for before in here)


def _sorted(told: Sequence[plainly.Told], title: str, lang: str, chat: Chat) -> dict[int, str]:
    """The part of each sentence by its number, as the model sorts them; {} when it does not."""
    lines = (f"({n}) {quoted_line(sentence.text)}" for n, sentence in enumerate(told, start=1))
    reply = _complete(chat, render("cards", lang, sentences=fenced("\n".join((quoted_line(title), *lines)))))
    if reply.keys() - set(plainly.PARTS) or not all(isinstance(numbers, list) for numbers in reply.values()):
        return {}
    placed = [(number, part) for part, numbers in reply.items() for number in numbers]
    is_sound = all(type(number) is int and 1 <= number <= len(told) for number, _ in placed)
    return dict(placed) if is_sound and len(dict(placed)) == len(placed) else {}
