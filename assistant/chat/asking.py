"""What a question asks for, understood once: which kind of answer, of which parts.

Told by its words, in Chinese and English. Where they leave it open, a question is a plain one: the other
kinds change how it is answered, and a plain answer to a list question is less wrong than a list for a plain one.
Knows no source; who is quoted and which sources are meant is worked out by speakers.py and finding.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.chat.language import language_of, terms
from vectorstore.models import Kind


class Aim(StrEnum):
    """The kind of answer that is asked for."""

    PLAIN = "plain"
    LIBRARY = "library"  # about the sources themselves: which there are, how many, the latest
    LIST = "list"  # everything of a kind that the sources hold


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, understood."""

    question: str  # made standalone
    aim: Aim = Aim.PLAIN
    about: str = ""  # for a list or the library: what of
    kinds: tuple[Kind, ...] = ()  # the kinds of source that it names
    counts: bool = False  # asks how many
    latest: bool = False  # asks for the newest, or for what was added last
    parts: tuple[str, ...] = ()  # two or more when several things are asked, each standing alone
    clauses: tuple[str, ...] = ()  # the parts as they were said


_ASKS_ZH = (
    r"(?:为什么|什么时候|什么样|为何|怎么|如何|怎样|什么|多少|几[点个次号月天步]|多久|多[长大高]|谁|哪|何时|是否"
    r"|有没有|是不是)"
)
_ASKS_EN = r"(?:why|how|what|when|where|who|whom|whose|which)"
_HEARD = (Kind.RECORDING, Kind.VIDEO, Kind.TRANSCRIPT)
_KINDS: dict[str, tuple[Kind, ...]] = {
    r"会议录音|会议记录|会议纪要|会议|周会|例会|复盘会|启动会|电话会|录音|通话"
    r"|\bmeetings?\b|\bcalls?\b|\bsync\b|\bkick-?off\b|\brecordings?\b": _HEARD,
    r"录像|视频|\bvideos?\b|\bscreencasts?\b": (Kind.VIDEO,),
    r"转写|文字稿|字幕|\btranscripts?\b|\bsubtitles\b": (Kind.TRANSCRIPT,),
    r"表格|报表|电子表格|\bspreadsheets?\b|\bsheets?\b|\bexcel\b": (Kind.SHEET,),
    r"幻灯片?|演示文稿|\bppts?\b|\bslides?\b|\bslide decks?\b|\bdecks?\b|\bpresentations?\b": (Kind.SLIDES,),
    r"图片|截图|照片|\bimages?\b|\bpictures?\b|\bscreenshots?\b": (Kind.IMAGE,),
    r"聊天记录|群聊记录|群聊|\bchat (?:logs?|exports?|records?)\b|\bchats\b": (Kind.CHAT,),
    r"邮件|\be-?mails?\b": (Kind.MAIL,),
    r"\bpdfs?\b|扫描件": (Kind.PDF,),
    r"访谈|\binterviews?\b": (Kind.INTERVIEW,),
    r"文档|文件|手册|\bdocuments?\b|\bdocs?\b|\bpapers?\b": (
        Kind.DOCUMENT, Kind.PDF, Kind.SLIDES, Kind.SHEET, Kind.MAIL, Kind.CHAT, Kind.IMAGE,
    ),
    r"资料|素材库|材料|\bsources?\b|\bfiles?\b|\bmaterials?\b|\buploads?\b": (),
}  # fmt: skip
_NOUN = "|".join(_KINDS)
_HAVE_ZH = (
    r"(?:我们|咱们|库里|资料库里?|目前|现在|这里|里面|一共|总共|都|手上|还)*\s*(?:有|上传|收录|存|保存)(?:过|了|着)?"
)
_SOME_ZH = r"(?:哪些|什么|多少[个份场段次条篇张]?|几[个份场段次条篇张])"
_ADDED_ZH = r"(?:上传|收录|添加|加入?|更新)(?:过|了|的)*"
_TELLS_ZH = r"有?(?:提到|讲到|谈到|说到|讲|提|涉及|关于|有关)(?:过|了)?"
_THERE_EN = (
    r"(?: do (?:we|you|they) have| are (?:there|here|available)| have been (?:uploaded|added)| were (?:uploaded|added)"
    r"| exist| did we (?:upload|add))(?: (?:here|in total|so far|now))?"
)
_TELLS_EN = r"(?:are about|are on|mention|talk about|discuss|cover|deal with|concern|speak of|contain)"
_MORE_EN = r"(?P<more> [\w' -]{1,30}?)??"
_END = r"[呢吗啊]?\s*[？?.]?$"
# Each has the group "about" where it can name a subject; a source's noun has to be what is asked for.
_LIBRARY = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?P<about>.{{0,30}}?){_HAVE_ZH}\s*{_SOME_ZH}(?P<more>.{{0,16}}?)(?:{_NOUN}){_END}",
        rf"^(?P<about>.{{0,40}}?)(?:{_NOUN})(?:都|一共|总共)?(?:有{_SOME_ZH}|是哪些){_END}",
        rf"^(?P<about>.{{0,40}}?)(?:{_NOUN})(?:都|一共|总共)?有哪几[个份场段]{_END}",
        rf"^(?P<about>.{{0,10}}?)有没有(?P<more>.{{0,30}}?)(?:{_NOUN}){_END}",
        rf"^(?:我们|这里|库里|资料库里?)?有(?P<about>.{{0,30}}?)(?:{_NOUN})吗\s*[？?]?$",
        rf"^(?:有没有|有)?(?:哪些|哪几[个份场段]|什么)?(?:{_NOUN})(?:里|中)?{_TELLS_ZH}(?P<about>.{{1,40}}?){_END}",
        rf"^(?P<about>.{{0,20}}?)(?:最近|最新|刚刚?|新近){_ADDED_ZH}(?:是|有)?(?:哪些|什么|哪个|哪份)?(?:{_NOUN})?"
        rf"(?:有哪些|是什么|是哪[个份场])?{_END}",
        rf"^(?P<about>.{{0,20}}?)(?:最近|最新|最后|最早)(?:{_ADDED_ZH}|开过?)?的?(?:一[个份场段次])?(?:{_NOUN})"
        r"是(?:哪|什么).{0,6}$",
        rf"^(?:which|what|how many){_MORE_EN} ?(?:{_NOUN}){_THERE_EN}(?P<about>.{{0,60}}?)\??$",
        rf"^(?:which|what) (?:{_NOUN}) {_TELLS_EN}(?P<about>.{{1,80}}?)\??$",
        r"^(?:is there|are there|do we have|have we got|do you have)(?: an?| any| the)?"
        rf"{_MORE_EN} ?(?:{_NOUN})(?P<about>.{{0,60}}?)\??$",
        rf"^(?:list|show)(?: me)?(?: all| every)?(?: the| our)?{_MORE_EN} ?(?:{_NOUN})"
        r"(?P<about>(?: about| on| of| from| we have).{0,60}?)?[.?]?$",
        rf"^(?:what|which)(?: (?:{_NOUN}))?(?: was| were| has been| have been| did (?:we|they|you))?"
        r" ?(?:recently |just )?(?:uploaded|added|upload|add)(?: (?:recently|lately|last|most recently))?"
        r"(?P<about>.{0,40}?)\??$",
        r"^(?:what|which) (?:is|was|are) the (?:latest|last|newest|most recent)(?: uploaded| added)?"
        rf"{_MORE_EN} ?(?:{_NOUN})(?P<about>)\??$",
    )
]
_COUNTS = re.compile(r"多少|几[个份场段次条]|\bhow many\b", re.IGNORECASE)
_NEWEST = re.compile(r"最近|最新|最后|刚|\b(?:latest|last|newest|recent(?:ly)?|lately|just)\b", re.IGNORECASE)
# "合同里有哪些附件文件", "需要准备哪些材料": files as part of a matter, not of the library.
_WITHIN = re.compile(
    rf"^是|{_ASKS_ZH}|\b{_ASKS_EN}\b|(?<!库)里|中$|提到|需要?|必须|应该|准备|提交|发给"
    r"|\b(?:must|should|need|send|required?)\b",
    re.IGNORECASE,
)
# What is left of a subject when its little words are gone.
_SUBJECT = re.compile(
    r"关于|有关|相关|涉及|讲|里面?|方面|跟|和(?=.*有关|.*相关)|我们|库|资料|的|所有|全部|一共|总共|目前|现在|都|最近|最新|在|是"
    r"|这个|上传|收录|哪"
    r"|\b(?:about|on|of|for|from|in|the|our|we|do|have|any|all|there|is|are|with|to|that|which|it|uploaded|added"
    r"|recent(?:ly)?|latest|total)\b"
    r"|[\s,，.。？?]+",
    re.IGNORECASE,
)

