"""Which kind of answer a question asks for, and where a text holds one.

In Chinese and English, by patterns: a person for "who", a date for "when", a number with the asked
unit for "how many". One reading for both uses: which sentence answers, and whether any does. Knows
no grammar and no dictionary of names, so a kind that is held is a hint, never a proof.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.chat.language import HAN, stem


class Wanted(StrEnum):
    """What would answer."""

    PERSON = "person"
    TIME = "time"
    SPAN = "span"  # how long
    AMOUNT = "amount"
    PLACE = "place"
    REASON = "reason"
    MEANS = "means"
    YES = "yes"  # or no
    THING = "thing"  # what, which, and all that is not told apart


@dataclass(frozen=True, slots=True)
class Asked:
    """`unit` is what is counted or named: "人" of 多少人, "order" of "how many orders", "city" of "which city"."""

    wanted: Wanted
    unit: str = ""


_NUMERAL_ZH = r"[〇零一二两三四五六七八九十百千万亿半几数]"
_NUMBER_EN = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    r"|dozens?|half|quarter|third|twice|once|percent)"
)
_MONTH_EN = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
WHAT_IS_EN = r"what(?:['’]s| is| was| are| were) (?:(?:the|our|their|its|his|her|an?) )?(?:[\w-]+ ){0,3}?"
MEASURES_EN = (
    "percentage|number|share|amount|total|price|cost|fee|salary|revenue|rate|population|ratio|proportion|age|size"
    "|budget|limit|cap|quota|discount|score|capacity|speed|temperature|length|height|weight|depth|width|distance"
)
# Asked in this order: "how long ago" before "how", "几点" before "几".
_ASKS: tuple[tuple[Wanted, str], ...] = (
    (Wanted.REASON, r"为什么|为何|为啥|何以|原因|缘由|怎么会|\bwhy\b|\breasons?\b|\bwhat caused|\bhow come\b"),
    (
        Wanted.TIME,
        r"什么时[候间]|何时|何[年月日]|[哪几]一?[年天月日号点](?!数|龄)|哪个?(?:时候|时间|时期|年代|世纪|朝代|月|星期)"
        r"|周几|星期几|(?:日期|时间|年份)(?:是|为|定)|\bwhen\b"
        r"|\b(?:what|which) (?:\w+ )?(?:time|date|year|day|month|century"
        r"|decade|quarter|week)\b"
        rf"|\b{WHAT_IS_EN}(?:date|deadline)\b",
    ),
    (
        Wanted.SPAN,
        r"多久|多长时间|几[个]?(?:小时|分钟|星期|礼拜|月|年|天)|多少(?:年|天|个?小时|分钟|个?月|周)|\bhow long\b"
        r"|\bhow many (?:\w+ )?(?:years|days|hours|minutes|months|weeks|seconds|centuries|decades)\b|\bhow old\b",
    ),
    (
        Wanted.AMOUNT,
        r"多少|几[^乎何]|第几|多[长大高远深宽重快]|占比|比例是|(?:怎么|如何)分(?:配|[的成]|[？?]|$)"
        r"|\bhow (?:is|are|was|were) (?:[\w ]{1,40} )?(?:split|divided|allocated|distributed)\b"
        r"|\bhow (?:many|much|often|big|far|large|high|tall|fast|deep|wide"
        r"|heavy|few|likely)\b"
        r"|\b(?:what|which) (?:\w+ )?(?:percent|percentage|number|share|amount|price|cost|rate|population"
        r"|ratio|proportion|fraction|age|size|budget)\b"
        rf"|\b{WHAT_IS_EN}(?:{MEASURES_EN})\b(?! (?:called|named))"
        r"|(?:预算|价格|单价|费用|成本|金额|佣金|折扣|上限|下限)(?:是什么)?[呢\s？?]*$",
    ),
    (
        Wanted.PERSON,
        r"谁|哪[一几]?[位名]|什么人|哪个人|何人|人物是|\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman)\b",
    ),
    (
        Wanted.PLACE,
        r"哪里|哪儿|何处|什么地方|(?:哪[一个]{0,2}|什么|何)(?:地|城|国家?|省|市|县|州|岛|洲|街|路|区|镇"
        r"|村|港|站|地区|城市|地方)"
        r"|位于|\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|state|place|town|region|continent|island|river"
        r"|street|county|province|nation|location|area)\b",
    ),
    (
        Wanted.MEANS,
        r"怎么|如何|怎样|步骤|流程|何种方式|什么(?:方式|方法|手段)"
        r"|\bhow (?:do|does|did|is|was|to|should|can|were|are|could"
        r"|would|has|have)\b|\bhow\b|\bsteps?\b",
    ),
    (
        Wanted.YES,
        r"是否|是不是|有没有|能不能|可不可以|会不会|要不要|吗[？?]?\s*$"
        r"|^\s*(?:is|are|was|were|do|does|did|can|could|has|have|had|should|will|would|may)\b",
    ),
)
_HELD: dict[Wanted, str] = {
    Wanted.TIME: r"(?<![\d,.])(?:1\d|20)\d\d(?![\d,.]\d|\d)|\d{1,4}\s*年|\d{3}(?=s\b| ?(?:ad|bc|ce|bce)\b)"
    rf"|\d\s*[月日号点时]|{_NUMERAL_ZH}[年月日号点]"
    r"|[上下]午|[早晚]上|今天|昨天|明天|周[一二三四五六日天末]"
    rf"|星期|世纪|年代|时期|朝|\d:\d{{2}}|\b{_MONTH_EN}\b"
    r"|\b(?:century|decade|era|morning|evening|noon|night|today|yesterday"
    r"|tomorrow|year|spring|summer|autumn|winter)\b",
    Wanted.SPAN: rf"(?:\d|{_NUMERAL_ZH})\s*(?:多|余)?个?(?:年|天|日|小时|分钟|秒|星期|礼拜|周|月|岁|世纪|载)"
    rf"|(?:\d|\b{_NUMBER_EN})[ -](?:\w+ )?(?:years?|days?|hours?|minutes?|months?|weeks?|seconds?"
    r"|centur\w+|decades?)\b",
    Wanted.AMOUNT: rf"\d|{_NUMERAL_ZH}{{2,}}|[一二两三四五六七八九十百千万半]\s*[^\W\d_]|百分之|第{_NUMERAL_ZH}"
    rf"|\b{_NUMBER_EN}\b"
    r"|\b(?:first|second|fourth|fifth|no|none|several|many|few|all|most)\b",
    Wanted.REASON: r"因为|由于|所以|因此|因而|原因|为了|导致|以免|鉴于|出于|基于|使得|才能|便于"
    r"|\b(?:because|due to|since|therefore|so that|reasons?|in order to|caused?|owing to|as a result"
    r"|to \w+|for \w+ing|result\w*|thus"
    r"|so)\b",
    Wanted.MEANS: r"先|然后|再|首先|其次|最后|步骤|第[一二三四]步|通过|需要|必须|利用|使用|以|用|将|把|经由|靠"
    r"|\b(?:first|then|next|steps?|by|must|should|after|through|using|via|with|when)\b",
    Wanted.PLACE: r"[省市县区国州洲岛山河路街镇村港湾江湖海岸寺馆校院站厦城郡乡]|[东西南北]部|位于|地处"
    r"|\b(?:in|at|near|from|to|of|on|between"
    r"|along|across) (?:the )?(?:\w+ )?[A-Z]\w+",
    Wanted.PERSON: r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+)+|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}"
    r"|(?:[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐费薛雷贺汤罗毕郝安傅齐康"
    r"伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝席季贾江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包石崔"
    r"程陆翁甄刘景龙叶黎白赖乔温庄曾欧司诸][\u4e00-\u9fff]{1,2})|(?:负责|经理|总监|老师|先生|女士|同学|教授|博士|将军|总统|皇帝|国王|主席|部长|导演|家|王|帝|公|"
    r"者|人|队|员|总)"
    r"|\b[A-Z][a-z]+\b|\b(?:lead|manager|director|responsible|owner|king|queen|president|people|team|students?|members?|company)\b",
    Wanted.YES: r"[^\s]",
    Wanted.THING: r"[^\s]",
}
_ASKING = tuple((wanted, re.compile(pattern, re.IGNORECASE)) for wanted, pattern in _ASKS)
_SEVERAL = re.compile(
    r"哪些|哪几|步骤|流程|分别|列出|有几|怎么|如何"
    r"|\bwhat are\b|\bwhich (?:\w+ )?\w+s (?:are|were|do)\b|\bsteps\b"
    r"|\blist\b|\bhow (?:do|to|should)\b",
    re.IGNORECASE,
)
_UNTOLD = {Wanted.THING, Wanted.YES}  # anything may answer them
NEAR = 20  # characters in which nearness falls by half
_CASED = {Wanted.PERSON, Wanted.PLACE}
_HOLDING = {w: re.compile(p, 0 if w in _CASED else re.IGNORECASE) for w, p in _HELD.items()}
_UNIT_ZH = re.compile(
    r"(?:多少|几|哪一?|什么|何)((?:个|种|名|位|类|次|条|部)?[\u4e00-\u9fff]{0,2}?)(?=[的是有在被和与为？?，,了会]|[A-Za-z]|$)"
)
_UNIT_EN = re.compile(
    r"\b(?:how many|how much|what|which)\s+((?:[\w'-]+\s+){0,2}?[\w'-]+)\s+"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|of|in|to|that|for|from)\b",
    re.I,
)


@lru_cache(maxsize=256)
def asked(question: str) -> Asked:
    """What `question` asks for; the first kind that its words give away, a thing where none does."""
    wanted = next((wanted for wanted, asks in _ASKING if asks.search(question)), Wanted.THING)
    return Asked(wanted, _unit(question))


def held(wanted: Wanted, text: str) -> list[tuple[int, int]]:
    """Where in `text` something of the kind stands, as (start, end)."""
    return [found.span() for found in _HOLDING[wanted].finditer(text)]


def answers_kind(question: str, text: str) -> bool:
    """Whether `text` holds a word of a kind that `question` asks for; False for a question of no known kind."""
    wanted = asked(question).wanted
    return wanted not in _UNTOLD and bool(_HOLDING[wanted].search(text))


def kind_held(question: str, text: str, words: Collection[str]) -> tuple[float, float]:
    """Whether `text` holds what is asked for and the question does not say itself; and how near to one of the
    question's `words` it stands there, 0 to 1."""
    wanted = asked(question).wanted
    if wanted in _UNTOLD:
        return 0.0, 0.0
    said, folded = question.lower(), text.lower()
    spans = [
        (start, end) for start, end in held(wanted, text) if folded[start:end].strip() not in said or end - start < 2
    ]
    if not spans:
        return 0.0, 0.0
    places = [place for place in map(folded.find, words) if place >= 0]
    gap = min((abs(start - place) for start, _ in spans for place in places), default=None)
    return 1.0, 0.0 if gap is None else 1 / (1 + gap / NEAR)


def asks_for_several(question: str) -> bool:
    """Whether steps, or more than one thing, are asked for."""
    return bool(_SEVERAL.search(question))


def _unit(question: str) -> str:
    if HAN.search(question):
        found = _UNIT_ZH.search(question)
        return found[1] if found else ""
    english = _UNIT_EN.search(question)
    return stem(english[1].split()[-1].lower()) if english else ""
