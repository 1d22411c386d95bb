"""Which probe a topic wants next: what its account still lacks, and when it has given what it had.

On the first round a topic gets the probes that its answer calls for (it was vague, it broke off a list) and one for
what it lacks; the others wait until everything was opened once, so that a short interview is broad.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.handover.interviewing.agenda import Thread, covers
from assistant.handover.interviewing.heard import Heard
from assistant.handover.interviewing.lacking import CONCRETE, brings_nothing_new
from assistant.handover.interviewing.model import Aspect, Form

VAGUE, MORE = "vague", "more"  # probes that are after no aspect
AT_FIRST = 1  # probes for what a topic lacks, on the first round
MOST = 4  # probes into one topic, of all kinds
DRY = 2  # probes in vain, and a topic is left for good


def probes(thread: Thread, told: Sequence[Heard], *, is_first_round: bool) -> Iterator[str]:
    """The keys of the probes worth asking now, most telling first. `told` is the thread's, not empty."""
    asked = [one.prompt.key.rpartition("/")[2] for one in told if one.prompt.form is Form.PROBE]
    dry = dry_probes(told)
    if is_closed(told) or len(asked) >= MOST or dry >= DRY:
        return
    last = told[-1].reading
    holds = frozenset[Aspect]().union(*(one.reading.holds for one in told))
    is_vague = any(one.reading.vague for one in told) and not holds & CONCRETE
    if is_first_round and dry and not is_vague:
        return
    if not is_first_round and asked and all(is_dry(one, told[:n]) for n, one in enumerate(told)):
        return
    if last.vague and not asked:
        yield VAGUE
    if last.is_partial and MORE not in asked:
        yield MORE
    for_lacking = [probe for probe in asked if probe != VAGUE]
    if is_first_round and len(for_lacking) >= AT_FIRST and not is_vague:
        return
    if thread.is_list and MORE not in asked:
        yield MORE
    insisted = (Aspect.EXAMPLE, Aspect.NUMBER) if is_vague else ()
    for aspect in dict.fromkeys((*thread.wants, *insisted)):
        if aspect not in holds and aspect.value not in asked and not covers(thread.known, aspect):
            yield aspect.value


def is_closed(told: Sequence[Heard]) -> bool:
    """Whether nothing more is to be asked: they passed it over, do not know, have none, or named who knows."""
    if told[0].reading.is_fruitless or told[-1].reading.is_blank:
        return True
    return any(one.reading.refers or one.reading.is_ignorant for one in told)


def dry_probes(told: Sequence[Heard]) -> int:
    """How many probes brought nothing."""
    return sum(is_dry(one, told[:n]) for n, one in enumerate(told) if one.prompt.form is Form.PROBE)


def is_dry(one: Heard, before: Sequence[Heard]) -> bool:
    """Whether an answer adds nothing to those before it."""
    reading = one.reading
    if reading.is_fruitless or reading.is_evasion:
        return True
    return brings_nothing_new(one.answer, "\n".join(earlier.answer for earlier in before))
