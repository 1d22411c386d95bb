"""What is asked next, without a model. A pure function of the ground and of what was said: an interview can be left and
taken up again anywhere.

Every thread is opened in turn and probed for what its answers call for; then those that gave something are gone through
once more for what they still lack; then it closes. Never the same text twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.handover.interviewing import pace, probing
from assistant.handover.interviewing.agenda import Thread, agenda
from assistant.handover.interviewing.aspects import held
from assistant.handover.interviewing.bank import bank
from assistant.handover.interviewing.heard import Heard, heard
from assistant.handover.interviewing.model import Aspect, Exchange, Form, Ground, Prompt
from assistant.handover.interviewing.wording import worded

WHO_ELSE = 3  # times that it is asked who knows, in all
DRY_STEPS = 2  # of an incident, in a row, and it is left
CLOSING = "closing"  # subject of the closing questions
_AFTER = {probing.VAGUE: Aspect.RULE, probing.MORE: None}  # what these probes are after


def next_prompt(ground: Ground, exchanges: Sequence[Exchange]) -> Prompt | None:
    """What to ask now; None when it is enough."""
    so_far = heard(exchanges)
    if pace.is_up(ground, so_far):
        return None
    if pace.is_closing(ground, so_far):
        return _close(ground, so_far)
    threads = agenda(ground)
    begun = {(one.prompt.subject, one.prompt.topic) for one in so_far}
    waiting = [thread for thread in threads if (thread.subject, thread.topic) not in begun]
    current = thread_of(threads, so_far[-1].prompt) if so_far else None
    if current and (follow := _follow_up(current, ground, so_far, is_first_round=bool(waiting))):
        return follow
    for thread in waiting:
        if opening := _open(thread, ground, so_far):
            return opening
    for thread in threads:
        if not thread.steps and (probe := _probe(thread, ground, so_far, is_first_round=False)):
            return probe
    return _close(ground, so_far)


def thread_of(threads: Sequence[Thread], prompt: Prompt) -> Thread | None:
    """The thread that a prompt belongs to; None for closing questions."""
    same = (thread for thread in threads if (thread.subject, thread.topic) == (prompt.subject, prompt.topic))
    return next(same, None)


def told_in(thread: Thread, so_far: Sequence[Heard]) -> list[Heard]:
    """What was said in a thread."""
    here = (thread.subject, thread.topic)
    return [one for one in so_far if (one.prompt.subject, one.prompt.topic) == here]


def _follow_up(thread: Thread, ground: Ground, so_far: Sequence[Heard], *, is_first_round: bool) -> Prompt | None:
    reading = so_far[-1].reading
    if so_far[-1].prompt.form is Form.REFERRAL or reading.refers:
        return None
    if reading.is_ignorant:
        return _who(thread, ground, so_far)
    if thread.steps:
        return _next_step(thread, ground, so_far)
    return _probe(thread, ground, so_far, is_first_round=is_first_round)


def _probe(thread: Thread, ground: Ground, so_far: Sequence[Heard], *, is_first_round: bool) -> Prompt | None:
    told = told_in(thread, so_far)
    if not told or any(one.prompt.form is Form.REFERRAL for one in told):
        return None
    is_return = so_far[-1] is not told[-1]
    for probe in probing.probes(thread, told, is_first_round=is_first_round):
        wordings = bank().probes[probe]
        if is_return:  # say what it is about: much was talked of in between
            wordings = {ground.lang: tuple(text for text in wordings[ground.lang] if "{title}" in text)}
        if text := worded(wordings, thread, ground, so_far, last=told[-1].answer):
            aspect = _AFTER[probe] if probe in _AFTER else Aspect(probe)
            return _prompt(thread, probe, text, Form.PROBE, aspect)
    return None


def _next_step(thread: Thread, ground: Ground, so_far: Sequence[Heard]) -> Prompt | None:
    """The next step of an incident; what was said vaguely is asked after once."""
    told = told_in(thread, so_far)
    dry = [probing.is_dry(one, told[:n]) for n, one in enumerate(told)]
    if dry[0] or (len(dry) > DRY_STEPS and all(dry[-DRY_STEPS:])):
        return None
    last = told[-1].prompt
    is_vague = told[-1].reading.vague and not dry[-1] and last.form is not Form.PROBE
    if is_vague and (text := worded(bank().probes[probing.VAGUE], thread, ground, so_far, last=told[-1].answer)):
        return _prompt(thread, f"{last.key.rpartition('/')[2]}-{probing.VAGUE}", text, Form.PROBE, Aspect.EXAMPLE)
    done = {one.prompt.key for one in told}
    for step in thread.steps:
        if _key(thread, step.key) not in done and (text := worded(step.wordings, thread, ground, so_far)):
            return _prompt(thread, step.key, text, Form.INCIDENT, step.aspect)
    return None


def _open(thread: Thread, ground: Ground, so_far: Sequence[Heard]) -> Prompt | None:
    text = worded(thread.opening, thread, ground, so_far)
    if not text:
        return None
    aspect = None
    if thread.known:
        lacks = [aspect for aspect in thread.asked_for if aspect not in _known_of(thread)]
        aspect = lacks[0] if lacks else None
        after = worded(bank().probes[aspect.value], thread, ground, so_far) if aspect else text
        text = worded(bank().others["beyond"], thread, ground, so_far, after=after) or text
    return _prompt(thread, "", text, thread.form, aspect)


def _known_of(thread: Thread) -> frozenset[Aspect]:
    return held("\n".join(thread.known))


def _who(thread: Thread, ground: Ground, so_far: Sequence[Heard]) -> Prompt | None:
    asked = [one.prompt for one in so_far if one.prompt.form is Form.REFERRAL]
    if len(asked) >= WHO_ELSE or any(prompt.subject == thread.subject for prompt in asked):
        return None
    text = worded(bank().others["who"], thread, ground, so_far)
    return _prompt(thread, "who", text, Form.REFERRAL, Aspect.PERSON) if text else None


def _close(ground: Ground, so_far: Sequence[Heard]) -> Prompt | None:
    """The closing questions: all of them when time allows, one when the person is tired of it or time is short."""
    closed = [one for one in so_far if one.prompt.form is Form.CLOSING]
    if closed and (closed[-1].reading.is_blank or pace.is_closing(ground, so_far)):
        return None
    for key in bank().closing[len(closed) :]:
        return Prompt(f"{CLOSING}/{key}", bank().others[key][ground.lang][0], Form.CLOSING, CLOSING, topic=key)
    return None


def _prompt(thread: Thread, name: str, text: str, form: Form, aspect: Aspect | None) -> Prompt:
    citation = thread.moment.citation if thread.moment else None
    return Prompt(_key(thread, name), text, form, thread.subject, thread.section, thread.topic, aspect, citation)


def _key(thread: Thread, name: str) -> str:
    return "/".join(filter(None, (thread.subject, thread.topic, name)))