_LIST_ZH = re.compile(
    r"列出|列举|罗列|盘点|汇总一下|所有|全部(?!暂停|停)|每一[个次条项位]|都有(?:过)?(?:哪些|什么|谁)|有过哪些|分别(?:是|有)(?:什么|哪些|哪几|谁|多少)"
    r"|一共(?:有|发生|出现|做|开)?(?:过|了)?(?:几|多少)[次个条项场步种位].{0,20}(?:分别|哪些)"
)
_LIST_EN = re.compile(
    r"^(?:please )?(?:name|give me|show me|tell me)\b.{0,12}\b(?:all|every|each|everything|everyone)\b"
    r"|^(?:please )?(?:list|enumerate)\b|^(?:what|which|who) (?:are|were) (?:all|every)\b|^all (?:the|of|our)\b",
    re.IGNORECASE,
)
_NO_LIST = re.compile(
    r"为什么|为何|怎么(?!样?分别)|如何|什么时候|几点|多久|多少(?!.{0,20}分别)|是否|吗\s*[？?]?$|\b(?:why|how|when|where)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"(?:列出|列举|说出).{0,12}一[个种项条]|^(?:name|list|give me) (?:one|a|an|the other)\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"(?:有?哪些|有什么|有谁)\s*[？?]?$|分别.{0,6}$|有过?哪些")
