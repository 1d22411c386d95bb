"""What the library holds of a topic: whether its sources say why, not only what, and how lately.

No checklist says what a topic should hold, so nothing is weighed: it is enough when two sources of it give reasons,
one of them lately. Reads what stands in the sources, and searches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

from assistant.chat.evidence import Evidence, cite
from assistant.chat.passages import Passage, passages
from assistant.handover.covering.aspects import said
from assistant.handover.covering.hollow import is_void, puts_off
from assistant.handover.covering.model import Flaw, Judgement, Verdict
from assistant.handover.covering.places import length
from assistant.handover.covering.rule import OLD_YEARS
from assistant.handover.covering.traits import DAYS_A_YEAR
from assistant.handover.interviewing.model import Aspect
from vectorstore.catalog import Catalog
from vectorstore.models import Source

SHOWN = 5  # passages
TELLING = 24  # characters, Latin, below which a sentence gives no reason
SOURCES, REASONS = 2, 3  # that are needed
READ = 40  # sources of a topic, the newest: older ones do not make it current
BLOCKS = 400  # of each


def topic_key(topic: str) -> str:
    """What a topic's cell is called: the same for the same name."""
    return f"topic-{sha256(topic.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def judge_topic(topic: str, sources: Sequence[Source], catalog: Catalog, today: date) -> Judgement:
    """The judgement of all that these sources, which are of the topic, say."""
    newest_first = sorted(sources, key=lambda source: source.occurred_on or date.min, reverse=True)[:READ]
    telling = [reason for source in newest_first for reason in _reasons(source, catalog)]
    telling_sources = {passage.evidence.source for passage in telling}
    dates = [source.occurred_on for source in newest_first if source.occurred_on]
    newest = max(dates, default=None)
    flaws = {
        Flaw.OLD: newest is not None and (today - newest).days > OLD_YEARS * DAYS_A_YEAR,
        Flaw.SINGLE: len(telling_sources) == 1,
        Flaw.MENTIONS: not telling,
    }
    has = tuple(flaw for flaw, there in flaws.items() if there)
    covered = len(telling_sources) >= SOURCES and len(telling) >= REASONS and not has
    return Judgement(
        topic_key(topic),
        Verdict.ENOUGH if covered else Verdict.THIN if newest_first else Verdict.NONE,
        tuple(cite(p.evidence, n, p.first, p.last, p.text) for n, p in enumerate(telling[:SHOWN], start=1)),
        () if telling else (Aspect.REASON,),
        has,
        newest,
        (Aspect.REASON,) if telling else (),
    )


def _reasons(source: Source, catalog: Catalog) -> Iterator[Passage]:
    """The sentences of a source that say why."""
    blocks = tuple(enumerate(catalog.blocks(source.id, source.version, 0, BLOCKS)))
    if not blocks:
        return
    for passage in passages(Evidence(1, source.id, source.title, source.kind, blocks, 0.0)):
        text = passage.text
        if length(text) >= TELLING and Aspect.REASON in said(text) and not puts_off(text) and not is_void(text):
            yield passage
