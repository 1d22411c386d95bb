"""What is asked next, without a model. A pure function of the ground and of what was said: an interview can be left and
taken up again anywhere.

Each thread opens, is probed for what its answers lack, and ends when they lack nothing, bring nothing new, refer to
somebody else or say that there is nothing; then the next. Never the same text twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from assistant.handover.interviewing import pace
from assistant.handover.interviewing.agenda import Thread, agenda, covers
from assistant.handover.interviewing.aspects import held
from assistant.handover.interviewing.bank import Wordings, bank
from assistant.handover.interviewing.lacking import Reading, brings_nothing_new, read
from assistant.handover.interviewing.model import Aspect, Exchange, Form, Ground, Prompt
from assistant.handover.interviewing.places import place
from assistant.handover.interviewing.quoting import clause

PROBES = 3  # into one topic
WHO_ELSE = 4  # times that it is asked who knows, in all
CLOSING = "closing"  # subject of the closing questions


def next_prompt(ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    """What to ask now; None when it is enough."""
    if pace.is_up(ground, exchanges):
        return None
    threads = agenda(ground)
    if not pace.is_closing(ground, exchanges):
        if exchanges and (follow := _follow_up(threads, ground, exchanges)):
            return follow
        begun = {(exchange.prompt.subject, exchange.prompt.topic) for exchange in exchanges}
        for thread in threads:
            if (thread.subject, thread.topic) not in begun and (opening := _open(thread, ground, exchanges)):
                return opening
    return _close(ground, exchanges)


def thread_of(threads: Sequence[Thread], prompt: Prompt) -> Thread | None:
    """The thread that a prompt belongs to; None for closing questions."""
    same = (thread for thread in threads if (thread.subject, thread.topic) == (prompt.subject, prompt.topic))
    return next(same, None)


def told_in(thread: Thread, exchanges: Sequence[Exchange]) -> list[Exchange]:
    """What was said in a thread."""
    here = (thread.subject, thread.topic)
    return [exchange for exchange in exchanges if (exchange.prompt.subject, exchange.prompt.topic) == here]


def lacking(thread: Thread, told: Sequence[Exchange]) -> list[Aspect]:
    """What the thread's account should hold and neither the answers nor the library do; most telling first."""
    holds = held("\n".join(exchange.answer for exchange in told))
    tried = {exchange.prompt.aspect for exchange in told}
    wanted = [aspect for aspect in thread.wants if aspect not in holds and aspect not in tried]
    return [aspect for aspect in wanted if not covers(thread.known, aspect)]


