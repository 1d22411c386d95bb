"""From text to keyword terms, the same way for what is indexed and what is asked.

Runs of ideographs become overlapping pairs (and single characters, for one-character questions);
everything else becomes lower-case words. Half and full width, accents, plurals and Traditional
characters are folded. "A12-3" is kept whole and also cut into its parts. No dictionary is needed:
on CMRC 2018 characters with pairs beat jieba's words, 0.940 to 0.916 at R@1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import metadata

from vectorstore.script import HAN_RANGES

_TOKEN = re.compile(rf"[{HAN_RANGES}]+|(?:(?![{HAN_RANGES}])[^\W_])+(?:[-_./+#&@'’](?:(?![{HAN_RANGES}])[^\W_])+)*")
_HAN_RUN = re.compile(f"[{HAN_RANGES}]")
_PART = re.compile(r"[^\W\d_]+|\d+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_ACCENTS = re.compile("[\u0300-\u036f]")

# Words a question is made of, which say nothing of what is asked for. Chinese ones are cut out before pairing.
ENGLISH_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be been but by can could did do does for from had has have how i if in into is it its "
        "me my of on or our please s should show so tell than that the their them then there these they this those to "
        "us was we were what when where which who whom whose why will with would you your",
    )
)
CHINESE_STOP = re.compile(
    "什么时候|为什么|有没有|是不是|能不能|可不可以|怎么样|怎样|怎么|如何|什么|哪一个|哪一年|哪些|哪个|哪里|哪儿|哪位"
    "|哪种|哪|多少|多久|多长时间|几个|几时|是否|请问|告诉|一下|我们|你们|他们|咱们|它们|这个|那个|这些|那些|以及"
    "|因为|所以|但是|还是|或者|可以|[的了吗呢吧啊呀么着是在与和及其被把将]"
)


def index_terms(text: str) -> list[str]:
    """Every term of a text, in order, repeated as often as it occurs."""
    return [term for token in _TOKEN.findall(fold(text)) for term in _spread(token)]


def query_terms(text: str) -> list[str]:
    """The terms that carry a question, once each.

    Words every question has are left out, and so are single characters (most of them are what
    remains of a phrase: 周会什么时候开), unless there is nothing else.
    """
    folded = fold(text)
    everything = _asked_terms(folded)
    telling = [term for term in _asked_terms(CHINESE_STOP.sub(" ", folded)) if term not in ENGLISH_STOP]
    longer = [term for term in telling if len(term) > 1]
    return list(dict.fromkeys(longer or telling or everything))


def words(folded: str) -> list[str]:
    """The terms of a folded text that are words, in order; its ideographs are left out."""
    return [term for token in _TOKEN.findall(folded) if not _HAN_RUN.match(token) for term in _word(token)]


def is_han(term: str) -> bool:
    """Whether a term is made of ideographs."""
    return bool(_HAN_RUN.match(term))


def _asked_terms(folded: str) -> list[str]:
    return [term for token in _TOKEN.findall(folded) for term in _asked(token)]


def fold(text: str) -> str:
    """One spelling for what a person would call the same text."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text).translate(_simplified())
    return _THOUSANDS.sub("", text)


def _spread(token: str) -> Iterator[str]:
    if not _HAN_RUN.match(token):
        yield from _word(token)
        return
    yield from token
    yield from (token[i : i + 2] for i in range(len(token) - 1))


def _asked(token: str) -> Iterator[str]:
    """Pairs only, where there are any: single characters are in every other chunk."""
    if not _HAN_RUN.match(token):
        yield from _word(token)
    elif len(token) == 1:
        yield token
    else:
        yield from (token[i : i + 2] for i in range(len(token) - 1))


def _word(token: str) -> Iterator[str]:
    token = token.removesuffix("'s").removesuffix("’s")
    yield _singular(token)
    parts = _PART.findall(token)
    if len(parts) > 1:
        yield from map(_singular, parts)


def _singular(word: str) -> str:
    """Harman's S-stemmer, near enough: budgets → budget, agencies → agency; status and class stay."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("us", "ss")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """Traditional → Simplified, character by character, from OpenCC's table."""
    for file in metadata.files("opencc-python-reimplemented") or []:
        if file.name == "TSCharacters.txt":
            lines = file.read_text(encoding="utf-8").splitlines()
            pairs = (line.split() for line in lines if "\t" in line)
            return {ord(pair[0]): pair[1] for pair in pairs if len(pair[0]) == 1}
    return {}
