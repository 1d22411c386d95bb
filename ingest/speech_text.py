"""Recognised words into blocks: sentences with times, Simplified characters, Chinese punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vectorstore.models import Block, Locator, Word

PAUSE_S = 0.8  # a longer pause ends a block, sentence or not
LONGEST_S = 15.0  # a citation should open on something that can be taken in at a glance
_CJK = r"[\u3400-\u9fff\uf900-\ufaff]"
_WIDE = {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"}


def blocks_from(words: Sequence[Word], lang: str, offset: float, simplify: bool) -> list[Block]:
    """Blocks of about a sentence; `offset` seconds are added to all times."""
    moved = [replace(w, start=round(w.start + offset, 2), end=round(w.end + offset, 2)) for w in words]
    if lang == "zh":
        moved = _chinese(moved, simplify)
    blocks = []
    for sentence in _sentences(moved):
        text = "".join(word.text for word in sentence).strip()
        if text:
            locator = Locator(start=sentence[0].start, end=sentence[-1].end)
            blocks.append(Block(text, locator, lang=lang, kind="speech", words=tuple(sentence)))
    return blocks


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    sentence: list[Word] = []
    for word in words:
        if sentence and (
            _ended(sentence[-1].text, word.text)
            or word.start - sentence[-1].end > PAUSE_S
            or word.end - sentence[0].start > LONGEST_S
        ):
            yield sentence
            sentence = []
        sentence.append(word)
    if sentence:
        yield sentence


def _ended(text: str, following: str) -> bool:
    """Whether a sentence ends with `text`: not after "Mr." nor inside "2.2", which comes as two words."""
    if text.endswith("."):
        return following.startswith(" ") and not re.search(r"\b(Mr|Mrs|Ms|Dr|St|No|vs)\.$", text)
    return text.endswith(("。", "！", "？", "!", "?", "…"))


def _chinese(words: Sequence[Word], simplify: bool) -> list[Word]:
    texts = [word.text for word in words]
    if simplify:
        texts = simplified(texts)
    for i, text in enumerate(texts):
        if i and text.startswith(" ") and re.search(_CJK + "$", texts[i - 1]) and re.match(_CJK, text.strip()):
            texts[i - 1] += "，"  # Whisper writes a pause between Chinese phrases as a space
        if i and re.search(f"({_CJK}|[，。？！])$", texts[i - 1]):
            texts[i] = text = text.lstrip()
        texts[i] = re.sub(f"({_CJK})([,.?!:;])", lambda m: m[1] + _WIDE[m[2]], text)
    for i, text in enumerate(texts):
        following = texts[i + 1] if i + 1 < len(texts) else ""
        if text[-1:] in _WIDE and re.match(f"{_CJK}|$", following):  # "20%," before Chinese, but not "2." before "2"
            texts[i] = text[:-1] + _WIDE[text[-1]]
    return [replace(word, text=text) for word, text in zip(words, texts, strict=True)]


def simplified(texts: Sequence[str]) -> list[str]:
    """Simplified characters for each text. Converted together, because 乾 or 後 depend on their
    neighbours, and dealt out again when no length changed; one by one otherwise."""
    together = _opencc().convert("".join(texts))
    if len(together) != sum(map(len, texts)):
        return [_opencc().convert(text) for text in texts]
    dealt, at = [], 0
    for text in texts:
        dealt.append(together[at : at + len(text)])
        at += len(text)
    return dealt


@lru_cache(maxsize=1)
def _opencc() -> Any:
    import opencc  # its package announces no types

    converter: Any = opencc
    return converter.OpenCC("t2s")
