"""Which kind of word a question asks for, and whether a text holds one.

A light hint, in Chinese and English: a date for "when", a number for "how many". Knows no grammar.
"""

from __future__ import annotations

import re

_NUMERAL_EN = r"\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|percent|half)\b"
_MONTH_EN = (
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|year|day|morning|night|noon|century)"
)
# (what asks for it, what answers it)
_KINDS = (
    (
        r"多少|几[个次天人年月点]|多[久长大高]|占比"
        r"|\bhow (many|much|long|often|old|big|far)|\bwhat (percent|number|share)",
        r"\d|[一二三四五六七八九十百千万亿半两]\s*[个次天人年月点元万亿成倍%％]|百分之|" + _NUMERAL_EN,
    ),
    (
        r"什么时候|何时|哪一?[年天月日]|几[点号月]|多久|\bwhen\b|\b(what|which) (time|date|year|day|month)",
        r"\d{4}|\d\s*[年月日号点时]|[一二三四五六七八九十][年月日号点]|[上下]午|晚上|周[一二三四五六日]|星期|\d:\d{2}|"
        + _MONTH_EN,
    ),
    (
        r"为什么|为何|原因|怎么会|\bwhy\b|\breason|\bwhat caused",
        r"因为|由于|所以|因此|原因|为了|导致|以免"
        r"|\b(because|due to|since|therefore|so that|reason|in order to|caused)\b",
    ),
    (
        r"怎么|如何|怎样|步骤|流程|\bhow (do|does|did|is|was|to|should|can|were|are)\b|\bsteps?\b",
        r"先|然后|再|首先|其次|最后|步骤|第[一二三四]步|通过|需要|必须|\b(first|then|next|step|by|must|should|after)\b",
    ),
    (
        r"谁|哪位|什么人|哪个人|\bwho(m|se)?\b",
        r"负责|经理|总监|老师|先生|女士|同学|\b(lead|manager|director|responsible|owner)\b",
    ),
)
_COMPILED = [(re.compile(asks, re.IGNORECASE), re.compile(answers, re.IGNORECASE)) for asks, answers in _KINDS]


def answers_kind(question: str, text: str) -> bool:
    """Whether `text` holds a word of a kind that `question` asks for; False for a question of no known kind."""
    return any(asks.search(question) and answers.search(text) for asks, answers in _COMPILED)
