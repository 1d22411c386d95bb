"""What an answer lacks: is it vague, partial, somebody else's to give, or none at all.

Reads the answer's words in both languages, whatever language the interview is in: people mix them. Knows nothing of
what was asked. A long answer is read by its first READ characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.chat.language import HAN, WORD, terms
from assistant.handover.interviewing.aspects import held
from assistant.handover.interviewing.model import Aspect
from assistant.handover.interviewing.referrals import named

READ = 4000  # characters; speech of ten minutes has about 2,500
CONCRETE = {Aspect.RULE, Aspect.EXAMPLE, Aspect.NUMBER}  # one of them, and an answer is not vague
BRIEF = 30  # units (see `length`) that a "don't know" or a referral is said in, with nothing else worth probing

VAGUE = re.compile(
    r"看(?:具体)?情况(?:吧|而定)?|视(?:具体)?情况(?:而定)?|看具体|具体(?:问题|情况)具体分析|不一定|不好说|说不好"
    r"|说不准|差不多|一般(?:来说|情况下|都|就|是|会|吧|般)?"
    r"|大概(?:吧|就)?|大致|灵活(?:处理|调整|把握|应对)?|适当(?:地|的)?|合理(?:地|的)?|尽量|尽快|尽可能|看感觉"
    r"|凭(?:经验|感觉|手感)|靠(?:经验|感觉)|随机应变"
    r"|酌情|多沟通|及时(?:沟通|跟进|处理|反馈)?|还行|挺正常|就正常|按惯例|老样子|就那样|都可以|随便|看着(?:办|来|弄)"
    r"|差不太多|有时候?|经常|偶尔|通常|往往|心里有数|比较(?:敏感|麻烦|特殊|复杂)"
    r"|\b(?:it |that |all |really |just )*depends?\b(?: on (?:the )?(?:situation|case|client|day|context"
    r"|circumstances))?"
    r"|\busually\b|\bnormally\b|\bgenerally\b|\btypically\b|\bcase[- ]by[- ]case\b|\bas needed\b|\bmore or less\b"
    r"|\bsort of\b|\bkind of\b|\bwe['’]ll see\b|\bplay it by ear\b|\bgut feeling\b|\bby feel\b|\bfrom experience\b"
    r"|\bthe usual\b|\bas usual\b|\bappropriate(?:ly)?\b|\breasonabl[ey]\b|\boften\b|\bsometimes\b|\bmostly\b"
    r"|\bprobably\b"
    r"|\bbest judge?ment\b|\bcommon sense\b|\bnothing special\b|\bstandard (?:stuff|way|procedure)\b|\bvaries\b"
    r"|\bit['’]s fine\b"
    r"|\bpretty (?:normal|standard)\b|\byou (?:just )?(?:get|develop) a feel\b|\basap\b|\bflexible\b",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"等等|等(?=[。！!；;\s]|$)|之类|什么的|诸如|主要(?:是|有|就是|看)|好几[个种条项]|一些|有(?:几|两三"
    r"|三四)[个种条项点]|其中一个|还有(?:别的|其他|很多|不少)|……|\.\.\.|…"
    r"|先说|第一[，,、是]"
    r"|\band so on\b|\betc\b|\bamong other\w*|\bthings like\b|\bstuff like\b|\bmainly\b|\bsuch as\b|\bfor one\b"
    r"|\bfor starters\b|\bsome of\b|\ba few (?:things|rules|people|of)\b|\bseveral\b|\bthe main (?:one|thing)s?\b"
    r"|\bfirst of all\b|\bone of them\b"
    r"|\bamongst others\b|\boff the top of my head\b",
    re.IGNORECASE,
)
_IGNORANT = re.compile(
    r"不(?:太|大|是很)?(?:知道|清楚|了解|记得|晓得|懂)(?!的)|没(?:接触|参与|管|经手|碰|听说|印象)|想不起来|记不(?:清"
    r"|得)|忘了|说不上来|没概念"
    r"|不(?:是|归)我(?:管|负责|做|弄)|我不(?:管|负责|经手)"
    r"|\b(?:don['’]?t|do not|wouldn['’]?t|didn['’]?t) (?:really |actually )?(?:know|remember|recall)\b|\bno idea\b"
    r"|\bnot sure\b|\bno clue\b"
    r"|\bcan['’]?t (?:remember|recall|say)\b|\bi forget\b|\bnever (?:dealt|worked|touched)\b|\bnot my (?:area|thing"
    r"|job|department)\b|\bbeats me\b",
    re.IGNORECASE,
)
_NOTHING = (
    r"(?:这个|这块|这方面|目前|暂时|应该|好像|真的?|倒是)*(?:都?没有?(?:了|什么(?:了|特别的?)?|别的(?:了)?"
    r"|其他(?:的)?(?:了)?|例外|吧|啊|过)?|无|没啥(?:了|特别的?)?|就这些(?:了)?|就是这样|说完了|差不多就这些)"
    r"|(?:no,? )?(?:that['’]?s (?:all|it|everything)|nothing (?:else|more|special|really|comes to mind)(?: there"
    r"| about it| really)?"
    r"|none)"
    r"|nothing|none (?:that )?i (?:know|can think) of|nope|not really|n/?a|no exceptions?|no(?![a-z ])"
)
_AGAIN = (
    r"(?:还是|就是?|都是|跟|和)?(?:刚才|刚刚|前面|上面|之前)(?:都?已经)?(?:说|讲|提到?)(?:过|了|完)?(?:的)?(?:那些"
    r"|那样|这些|一样)?(?:了)?"
    r"|(?:一直|向来|从来|历来)?(?:都|就)?(?:是)?(?:这么|这样|那么|那样)(?:做|弄|来|干)?的?"
    r"|(?:just |like |as )?(?:what )?i (?:just )?(?:said|mentioned|told you)(?: (?:before|already|just now))?"
    r"|(?:we(?:['’]ve| have) )?always (?:done|did) (?:it )?(?:that|this) way|same as (?:before|above|i said)"
    r"|that['’]s how (?:we do it|it is)"
    r"|(?:都|就)?(?:按|看|照着?)(?:文档|手册|sop|文件)(?:来|走|做|里的)?(?:就行|就好|即可)?|(?:文档|手册"
    r"|文件)里(?:都)?(?:有|写了?)"
    r"|(?:just )?(?:follow|see|read|look at) the (?:document|handbook|manual|sop|wiki)s?"
    r"|it['’]s (?:all )?in the (?:document|handbook|manual|sop|wiki)s?"
)
# Possessive, or an evasion repeated and then a plain word is tried in every way that it can be cut.
_NONE = re.compile(rf"(?>(?:{_NOTHING})[\s，,。.!！]*+)++", re.IGNORECASE)
_EVASION = re.compile(
    rf"(?>{_NOTHING}|{VAGUE.pattern}|{_AGAIN}|[\s，,。.、嗯啊哦这个那吧呢就是都]|\b(?:well|um|it|just)\b)++",
    re.IGNORECASE,
)
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer, read."""

    is_blank: bool  # nothing was said: skipped, punctuation, an emoji
    is_ignorant: bool  # they do not know
    is_none: bool  # there is nothing (more) to say
    refers: bool  # somebody else is named who knows
    vague: str  # the words that are, where nothing concrete stands beside them; "" otherwise
    is_evasion: bool  # it is nothing but such words
    is_partial: bool  # part of a list
    holds: frozenset[Aspect]

    @property
    def is_fruitless(self) -> bool:
        """Whether nothing came of it at all."""
        return self.is_blank or self.is_none or (self.is_ignorant and not self.refers)