_LIST_WORDS = re.compile(
    r"请|列出|列举|罗列|盘点|汇总一下|所有的?|全部的?|每一[个次条项位]|都?有(?:过)?(?:哪些|什么)|哪些|分别(?:是什么|有哪些)?|一共"
    r"|几[次个条项场步种位]|都是?|是(?:什么|谁)|[？?。.]"
    r"|\b(?:please|list|name|enumerate|(?:give|show|tell) me|all|every|each|everything|the)\b"
    r"|\b(?:what|which) (?:are|were)\b",
    re.IGNORECASE,
)

_CUT_ZH = re.compile(r"[，,；;。？?！!]+")
_CUT_EN = re.compile(rf"[;?]+|,?\s+and\s+(?={_ASKS_EN}\b)|,\s*(?=(?:why|how|what|when)\b)", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"^(?:when|while|if)\s+(?!did|do|does|was|were|is|are|will|can|should|has|have|had)", re.IGNORECASE
)
_TOGETHER_ZH = re.compile(rf"(?<!如何)(?<!怎么)(?<!何时)(?<!什么)(?:以及|并且|还有|和)(?={_ASKS_ZH})")
_POINTS_EN = re.compile(r"\b(?:it|its|they|them|their|this|that|these|those|he|she|him|her|his)\b", re.IGNORECASE)
MOST_PARTS = 4
LONGEST = 90  # characters of a question that may be a list or several; what is longer is a statement or a story


def understand(question: str) -> Asked:
    """`question`, standalone, as one of the kinds."""
    if library := _library(question):
        return library
    if _asks_list(question):
        about = " ".join(_LIST_WORDS.sub(" ", question).split())
        return Asked(question, Aim.LIST, about=about or question)
    clauses, parts = _parts(question)
    return Asked(question, parts=parts, clauses=clauses)


def subject_words(about: str) -> set[str]:
    """The terms of a subject: "跟危机有关的" is about 危机."""
    return terms(_SUBJECT.sub(" ", about))


def kinds_named(text: str) -> tuple[Kind, ...]:
    """The kinds of source that `text` names; none for all of them."""
    found = [kinds for words, kinds in _KINDS.items() if re.search(words, text, re.IGNORECASE)]
    narrow = [kinds for kinds in found if len(kinds) < 4 and kinds]
    return tuple(dict.fromkeys(kind for kinds in narrow or found for kind in kinds))


def _library(question: str) -> Asked | None:
    for pattern in _LIBRARY:
        if found := pattern.search(question):
            group = found.groupdict()
            about = f"{group.get('about') or ''} {group.get('more') or ''}".strip()
            if _WITHIN.search(about):
                continue
            counts, newest = bool(_COUNTS.search(question)), bool(_NEWEST.search(question))
            return Asked(question, Aim.LIBRARY, about, kinds_named(question), counts, newest)
    return None


def _asks_list(question: str) -> bool:
    if len(question) > LONGEST or _ONE.search(question):
        return False
    if _LIST_EN.search(question):
        return True
    found = _LIST_ZH.search(question)
    if not found or found[0].startswith(("列", "罗", "盘", "一共")):
        return bool(found)
    return not _NO_LIST.search(question) and not re.search(_ASKS_ZH, _SEVERAL.sub("", question))


def _parts(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The things asked, as they were said and each standing alone; none when it is one thing.

    A clause without a question word belongs to the question before it, or before the first to all of them.
    """
    if len(question) > LONGEST * (1 + question.isascii()):
        return (), ()
    english = language_of(question) == "en"
    asks = re.compile(rf"\b{_ASKS_EN}\b" if english else _ASKS_ZH, re.IGNORECASE)
    cut = _CUT_EN if english else _CUT_ZH
    clauses = [clause.strip() for clause in cut.split(question if english else _TOGETHER_ZH.sub("，", question))]
    opening: list[str] = []
    parts: list[str] = []
    for clause in filter(None, clauses):
        if asks.search(clause):
            parts.append(clause)
        elif parts:
            parts[-1] = f"{parts[-1]}{', ' if english else '，'}{clause}"
        else:
            opening.append(clause)
    if not 2 <= len(parts) <= MOST_PARTS or _SUBORDINATE.match(parts[0]) or not terms(parts[0]):
        return (), ()
    preface = (", " if english else "，").join(opening)
    first = parts[0]
    whole = [first, *(_with_subject(part, first, english=english) for part in parts[1:])]
    alone = tuple(f"{preface}{', ' if english else '，'}{part}" if preface else part for part in whole)
    return tuple(parts), alone


def _with_subject(part: str, first: str, *, english: bool) -> str:
    """A later part with what the first is about, where it names too little itself: "and why?"."""
    own = len(terms(part))
    if own > 1 or (english and own and not _POINTS_EN.search(part)):
        return part
    subject = re.sub(
        rf"\b{_ASKS_EN}\b(?: (?:many|much|long|often))?" if english else _ASKS_ZH, " ", first, flags=re.IGNORECASE
    )
    return f"{' '.join(subject.split())} {part}"
