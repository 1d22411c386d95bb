"""Which aspects an account holds, told by its words in Chinese and English: a rule, a reason, an example, a number, …

A cue is a hint, as in chat/cues.py: "if" is taken for a rule, "because" for a reason. Whether the rule is a good one
is for the person who reads the card.
"""

from __future__ import annotations

import re

from assistant.chat.figures import figures
from assistant.handover.interviewing.model import Aspect
from assistant.handover.interviewing.people import FULL_ZH, NAME_EN, PERSON_ZH, TEAM_ZH

_MONTHS = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday)"
)
_CUES: dict[Aspect, str] = {
    Aspect.RULE: r"如果|要是|假如|只要|一旦|凡是|但凡|一律|必须|务必|不能|不许|不准|不得|禁止|绝对不|从来不|每次都"
    r"|总是先|统一|底线|红线"
    r"|规则|原则|标准是|规定|口径|超过|低于|高于|少于|达到|不到|以上|以下|以内|之内|之前|最多|最少|至少|就(?:停|加|减"
    r"|降|换|上报|找|先|直接)"
    r"|先.{1,20}再|(?:不要|别)(?!的)"
    r"|\b(?:if|whenever|unless|always|never|must(?: not)?|have to|has to|not allowed|rule|policy|threshold|cap"
    r"|above|below|under|over|at least|at most|no more than|less than|more than|as soon as|every time|within"
    r"|do not|don['’]t|only when|first .{1,40} then|up to|until)\b",
    Aspect.REASON: r"因为|由于|所以|原因|为了|怕|担心|否则|不然|要不然|免得|以免|避免|毕竟|考虑到|导致|这样才|才能"
    r"|才会|图的是|说白了|吃过亏|亏过"
    r"|\b(?:because|since|so that|otherwise|reason|in order to|due to|to avoid|to keep|as a result|that['’]s why"
    r"|afraid|worried|or else|the point is|caused?|else (?:they|we|it))\b",
    Aspect.EXAMPLE: r"比如|例如|譬如|像上|举个例|有一次|有一回|上次|上回|那次|那回|曾经|记得|去年|前年|今年|上个?月"
    r"|上周|(?:\d|[一二三四五六七八九十])月份?(?:的时候|那)"
    r"|双十一|双11|618|\d{4}年|\b(?:for example|for instance|e\.g\.|once|last (?:time|year|month|week|spring|summer"
    r"|autumn"
    rf"|winter|quarter|{_MONTHS})|remember when|one time|back in|in {_MONTHS}|in 20\d\d|there was)\b",
    Aspect.TIME: r"\d\s*[月日号点时]|[一二三四五六七八九十]+[月号点]|周[一二三四五六日天末]|星期|礼拜|[早晚]上|上午"
    r"|下午|中午|凌晨|月[初中底末]|季度"
    r"|年[初中底末前后]|每[天周月年季]|当天|次日|第二天|提前|节前|节后|之前|(?:\d"
    r"|[一二两三四五六七八九十半几])\s*个?(?:小时|分钟|天|周|月|工作日|年)"
    rf"|双十一|618|截止|\d:\d{{2}}|\b{_MONTHS}s?\b"
    r"|\b(?:mornings?|evenings?|noon|night|midnight|weekly|monthly|daily|quarterly|deadline|quarter|weekend"
    r"|hours?|days?|weeks?|months?|minutes?|years?|\d+ ?[ap]m)\b",
    Aspect.EXCEPTION: r"除非|除外|除了|例外|特殊情况|唯独|只有.{1,20}(?:才|可以)|但(?:是)?(?:如果|要是|遇到|碰到|大促"
    r"|赶上)|不过(?:如果|要是|遇到|碰到|大促)"
    r"|破例|特批|另算|不算在内|没有例外|不例外"
    r"|\b(?:unless|except|exceptions?|apart from|other than|but if|but when|however|special case|the only time"
    r"|only .{1,30} (?:may|can)|no exceptions?)\b",
}
_PERSON = re.compile(
    rf"{PERSON_ZH}|{TEAM_ZH}(?=那边|部|经理|总监|的人|来|审|批|管|负责|确认)|老板|客户方?(?:的)?(?:对接人|老板|总监"
    rf"|经理)|负责人|对接人"
    rf"|(?:找|问|由|归|让|跟){FULL_ZH}"
    rf"|(?<=[a-z,;] ){NAME_EN}|\b(?:[Tt]he )?(?:account manager|manager|director|founder|owner|boss|lead|CEO|CFO|CMO"
    rf"|lawyer|accountant)\b"
    r"|^(?:[A-Z][a-z]{2,15})(?= (?:approves?|signs|decides?|owns|handles|knows|runs|does|checks)\b)"
)
_CALENDAR = re.compile(rf"{_MONTHS}s?", re.IGNORECASE)
_CUED = {aspect: re.compile(pattern, re.IGNORECASE) for aspect, pattern in _CUES.items()}


def held(text: str) -> frozenset[Aspect]:
    """The aspects that `text` holds."""
    found = {aspect for aspect, cue in _CUED.items() if cue.search(text)}
    if figures(text) - {1.0}:  # 有一次, "one of them": no number
        found.add(Aspect.NUMBER)
    if any(not _CALENDAR.fullmatch(person[0]) for person in _PERSON.finditer(text)):
        found.add(Aspect.PERSON)
    return frozenset(found)


def holds(aspect: Aspect, text: str) -> bool:
    """Whether `text` holds this one."""
    return aspect in held(text)
