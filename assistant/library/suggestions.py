"""Words that a client's glossary may lack: frequent in what the caller may read there, and no word of the language.

Names, brands and products are found by their shape and company, without a dictionary of them: Latin words that are
no English ones, or written as names; runs of Chinese characters that keep together, meet many neighbours, and
stand in no word list. Suggests, never decides; the newest READ_CHARS characters are looked at.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.desk import Visit
from assistant.people.access import space_of
from assistant.people.roles import Act
from ingest.homophones import chinese_words, english_words
from vectorstore.e5_weights import common_chinese
from vectorstore.names import is_anybody
from vectorstore.terms import fold

READ_CHARS = 200_000  # about fifty meetings of half an hour; two seconds to count
SHOWN = 24
LEAST, LEAST_NAMED = 4, 2  # times: runs of Chinese characters; what is spelt like a name or number of a product
LONGEST = 6  # characters
SMALLEST = 5_000  # characters: in less than that, everything seems to keep together less than it does
TOGETHER = 30.0  # times more often than their parts would meet by chance
MEETING = 1.2  # bits of neighbours on the poorer side: a piece of a longer word has one neighbour there
_LATIN = r"[A-Za-z][A-Za-z0-9]*(?:[-'’&][A-Za-z0-9]+)*"
_NAME = re.compile(rf"(?<![A-Za-z0-9@._/-])(?:{_LATIN})(?:[  ](?:{_LATIN})){{0,3}}(?![A-Za-z0-9@]|\.[a-z])")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_EDGE = frozenset(
    "的了是在有和就不也我你他她它这那一个们到把被对从很都还要会能没上下来去说得着过吗呢吧啊与及其以为等已将或并由于后前中内"
    "里每各再先最更又才只多少大小年月日号天次元万千百十两二三四五六七八九几做用给让看按跟比可以所如果但因"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word, how often it stands there, and a place where it does."""

    word: str
    count: int
    example: str


def suggested(visit: Visit, key: str) -> list[Suggestion]:
    """What the glossary of this client (name or id) may lack. Raises UnknownSpace, NotAllowed."""
    space = space_of(visit.app.catalog, visit.caller, key, Act.GLOSSARY)
    known = {fold(word) for term in space.terms for word in (*term.names, *term.misheard)}
    known |= visit.app.glossary.dismissed(space.id)
    return unknown_words(_texts(visit, space.id), known)


def unknown_words(texts: Sequence[str], known: Collection[str]) -> list[Suggestion]:
    """The words of `texts` that are worth a suggestion, the most telling first. `known` are folded."""
    found = {**_chinese(texts), **_latin(texts)}
    telling = sorted(found, key=lambda word: (-found[word] * math.log(1 + len(word)), word))
    chosen: list[str] = []
    for word in telling:
        if len(chosen) == SHOWN:
            break
        folded = fold(word)
        if folded in known or any(folded in other and len(folded) < len(other) for other in known):
            continue
        chosen.append(word)
    return [Suggestion(word, found[word], _example(word, texts)) for word in chosen]


def _texts(visit: Visit, space: str) -> list[str]:
    """What is said and written in the sources of the space that the caller may see, and who says it."""
    texts: list[str] = []
    left = READ_CHARS
    for source in visit.sources():
        if source.space != space or left <= 0:
            continue
        blocks = visit.app.catalog.blocks(source.id, source.version)
        said = [block.text for block in blocks]
        names = [block.speaker for block in blocks if block.speaker and not is_anybody(block.speaker)]
        texts += [*said, *names]
        left -= sum(map(len, said))
    return texts


def _latin(texts: Iterable[str]) -> dict[str, int]:
    """Names, brands and numbers of products in Latin letters."""
    spelt: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for text in texts:
        for run in _NAME.finditer(text):
            words = run[0].split()
            lower.update(word.lower() for word in words if word[0].islower())
            spelt.update(_names_in(words, opens=_opens(text, run.start())))
    common = english_words()
    names = {}
    for name, count in spelt.items():
        words = name.split()
        coded = any(c.isdigit() for c in name) or (len(name) > 2 and name.isupper()) or len(words) > 1
        ordinary = all(word.lower() in common for word in words) and not (len(words) > 1)
        if count >= (LEAST_NAMED if coded else LEAST - 1) and not ordinary and lower[name.lower()] < count:
            names[name] = count
    return names