def _follow_up(threads: Sequence[Thread], ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    thread = thread_of(threads, exchanges[-1].prompt)
    if thread is None:
        return None
    told = told_in(thread, exchanges)
    reading = read(told[-1].answer)
    if told[-1].prompt.form is Form.REFERRAL:
        return None
    if reading.is_ignorant and not reading.refers:
        return _who(thread, ground, exchanges)
    if reading.refers:
        return None
    if thread.steps:
        return _probe_step(thread, ground, exchanges, reading) or _next_step(thread, ground, exchanges)
    if _is_exhausted(told, reading):
        return None
    return _probe(thread, ground, exchanges, reading)


def _is_exhausted(told: Sequence[Exchange], reading: Reading) -> bool:
    """Whether a topic has given what it had."""
    probes = [exchange for exchange in told if exchange.prompt.form is Form.PROBE]
    if reading.is_blank or len(probes) >= PROBES:
        return True
    if reading.is_none:
        return not probes
    before = "\n".join(exchange.answer for exchange in told[:-1])
    return bool(probes) and brings_nothing_new(told[-1].answer, before)


def _probe(thread: Thread, ground: Ground, exchanges: Sequence[Exchange], reading: Reading) -> Prompt | None:
    told = told_in(thread, exchanges)
    missing = lacking(thread, told)
    if reading.vague and not any(exchange.prompt.key.endswith("/vague") for exchange in told):
        return _ask(thread, "vague", missing[0] if missing else Aspect.RULE, ground, exchanges)
    if reading.is_partial and not any(exchange.prompt.key.endswith("/more") for exchange in told):
        return _ask(thread, "more", None, ground, exchanges)
    for aspect in missing:
        if prompt := _ask(thread, aspect.value, aspect, ground, exchanges):
            return prompt
    return None


def _probe_step(thread: Thread, ground: Ground, exchanges: Sequence[Exchange], reading: Reading) -> Prompt | None:
    last = exchanges[-1].prompt
    if not reading.vague or last.form is Form.PROBE:
        return None
    step = last.key.rpartition("/")[2]
    return _ask(thread, "vague", Aspect.EXAMPLE, ground, exchanges, suffix=f"{step}-vague")


def _next_step(thread: Thread, ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    told = told_in(thread, exchanges)
    if len(told) > 1 and all(read(exchange.answer).is_blank for exchange in told[-2:]):
        return None
    done = {exchange.prompt.key for exchange in told}
    for step in thread.steps:
        key = f"{thread.subject}/{thread.topic}/{step.key}"
        if key not in done and (text := _worded(step.wordings, thread, ground, exchanges)):
            citation = thread.moment.citation if thread.moment else None
            return Prompt(key, text, Form.INCIDENT, thread.subject, thread.section, thread.topic, step.aspect, citation)
    return None


def _open(thread: Thread, ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    key = f"{thread.subject}/{thread.topic}"
    citation = thread.moment.citation if thread.moment else None
    aspect = None
    text = _worded(thread.opening, thread, ground, exchanges)
    if thread.known and (missing := lacking(thread, ())):
        aspect = missing[0]
        probe = _worded(bank().probes[aspect.value], thread, ground, exchanges)
        text = _worded(bank().others["beyond"], thread, ground, exchanges, probe=probe) or text
    if not text:
        return None
    return Prompt(key, text, thread.form, thread.subject, thread.section, thread.topic, aspect, citation)


def _ask(
    thread: Thread, probe: str, aspect: Aspect | None, ground: Ground, exchanges: Sequence[Exchange], suffix: str = ""
) -> Prompt | None:
    text = _worded(bank().probes[probe], thread, ground, exchanges)
    if not text:
        return None
    key = f"{thread.subject}/{thread.topic}/{suffix or probe}"
    citation = thread.moment.citation if thread.moment else None
    return Prompt(key, text, Form.PROBE, thread.subject, thread.section, thread.topic, aspect, citation)


def _who(thread: Thread, ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    asked = [exchange.prompt for exchange in exchanges if exchange.prompt.form is Form.REFERRAL]
    if len(asked) >= WHO_ELSE or any(prompt.subject == thread.subject for prompt in asked):
        return None
    text = _worded(bank().others["who"], thread, ground, exchanges)
    key = f"{thread.subject}/{thread.topic}/who"
    return Prompt(key, text, Form.REFERRAL, thread.subject, thread.section, thread.topic) if text else None


def _close(ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    """The closing questions: all of them when time allows, one when the person is tired of it or time is short."""
    closed = [exchange for exchange in exchanges if exchange.prompt.form is Form.CLOSING]
    if closed and (read(closed[-1].answer).is_blank or pace.is_closing(ground, exchanges)):
        return None
    for key in bank().closing[len(closed) :]:
        return Prompt(f"{CLOSING}/{key}", bank().others[key][ground.lang][0], Form.CLOSING, CLOSING, topic=key)
    return None


def _worded(wordings: Wordings, thread: Thread, ground: Ground, exchanges: Sequence[Exchange], probe: str = "") -> str:
    """The first wording that was not asked before and for which there are words; "" when there is none.

    An opening's wording is drawn by its thread, so that two interviews do not sound alike."""
    asked = {exchange.prompt.text for exchange in exchanges}
    options = wordings[ground.lang]
    turned = crc32(thread.subject.encode()) % len(options) if wordings is thread.opening else 0
    for wording in (*options[turned:], *options[:turned]):
        text = _filled(wording, thread, ground, exchanges, probe)
        if text and text not in asked:
            return text
    return ""


def _filled(wording: str, thread: Thread, ground: Ground, exchanges: Sequence[Exchange], probe: str) -> str:
    words = {
        "title": thread.title,
        "said": clause(exchanges[-1].answer, ground.lang) if exchanges else "",
        "gist": thread.moment.gist if thread.moment else thread.title,
        "place": place(thread.moment.citation, ground.lang) if thread.moment else "",
        "known": clause(thread.known[0], ground.lang) if thread.known else "",
        "question": thread.gap.question if thread.gap else "",
        "probe": probe,
    }
    needed: Iterator[str] = (name for name in words if f"{{{name}}}" in wording)
    return wording.format(**words) if all(words[name] for name in needed) else ""
