"""Whether two entries are about the same matter, and what the later does to the earlier.

By words: what they share, rarer words of the ledger counting more, and the figures that differ. A pair is proposed to
a person; only one in which the later names the earlier's own value as what was ("from 300,000 to 200,000") is asserted.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.chat.figures import figures
from assistant.chat.language import terms
from assistant.handover.deciding.model import Bond, Entry, Relation, Sort, State
from assistant.handover.deciding.timeline import SHARED, near_in_time

SAME_MATTER = 0.34  # of the shorter one's weighed words: the tests' and the sample's pairs lie above, others below
ONE_DAY = 0.55  # what is said of one subject on one day is mostly several decisions
CERTAIN = 0.9
MOST = 400  # entries compared with each other; older ones are left out
_CHANGES = re.compile(
    r"改[成为到由]|[换调]整?[成为到]|[降涨升加减延]到|不再|取消|恢复|作废|原来|以前|之前[的定]|现在(?:改|起)"
    r"|从今|推迟|提前"
    r"|\bfrom\b.+\bto\b|\bno longer\b|\binstead\b|\bchang\w+|\brais\w+|\blower\w+|\bmov(?:e|ing)\b|\bused to\b"
    r"|\breplac\w+|\bcancel\w*|\bback to\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"从(?P<was>.{1,20}?)(?:改|降|涨|升|加|减|调整?|延|变)[成为到至]"
    r"|\bfrom (?P<en>.{1,30}?) to\b",
    re.IGNORECASE,
)
_VALUES = re.compile(
    r"\d+"
    r"|[零〇一二两三四五六七八九十百千万亿半]{1,6}(?=[个万块元点号月天周小分%倍岁次档袋箱条]|成|$)"
)
_ENGLISH_NUMBERS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred|thousand|million|percent)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"\d+\s*(?:月|号|日)|[一二三四五六七八九十]+(?:月|号|日)")
_COMMON = frozenset(
    [
        *(
            "决定",
            "统一",
            "改成",
            "改为",
            "就按",
            "以后",
            "从今",
            "开始",
            "今天",
            "这个",
            "那个",
            "需要",
            "负责",
            "必须",
            "不要",
        ),
        *(
            "可以",
            "现在",
            "直接",
            "方案",
            "we",
            "the",
            "will",
            "have",
            "decid",
            "agre",
            "from",
            "now",
            "let",
            "go",
            "today",
            "what",
            "about",
        ),
    ]
)


@lru_cache(maxsize=4096)
def subject(text: str) -> frozenset[str]:
    """The words of `text` that say what it is about."""
    bare = _ENGLISH_NUMBERS.sub(" ", _VALUES.sub(" ", _CALENDAR.sub(" ", text)))
    return frozenset(word for word in terms(bare) if word not in _COMMON and not word.isdigit())


def rarity(entries: Sequence[Entry]) -> dict[str, float]:
    """How much a word tells of a matter in this ledger: words of many entries tell little."""
    counts = Counter(word for entry in entries for word in subject(entry.told.what))
    return {word: math.log(1 + len(entries) / count) for word, count in counts.items()}


def likeness(one: Entry, other: Entry, worth: Mapping[str, float]) -> float:
    """The share of the shorter one's weighed words that both have, 0 to 1."""
    a, b = subject(one.told.what), subject(other.told.what)
    if len(a & b) < 2:
        return 0.0
    weigh = [sum(worth.get(word, 1.0) for word in words) for words in (a & b, a, b)]
    return weigh[0] / max(1e-9, min(weigh[1:]))


def proposed(entries: Sequence[Entry]) -> list[Relation]:
    """What later decisions seem to do to earlier ones of the same space."""
    decided = [one for one in entries if one.kind is Sort.DECISION and one.merged_into is None][:MOST]
    worth = rarity(decided)
    found = []
    for i, one in enumerate(decided):
        for other in decided[i + 1 :]:
            if relation := _between(one, other, worth):
                found.append(relation)
    return found


def same_crisis(one: Entry, other: Entry) -> bool:
    """Whether two tellings are of one crisis: near in time, in different sources, with words in common."""
    if one.kind is not Sort.CRISIS or other.kind is not Sort.CRISIS or one.space != other.space:
        return False
    if one.place and other.place and one.place.source == other.place.source:
        return False
    shared = subject(one.said + one.told.what) & subject(other.said + other.told.what)
    return near_in_time(one.told.decided_on, other.told.decided_on) and len(shared) >= SHARED


def names_change(text: str) -> bool:
    """Whether it says that something becomes another than it was."""
    return bool(_CHANGES.search(text))


def _between(one: Entry, other: Entry, worth: Mapping[str, float]) -> Relation | None:
    if one.space != other.space:
        return None
    alike = likeness(one, other, worth)
    if alike < SAME_MATTER or not _differ(one, other):
        return None
    earlier, later = _ordered(one, other)
    if earlier.told.decided_on is None or earlier.told.decided_on == later.told.decided_on:
        said = _one_talk(one, other)
        if alike < ONE_DAY:
            return None
        bond = Bond.SUPERSEDES if said else Bond.CONTRADICTS
        return Relation(earlier.id, later.id, bond, State.FOUND, round(alike * 0.8, 3))
    if _names_what_was(earlier, later):
        return Relation(earlier.id, later.id, Bond.SUPERSEDES, State.CONFIRMED, max(CERTAIN, round(alike, 3)))
    return Relation(earlier.id, later.id, Bond.SUPERSEDES, State.FOUND, round(min(alike, CERTAIN - 0.01), 3))


def _ordered(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Earlier and later; of one day, in the order of the source."""
    key = [(entry.told.decided_on is not None, str(entry.told.decided_on), _first(entry)) for entry in (one, other)]
    return (one, other) if key[0] <= key[1] else (other, one)


def _first(entry: Entry) -> int:
    return entry.place.first or 0 if entry.place else 0


def _one_talk(one: Entry, other: Entry) -> bool:
    return one.place is not None and other.place is not None and one.place.source == other.place.source


def _differ(one: Entry, other: Entry) -> bool:
    """Whether they do not say the same: other figures, the reverse, or words of change."""
    a, b = figures(one.told.what), figures(other.told.what)
    if a and b and not a & b:
        return True
    if one.against != other.against:
        return True
    return (names_change(one.told.what) or names_change(other.told.what)) and a != b


def _names_what_was(earlier: Entry, later: Entry) -> bool:
    """Whether the later says what it replaces, in the earlier's own value."""
    found = _FROM_TO.search(later.told.what)
    if not found:
        return False
    was = found["was"] or found["en"]
    values = figures(was) or figures(f"{was}块")
    return bool(values & (figures(earlier.told.what) | figures(f"{earlier.told.what}块")))
