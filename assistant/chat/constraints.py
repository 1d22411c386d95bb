"""What a question insists on, and whether a text meets it: numbers, names, quoted words, opposites.

"What was it before 1990?" is not answered by a text without 1990, and "the largest" not by one that
speaks of the smallest. Found by spelling, in Chinese and English; knows no synonyms, so what is missing here
weighs and does not decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.chat.language import stem
from vectorstore.terms import fold

_DIGITS_ZH = {**dict(zip("〇零一二三四五六七八九", [0, *range(10)], strict=True)), "两": 2, "首": 1}
_TENS_ZH = {"亿": 100_000_000, "万": 10_000, "千": 1000, "百": 100, "十": 10}  # the largest first
_NUMERAL_ZH = re.compile(
    "[〇零一二两三四五六七八九十百千万亿]{2,20}|(?<=第)[一二三四五六七八九]|[二两三四五六七八九](?=[个位名次年月日号天点届级条种岁])"
    "|一(?=级)|首(?=[次个轮批届日])"  # 首次 is the 第一次 that somebody asks about
)
_NUMERAL = re.compile(r"\d+(?:[.:]\d+)*")
_WORDS_EN = {
    word: str(i)
    for i, words in enumerate(
        (
            "zero",
            "one",
            "two second twice",
            "three third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven seventh",
            "eight eighth",
            "nine ninth",
            "ten tenth",
            "eleven eleventh",
            "twelve twelfth",
        )
    )
    for word in words.split()
    if word not in ("one", "zero")
}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS_EN)})\b")
_QUOTED = re.compile(r"[《「『“\"‘]([^》」』”\"’]{2,40})[》」』”\"’]")
_NAME_EN = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][\w'’&.-]*[\w]")
_LATIN = re.compile(r"[A-Za-z][\w&.-]*\w")
_OPPOSITES = (
    "increase|rise|rose|grow|grew|gain|more|raise|expand"
    " / decrease|decline|fall|fell|drop|reduce|less|fewer|lose|lost|shrink",
    "largest|biggest|greatest|most|highest|maximum|longest|large|high|major"
    " / smallest|least|lowest|minimum|fewest|shortest|small|low|minor",
    "before|prior|earlier|preceding / after|following|later|since",
    "first|earliest|oldest|original|begin|start|open|early / last|latest|final|newest|end|close|late",
    "north|northern / south|southern",
    "east|eastern / west|western",
    "male|man|men|boy|husband|father|king|son / female|woman|women|girl|wife|mother|queen|daughter",
    "always|all|every / never|none|no|not",
    "accept|allow|support|approve|permit|legal|agree"
    " / reject|refuse|ban|oppose|prohibit|forbid|illegal|deny|against|disagree",
    "win|won|victory|success|succeed|defeat / lose|lost|loss|fail|failure",
    "inside|internal|within|indoor|import|domestic / outside|external|outdoor|export|foreign",
    "best|better|good|easy|strong|rich|fast|hot / worst|worse|bad|difficult|weak|poor|slow|cold",
    "public|modern|new|young / private|ancient|old",
    "am / pm",
    "增加|上升|提高|增长|扩大|上涨 / 减少|下降|降低|缩小|下跌",
    "最大|最高|最多|最长|最强|以上 / 最小|最低|最少|最短|最弱|以下",
    "之前|以前|前身 / 之后|以后|随后",
    "第一|最早|最初|首|开始 / 最后|最晚|最终|末|结束",
    "北 / 南",
    "东 / 西",
    "男|父|子|夫|皇帝|国王 / 女|母|妻|皇后|女王",
    "支持|赞成|同意|允许 / 反对|拒绝|禁止|否决",
    "胜|赢|成功 / 败|输|失败",
    "优点|优势|好处 / 缺点|劣势|坏处",
    "国内|内部|进口 / 国外|外部|出口",
)


def _sides(pair: str) -> tuple[frozenset[str], frozenset[str]]:
    one, other = pair.split(" / ")
    return frozenset(map(stem, one.split("|"))), frozenset(map(stem, other.split("|")))


_PAIRS = tuple(map(_sides, _OPPOSITES))
_HAN_WORDS = tuple(word for pair in _PAIRS for side in pair for word in side if not word.isascii())
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|without|except|besides|neither|nor|cannot|\w+n't|unable|refus\w+|fail\w*|reject\w*"
    r"|other than|instead|lack\w*)\b|没有|没|不是|不能|不会|无法|未|从未|并非|除了|以外|之外|除"
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What a question insists on, folded."""

    numbers: frozenset[str]
    names: frozenset[str]
    quoted: frozenset[str]


@lru_cache(maxsize=256)
def constraints(question: str) -> Constraints:
    """Those of `question`."""
    han = not question.isascii()
    names = (_LATIN if han else _NAME_EN).findall(question)
    return Constraints(
        numbers(question),
        frozenset(word for name in names for word in [stem(fold(name))] if len(word) > 1),
        frozenset(fold(quote) for quote in _QUOTED.findall(question)),
    )


def numbers(text: str) -> frozenset[str]:
    """The numbers in `text` as digits, whichever way they are written; 1,460 and 一千四百六十 are one."""
    folded = fold(text)
    found = {number.lstrip("0") or "0" for number in _NUMERAL.findall(folded)}
    found.update(_WORDS_EN[word] for word in _NUMBER_WORD.findall(folded))
    found.update(str(_value(numeral)) for numeral in _NUMERAL_ZH.findall(folded))
    return frozenset(found)


def opposed(question: str, text: str) -> int:
    """How many words of `question` meet only their opposite in `text`."""
    asks, says = _words(question), _words(text)
    count = 0
    for one, other in _PAIRS:
        for mine, theirs in ((one, other), (other, one)):
            count += bool(asks & mine and not asks & theirs and says & theirs and not says & mine)
    return count


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """The stems of its Latin words, and which words of the list of opposites stand in its Han text."""
    folded = fold(text)
    han = (word for word in _HAN_WORDS if word in folded)
    return frozenset((*map(stem, re.findall(r"[a-z]+", folded)), *han))


def denies(text: str) -> bool:
    """Whether something is denied or excepted in it."""
    return bool(_NEGATION.search(text.lower()))


def _value(numeral: str) -> int:
    """A Han numeral's value, digit by digit where it is written so: 二〇二六."""
    for unit, value in _TENS_ZH.items():
        left, found, right = numeral.partition(unit)
        if found:
            return (_value(left) or 1) * value + _value(right)
    return int("".join(str(_DIGITS_ZH[character]) for character in numeral) or 0)
