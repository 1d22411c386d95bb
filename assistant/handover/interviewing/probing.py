"""Which probe a topic wants next: what its account still lacks, and when it has given what it had.

On the first round a topic gets the probes that its answer calls for (it was vague, it broke off a list) and one for
what it lacks; the others wait until everything was opened once, so that a short interview is broad.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.handover.interviewing.agenda import Thread, covers
from assistant.handover.interviewing.aspects import held
from assistant.handover.interviewing.lacking import CONCRETE, brings_nothing_new, read
from assistant.handover.interviewing.model import Aspect, Exchange, Form

VAGUE, MORE = "vague", "more"  # probes that are after no aspect
AT_FIRST = 1  # probes for what a topic lacks, on the first round
MOST = 4  # probes into one topic, of all kinds
DRY = 2  # probes in vain, and a topic is left for good


def probes(thread: Thread, told: Sequence[Exchange], *, is_first_round: bool) -> Iterator[str]:
    """The keys of the probes worth asking now, most telling first. `told` is the thread's, not empty."""
    asked = [_probe_of(exchange) for exchange in told if exchange.prompt.form is Form.PROBE]
    dry = dry_probes(told)
    if is_closed(told) or len(asked) >= MOST or dry >= DRY:
        return
    last = read(told[-1].answer)
    account = "\n".join(exchange.answer for exchange in told)
    is_vague = any(read(exchange.answer).vague for exchange in told) and not held(account) & CONCRETE
    if is_first_round and dry and not is_vague:
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
        if aspect not in held(account) and aspect.value not in asked and not covers(thread.known, aspect):
            yield aspect.value


def is_closed(told: Sequence[Exchange]) -> bool:
    """Whether nothing more is to be asked: they passed it over, do not know, have none, or named who knows."""
    opened = read(told[0].answer)
    if opened.is_fruitless or read(told[-1].answer).is_blank:
        return True
    readings = [read(exchange.answer) for exchange in told]
    return any(reading.refers or reading.is_ignorant for reading in readings)


def dry_probes(told: Sequence[Exchange]) -> int:
    """How many probes brought nothing."""
    return sum(
        is_dry(exchange.answer, [before.answer for before in told[:n]])
        for n, exchange in enumerate(told)
        if exchange.prompt.form is Form.PROBE
    )


def is_dry(answer: str, before: Sequence[str]) -> bool:
    """Whether an answer adds nothing to those before it."""
    reading = read(answer)
    return reading.is_fruitless or reading.is_evasion or brings_nothing_new(answer, "\n".join(before))


def _probe_of(exchange: Exchange) -> str:
    return exchange.prompt.key.rpartition("/")[2]
