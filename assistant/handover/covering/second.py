"""The judgement with a model: it reads what was found, and says how well that covers what is sought.

It may raise or lower the rule's judgement, but calls nothing enough without naming passages that were found, and
nothing that is old or says itself that it holds no longer. A reply that cannot be read leaves the rule's judgement.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.chat.language import language_of
from assistant.chat.llm import Chat
from assistant.chat.marks import quoted_line
from assistant.chat.reranking import numbers
from assistant.handover.covering.model import Flaw, Judgement, Sought, Verdict
from assistant.handover.covering.places import Found, Place
from assistant.handover.interviewing.model import Aspect
from prompts import fenced, render

SHOWN_CHARS = 900  # of each place
WHY_CHARS = 300
CAPPED = {Flaw.OLD, Flaw.VOID}
_LINE = re.compile(r"^\W*(verdict|passages|lacking|why)\W*[:：]\s*(.*)$", re.IGNORECASE | re.MULTILINE)
_VERDICT = re.compile("|".join(Verdict))


def look_again(sought: Sought, found: Found, ruled: Judgement, chat: Chat) -> Judgement:
    """The model's judgement of what was found, or the rule's. Raises ChatModelError when the model fails."""
    if not found.places:
        return ruled
    lang = language_of(found.places[0].text)
    passages = "\n\n".join(_shown(n, place) for n, place in enumerate(found.places, start=1))
    prompt = render(
        "cover",
        lang,
        title=sought.title(lang),
        evidence=sought.wanted(lang) or "-",
        needs=" ".join(aspect.value for aspect in sought.needs) or "-",
        passages=fenced(passages),
    )
    said = chat.complete([{"role": "user", "content": prompt}])
    return _read(said, sought, found, ruled, chat.name)


def _shown(n: int, place: Place) -> str:
    on = place.on.isoformat() if place.on else "-"
    return f"[{n}] {quoted_line(f'{place.evidence.title} ({on}): {place.text[:SHOWN_CHARS]}')}"


def _read(said: str, sought: Sought, found: Found, ruled: Judgement, model: str) -> Judgement:
    told = {name.lower(): value.strip() for name, value in _LINE.findall(said)}
    named = _VERDICT.search(told.get("verdict", "").lower())
    if named is None:
        return ruled
    verdict = Verdict(named[0])
    cited = numbers(told.get("passages", ""), len(found.places))
    capped = CAPPED.intersection(ruled.flaws)
    if verdict is Verdict.ENOUGH and (not cited or capped):
        verdict = Verdict.THIN if cited or ruled.verdict is not Verdict.NONE else Verdict.NONE
    if verdict is Verdict.NONE:
        return Judgement(sought.key, verdict, lacking=sought.needs, by=model, note=told.get("why", "")[:WHY_CHARS])
    places = [found.places[n - 1] for n in cited] or list(found.places)
    lacks = set(re.findall(r"[a-z]+", told.get("lacking", "").lower()))
    return replace(
        ruled,
        verdict=verdict,
        passages=tuple(place.citation(n) for n, place in enumerate(places, start=1)),
        lacking=tuple(a for a in Aspect if a.value in lacks) if verdict is Verdict.THIN else (),
        flaws=tuple(flaw for flaw in ruled.flaws if flaw in CAPPED),
        newest=max((place.on for place in places if place.on), default=None),
        by=model,
        note=told.get("why", "")[:WHY_CHARS],
    )