def _names_in(words: Sequence[str], *, opens: bool) -> Iterator[str]:
    """Runs of words that begin with a capital; the first of a sentence does not count when it is a common one."""
    run: list[str] = []
    for i, word in enumerate([*words, "-"]):
        common_opening = i == 0 and opens and word.lower() in english_words()
        if word[0].isupper() and not common_opening:
            run.append(word)
            continue
        if run:
            yield " ".join(run)
        run = []


def _opens(text: str, at: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:at].rstrip(" \"'“‘(（")
    return not before or before[-1] in ".!?:。！？：；;\n•-"


def _chinese(texts: Iterable[str]) -> dict[str, int]:
    """Runs of Chinese characters that are a word here and in no list of words."""
    counts: Counter[str] = Counter()
    left: dict[str, Counter[str]] = {}
    right: dict[str, Counter[str]] = {}
    runs = [run[0] for text in texts for run in _HAN.finditer(text)]
    for run in runs:
        for size in range(1, LONGEST + 1):
            counts.update(run[i : i + size] for i in range(len(run) - size + 1))
    total = max(SMALLEST, sum(count for gram, count in counts.items() if len(gram) == 1))
    likely = {gram for gram, count in counts.items() if count >= LEAST and _may_be_word(gram, counts, total)}
    for run in runs:
        padded = f"\n{run}\n"
        for size in range(2, LONGEST + 1):
            for i in range(1, len(padded) - size):
                gram = padded[i : i + size]
                if gram in likely:
                    left.setdefault(gram, Counter())[padded[i - 1]] += 1
                    right.setdefault(gram, Counter())[padded[i + size]] += 1
    words = {gram: counts[gram] for gram in likely if min(_bits(left[gram]), _bits(right[gram])) >= MEETING}
    return {word: count for word, count in words.items() if count >= 2 * _longer(word, words)}


def _may_be_word(gram: str, counts: Counter[str], total: int) -> bool:
    if len(gram) < 2 or gram[0] in _EDGE or gram[-1] in _EDGE or _is_common(gram):
        return False
    parts = [(gram[:i], gram[i:]) for i in range(1, len(gram))]
    by_chance = max(counts[a] * counts[b] for a, b in parts) / total
    if counts[gram] < TOGETHER * by_chance:
        return False
    pieces = [pair for pair in parts if all(len(part) > 1 and _is_common(part) for part in pair)]
    return all(counts[gram] >= 0.5 * min(counts[a], counts[b]) for a, b in pieces)


def _is_common(word: str) -> bool:
    """Whether the language has this word: in pypinyin's list, or a piece of the embedder's vocabulary."""
    return word in chinese_words() or word in common_chinese()


def _bits(neighbours: Counter[str]) -> float:
    """Entropy of what stands beside; every edge of a run is a neighbour of its own."""
    edges = neighbours["\n"]
    total = sum(neighbours.values())
    others = -sum(n / total * math.log2(n / total) for sign, n in neighbours.items() if sign != "\n")
    return others + (edges / total * math.log2(total) if edges else 0.0)


def _longer(word: str, words: Mapping[str, int]) -> int:
    """How often the most frequent longer word stands there that holds this one."""
    return max((count for other, count in words.items() if word in other and word != other), default=0)


def _example(word: str, texts: Iterable[str], around: int = 30) -> str:
    """A place where it stands, shortened."""
    found = next((text for text in texts if word in text and len(text) > len(word)), word)
    at = found.find(word)
    start, end = max(0, at - around), at + len(word) + around
    return f"{'…' if start else ''}{found[start:end].strip()}{'…' if end < len(found) else ''}"
