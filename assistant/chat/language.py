"""Which language a question is in, and which of its words say what it is about.

Counts characters and knows a short list of question words; no dictionary, no model.
"""

from __future__ import annotations

import re

from vectorstore.terms import fold

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[.'’%-][A-Za-z0-9\u00c0-\u024f]+)*%?")
_HAN_RUN = re.compile(rf"{HAN.pattern}+")

# What asks rather than names. Longest first, since they are cut out of a run of characters.
ASKING_ZH = re.compile(
    "什么时候|什么样|为什么|怎么样|怎么办|是不是|有没有|能不能|多少|多久|多长|多大|几个|几次|哪些|哪个|哪里|哪儿|哪位"
    "|哪一[年天个次位种]|什么|怎么|怎样|如何|为何|是否|请问|可以|应该|当时|我们|你们|他们|她们|它们|咱们|这个|那个|这次|那次"
    "|一下|告诉|以及|关于|还有|那么|然后|因为|所以|但是|如果|或者|并且|谁|哪|几|吗|呢|吧|啊|呀|的|了|着|过|是|在|有|和|与|及|或"
    "|被|把|给|对|从|到|由|于|以|为|也|都|就|又|还|才|很|这|那|我|你|他|她|它|您|请|要|会|能|该|后|时|之|其|个"
)
_ASKING_EN = """
a about after all also am an and any anyone anything are as ask at be because been before being but by can could did
do does doing done for from get give go had has have he her here him his how i if in into is it its just let me more
most much many my no not of on one or our out over please say she should so some somebody someone such tell than that
the their them then there these they thing this those to too up us use used very was we were what when where which
while who whom whose why will with would you your
"""
ASKING_EN = frozenset(_ASKING_EN.split())


def language_of(text: str) -> str:
    """ "zh" when at least as many Han characters as Latin words stand in it, else "en"."""
    han = len(HAN.findall(text))
    return "zh" if han and han >= len(WORD.findall(text)) else "en"


def terms(text: str) -> set[str]:
    """What `text` is about: its Latin words, folded, and the pairs of Han characters in it.

    Question words and particles are left out; a Han character between two of them stands alone.
    """
    folded = fold(text)
    found = {stem(word) for word in WORD.findall(folded) if word not in ASKING_EN}
    for run in _HAN_RUN.findall(ASKING_ZH.sub(" ", folded)):
        found.update({run} if len(run) == 1 else {run[i : i + 2] for i in range(len(run) - 1)})
    return found


def stem(word: str) -> str:
    """An English word without its commonest endings: "handled", "handles" and "handling" are one term."""
    for ending in ("'s", "’s", "ings", "ing", "ies", "ied", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and word[-2:] != "ss":
            return word[: -len(ending)]
    return word
