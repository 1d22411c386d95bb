"""Mandarin as it sounds: one character per syllable, so that what was misheard can still be found.

Recognisers mistake words for others that sound alike (投产 for 头产), and indexes of characters then miss
them. Here each ideograph becomes one private-use character that stands for its syllable without the
tone; syllables that speakers and recognisers mix up (zh/z, ch/c, sh/s, ing/in, eng/en, ang/an, l/n at the
start) share one. A character always gets the same reading, so both sides of a comparison agree even
where the reading is wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FIRST = 0xE000  # where private use begins; there are about 330 syllables
_HAN = re.compile("[\u4e00-\u9fff]+")
_MERGED = (
    (re.compile("^zh"), "z"),
    (re.compile("^ch"), "c"),
    (re.compile("^sh"), "s"),
    (re.compile("^l(?=[aeiou])"), "n"),
    (re.compile("(?<=[aei])ng$"), "n"),
)


def sound_terms(text: str) -> list[str]:
    """Every pair of neighbouring syllables in the text's Chinese, in order, as often as it occurs."""
    return [run[i : i + 2] for run in (sound(found) for found in _HAN.findall(text)) for i in range(len(run) - 1)]


def sound(text: str) -> str:
    """The text with each ideograph replaced by its syllable's character; everything else as it is."""
    return text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Ideograph → syllable. Made when first needed: 0.1 s."""
    from pypinyin import Style, lazy_pinyin

    syllables: dict[str, str] = {}
    table = {}
    for code in range(0x4E00, 0xA000):
        said = lazy_pinyin(chr(code), style=Style.NORMAL, errors="ignore")
        if said:
            name = said[0]
            for pattern, plain in _MERGED:
                name = pattern.sub(plain, name)
            table[code] = syllables.setdefault(name, chr(_FIRST + len(syllables)))
    return table
