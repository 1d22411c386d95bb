"""Who else knows, as the person named them: "这个得问小周", "ask Linda in finance", "陈总那边的王姐清楚".

Only people who are said to know, to be in charge or to be worth asking; not every name. "别问小周" and "小周也不清楚"
name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.chat.language import ASKING_EN
from assistant.chat.passages import sentences
from assistant.handover.interviewing.model import Aspect, Exchange, Form, Referral
from assistant.handover.interviewing.people import FULL_ZH, NAME_EN, PLACE_EN, TEAM_EN, WHO_ZH

READ = 4000  # characters of an answer
MOST = 60  # characters of a name
_WHO = rf" ?(?P<who>{WHO_ZH}|{FULL_ZH}) ?"
_ASK_ZH = r"(?:问一?下?|请教一?下?|找一?下?|联系一?下?|咨询一?下?|跟|和|去找|去问|对接)"
_KNOWS_ZH = (
    r"(?:那边|这边|他|她)?(?:应该|可能|会|才|肯定|估计|比我|比较|最|更|都|是|一直)*"
    r"(?:清楚|了解|熟悉?|知道|懂|门儿清|有数|有底|有记录|手里有|手上有|说了算|全程跟)"
)
_RUNS_ZH = r"(?:一直|都|全是|是|在|来|那边)*(?:在管|管着?|负责|对接|经手|跟进|跟的|弄的?|盯着?|做的|处理)"
_PATTERNS_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ASK_ZH}{_WHO}(?:那边|这边)?(?:问|确认|核实|聊|要|拿|了解|对|说)?",
        rf"{_WHO}{_KNOWS_ZH}",
        rf"(?:归|由|是|都是|一直是|交给|让){_WHO}{_RUNS_ZH}",
        rf"(?:^|[，,。；;：:\s]){_WHO}{_RUNS_ZH}",
        rf"在{_WHO}(?:那里|那儿|那边|手里|手上|那)",
    )
)
_WEAK_ZH = re.compile(
    r"^(?:跟|和|对接|找)"
)  # alone they are everyday words; with 问/确认/了解 or a "not me" they refer
_NOT_ME = re.compile(
    r"不(?:是|归)我|我不|我没|我这边没|得|要|可以|最好|建议|应该|你|再|直接|去|不(?:太|大)?清楚|不知道"
)
_NEVER_ZH = re.compile(r"(?:别|不用|不要|不必|没必要|甭)(?:再|去)?(?:问|找|联系)")
_PAST_ZH = re.compile(r"(?:问|找|联系)(?:过|了)")
_UNKNOWING_ZH = re.compile(r"^(?:也|都|还|并|可能|其实)*(?:不|没)")

_SOMEBODY = rf"(?P<who>(?:{NAME_EN}|{TEAM_EN})(?: {PLACE_EN})?)"
_LOWER = rf"(?P<who>[a-z]{{3,12}}(?: {PLACE_EN})?)(?=[.,;!?]|$| about\b| for\b)"
_ASK_EN = (
    r"\b(?:[Aa]sk|[Cc]heck with|[Tt]alk to|[Ss]peak (?:to|with)|[Cc]onsult|[Cc]ontact|[Gg]o to|[Cc]onfirm with|[Pp]ing)"
)
_KNOWS_EN = (
    r"(?:['’]?d| would| will| should|['’]s the one who| is the one who| is the person who| really| actually| probably"
    r"| always| also)*"
    r" (?:knows?|remembers?|has (?:the|all|that|those)|handles?|owns?|looks after|runs?|deals with|takes care of"
    r"|is in charge|is responsible|manages?|keeps|tracks)\b"
)
_PATTERNS_EN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ASK_EN} {_SOMEBODY}",
        rf"{_SOMEBODY}{_KNOWS_EN}",
        rf"\b(?:[Tt]hat['’]s|[Tt]hat is|[Tt]hat was|[Ii]t['’]s|[Tt]his is|[Tt]hose are) (?:more |really "
        rf"|all )?{_SOMEBODY}"
        r"(?:['’]s(?: (?:area|thing|job|department|call|baby|side))?(?=[.,;!?]|$| area| thing| job| call| side)"
        r"|\b(?=[.,;!?]|$))",
        rf"{_ASK_EN} {_LOWER}",
    )
)
_NEVER_EN = re.compile(
    r"(?:don['’]?t|do not|never|no need to|not)\s+(?:(?:ask|check with|talk to|contact)\s*)?$", re.IGNORECASE
)
_UNKNOWING_EN = re.compile(r"(?:doesn['’]?t|does not|wouldn['’]?t|didn['’]?t) know", re.IGNORECASE)
_NO_NAMES = frozenset(
    [
        "I",
        "If",
        "It",
        "The",
        "This",
        "That",
        "They",
        "We",
        "You",
        "He",
        "She",
        "And",
        "But",
        "So",
        "Then",
        "When",
        "What",
        "Who",
        "There",
        "Yes",
        "No",
        "Not",
        "Maybe",
        "Just",
        "Our",
        "Their",
        "My",
        "Everyone",
        "Everybody",
        "Nobody",
        "Somebody",
        "Someone",
        "Anyone",
        "Please",
        "Usually",
        "Normally",
        "Sometimes",
        "Always",
        "Never",
        "Because",
        "For",
        "In",
        "On",
        "people",
        "everyone",
        "everybody",
        "them",
        "him",
        "her",
        "customers",
        "clients",
        "questions",
        "google",
        "support",
        "around",
        "again",
        "first",
        "permission",
        "before",
        "help",
        "approval",
        "themselves",
        "yourself",
        "whoever",
    ]
)
_TEAM = re.compile(TEAM_EN)
_BARE_ZH = re.compile(rf"(?:应该|可能|大概|找|是|问|就是|还有)*(?P<who>{WHO_ZH}|{FULL_ZH})(?:吧|啊|那边|最清楚|了)?")
_BARE_EN = re.compile(rf"(?:probably |maybe |that would be |that['’]d be |only )?{_SOMEBODY}", re.IGNORECASE)


def referrals(exchanges: Sequence[Exchange]) -> list[Referral]:
    """Everybody whom the person named as knowing, once for each subject, in the order they were named."""
    found: dict[tuple[str, str], Referral] = {}
    for exchange in exchanges:
        for name, said in _said(exchange):
            found.setdefault((exchange.prompt.subject, name.casefold()), Referral(name, exchange.prompt.subject, said))
    return list(found.values())


def named(text: str) -> list[str]:
    """The people whom `text` says to ask, once each."""
    return list(dict.fromkeys(name for sentence in sentences(text[:READ]) for name in _in_sentence(sentence)))


def _said(exchange: Exchange) -> Iterator[tuple[str, str]]:
    asked_who = exchange.prompt.form is Form.REFERRAL or exchange.prompt.aspect is Aspect.PERSON
    for sentence in sentences(exchange.answer[:READ]):
        names = _in_sentence(sentence)
        if not names and asked_who:
            names = _bare(sentence)
        yield from ((name, sentence) for name in names)


def _bare(sentence: str) -> list[str]:
    """A sentence that is nothing but a name, as who is asked for answers."""
    core = sentence.strip(" 。.，,！!？?")
    found = _BARE_ZH.fullmatch(core) or _BARE_EN.fullmatch(core)
    return [found["who"]] if found and _is_name(found["who"]) else []


def _in_sentence(sentence: str) -> list[str]:
    names = map(_without_openers, (*_chinese(sentence), *_english(sentence)))
    return list(dict.fromkeys(name for name in names if _is_name(name)))


def _without_openers(name: str) -> str:
    """ "But Linda" is Linda; "The finance team" and "Someone in legal" stay."""
    words = name.split(" ")
    while len(words) > 1 and words[0] in _NO_NAMES and not _TEAM.fullmatch(name):
        words = words[1:]
        name = " ".join(words)
    return name


def _chinese(sentence: str) -> Iterator[str]:
    for pattern in _PATTERNS_ZH:
        for found in pattern.finditer(sentence):
            before, after = sentence[: found.start()], sentence[found.end() :]
            if _NEVER_ZH.search(sentence[max(0, found.start() - 4) : found.end()]) or _PAST_ZH.search(found[0]):
                continue
            if before.endswith(("我", "我就", "我先")) and found[0].startswith(("找", "跟", "和")):
                continue
            if _WEAK_ZH.match(found[0]) and not _NOT_ME.search(before):
                continue
            if not _UNKNOWING_ZH.match(after):
                yield found["who"]


def _english(sentence: str) -> Iterator[str]:
    for pattern in _PATTERNS_EN:
        for found in pattern.finditer(sentence):
            before = sentence[: found.start()]
            if _NEVER_EN.search(before + found[0].split(" ")[0]) or _UNKNOWING_EN.search(sentence[found.end() :]):
                continue
            yield found["who"]


def _is_name(name: str) -> bool:
    if len(name) > MOST or name in _NO_NAMES:
        return False
    return bool(_TEAM.fullmatch(name)) or name.split(" ", 1)[0].lower() not in ASKING_EN