def read(answer: str) -> Reading:
    """What there is in an answer and what is not."""
    text = answer[:READ].strip()
    core = _EDGE.sub("", text)
    aspects = held(text)
    brief = length(core) <= BRIEF
    evasive = VAGUE.search(text)
    is_none = bool(_NONE.fullmatch(core))
    return Reading(
        is_blank=not terms(core) and not is_none and not figures_only(core),
        is_ignorant=brief and bool(_IGNORANT.search(text)),
        is_none=is_none,
        refers=brief and bool(named(text)),
        vague=evasive[0].strip() if evasive and not is_none and not aspects & CONCRETE else "",
        is_evasion=bool(_EVASION.fullmatch(core)),
        is_partial=bool(_PARTIAL.search(text)),
        holds=aspects,
    )


def figures_only(core: str) -> bool:
    """Whether it is a bare figure or a single character that answers: "3", "是"."""
    return bool(re.search(r"[0-9A-Za-z]", core)) or bool(HAN.search(core))


def length(text: str) -> int:
    """How much was said: Han characters, and two for every Latin word."""
    return len(HAN.findall(text)) + 2 * len(WORD.findall(text))


def brings_nothing_new(answer: str, before: str) -> bool:
    """Whether an answer repeats what was said before: hardly a term of it is new."""
    said = terms(answer[:READ])
    return bool(said) and len(said - terms(before)) <= len(said) // 5
