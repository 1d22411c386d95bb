"""What is sought, from a checklist: a template's items, or the items of a handover, which people may have added to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.handover.covering.model import Sought
from assistant.handover.interviewing.model import Aspect
from assistant.handover.records.checklists import Item
from assistant.handover.templates import Need, Template

ASPECT = {
    Need.WHO: Aspect.PERSON,
    Need.WHY: Aspect.REASON,
    Need.RULE: Aspect.RULE,
    Need.NUMBER: Aspect.NUMBER,
    Need.EXAMPLE: Aspect.EXAMPLE,
    Need.TIME: Aspect.TIME,
}  # that something is told at all, Need.WHAT, is the whole judgement


def of_template(template: Template) -> Iterator[Sought]:
    """Its items in their order."""
    for section, item in template.items:
        queries = tuple(query for lang in sorted(item.queries) for query in item.queries[lang])
        yield Sought(item.key, section.key, item.title, queries, _aspects(item.needs), item.evidence)


def of_items(items: list[Item]) -> Iterator[Sought]:
    """A handover's items. One that people added is searched with its own words."""
    for item in items:
        queries = tuple(query for lang in sorted(item.queries) for query in item.queries[lang])
        own = tuple(dict.fromkeys(filter(None, (*item.title.values(), *item.evidence.values()))))
        yield Sought(item.key, item.section, item.title, queries or own, _aspects(item.needs), item.evidence)


def _aspects(needs: Iterable[str]) -> tuple[Aspect, ...]:
    return tuple(ASPECT[Need(need)] for need in needs if need in ASPECT)
