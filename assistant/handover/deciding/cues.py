"""The words by which people decide, refuse, ask, suppose and leave open, in Chinese and English.

Patterns and their weights only: what a sentence holding several of them amounts to is language.py's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Cue:
    """Words, how much they alone speak for a decision (0 to 1), and whether it is one against something."""

    pattern: re.Pattern[str]
    weight: float
    refuses: bool = False


def _cue(weight: float, pattern: str, *, refuses: bool = False) -> Cue:
    return Cue(re.compile(pattern, re.IGNORECASE), weight, refuses)


_DO_ZH = (
    "停|删|撤|换|改|用|投|送|做|播|发|寄|找|上|下架|取消|推迟|延期|提前|暂停"
    "|解散|合并|降|涨|加|减|留|保留|恢复|照|走|定|选|给"
)
_ACT_EN = (
    r"pause|kill|stop|drop|cancel|postpone|delay|cap|take|skip|keep|use|switch|move|raise|cut|double|halve|hold|ban"
    r"|swap|replace|stick|scrap|phone|call|send|refund"
)

DECIDING: tuple[Cue, ...] = (
    # said outright
    _cue(
        0.9,
        r"(?:拍了?板|敲定|一致同意|商定|议定|决议[一二三四五六七八九十\d]*\s*[:：]|定下来了?|就这么[定办]"
        r"|就这样[定办])",
    ),
    _cue(
        0.85,
        r"(?:约定|决定)[，,：:]|(?:决定|约定|确定)(?!不了|权)(?:了|为|是|由|把|将|用|不|先|再|从|改|在|采用|采取|使用"
        r"|[^，。]{2,})",
    ),
    _cue(
        0.8, r"(?:^|[，,。\s])定了|(?:就|那就|还是)定(?!不)|定[在为成于](?!期)|定价[为是]?\s*[\d一二三四五六七八九十]"
    ),
    _cue(0.9, r"否决|否掉|毙掉|砍掉|作废", refuses=True),
    _cue(
        0.75,
        r"(?:就|都|先)?按(?:照)?(?:[^，。？]{1,14})(?:来|办|做|走|说|处理|分档|执行)|就按|就用|就写|就选|就走"
        r"|就投|就送",
    ),
    _cue(0.75, r"(?:改|换|调整|降|涨|加|升|减|延|推迟|提前|合并|缩)(?:成|为|到|至)(?!什么|多少|哪)"),
    _cue(
        0.7,
        r"(?:推迟|延期|提前|顺延)[^，。？]{0,4}(?:周|天|个?月|小时)|统一(?!回复)|一律|(?:以后|今后"
        r"|往后)[^？，]{0,14}(?:都|同时|轮|由|要|必须)",
    ),
    _cue(
        0.7,
        r"(?:从|自)(?:今天|明天|今日|现在|下周|这周|本周|下个月|[\d一二三四五六七八九十]+月)[^，。]{0,6}(?:起|开始)",
    ),
    _cue(
        0.65,
        r"(?:先|全部?|都|马上|今天|照)(?:不|给|停|暂停|下架|投|寄|播|删|留|做|撤)"
        r"|(?:先|就|马上|全部?)把[^，。？]{1,14}(?:停|删|撤|换|关|下架|降)|^(?:照播|照旧|照常)",
    ),
    _cue(
        0.6,
        rf"那(?:就|么)?(?:先|还是|统一|全部)?(?:{_DO_ZH})|(?:那"
        rf"|所以)[^，。？]{{0,16}}就[^，。？]*(?:{_DO_ZH}|了)",
    ),
    _cue(
        0.6,
        r"还是(?:用|按|走|[\d一二三四五六七八九十])|维持(?:原|不变|现|[\d一二三四五六七八九十百])|留着"
        r"|^送(?:[，,。]|$)",
    ),
    _cue(
        0.6,
        r"(?:之前|以前|以内|之内)(?:换好|上线|完成|弄完|必须)|必须[^，。？]{2,}|由[^，。？]{1,6}(?:负责|出镜"
        r"|承接|跟进)",
    ),
    _cue(0.7, r"不是尽量|(?<!可以)(?<!才能)(?<!谁)批准|(?:^|[，,])(?:准了|通过)"),
    _cue(0.6, r"也(?:停|撤|换|删|不用|取消)[了吧]?[。！!]?$|(?:取消|推迟|暂停|改期|作罢)[吧]?[。！!]?$"),
    # laid down, with its figure
    _cue(
        0.6,
        r"(?:预算|底线|定价|目标|佣金|限价)(?!是?多少)[^，。？]{0,8}?(?:是|为|定在|每个?月"
        r"|每周)?\s*[\d一二两三四五六七八九十百]+[\d一二两三四五六七八九十百千万点%.]*"
        r"|不(?:能|得|可以?)(?:低于|高于|超过|少于|晚于)|(?:最低|最高|最多|最晚)不(?:能|得)?",
    ),
    # said against
    _cue(
        0.75,
        r"不[^，。？不]{0,8}了(?=[，,。；;！!]|$)|就不|那就不|先不|暂不|不再|不予|暂缓|(?:之前|以前"
        r"|完之前)[^，。]{0,3}不",
        refuses=True,
    ),
    _cue(
        0.65,
        r"^(?:那)?不(?:跟|降|涨|起诉|请|召回|发|做|投|改|换|用|要|延|告|续|进|参加|公开|回应|删)[^？吗]*$",
        refuses=True,
    ),
    _cue(0.6, r"^算了|(?:这个|那个|他|她)不要|今年不|这次不|不要在|没预算|下半年再看", refuses=True),
    # English
    _cue(0.9, r"\b(?:we|i|they|she|he|\w+)(?:['’]ve| have| had)? (?:decided|agreed|resolved|settled)\b(?! whether)"),
    _cue(
        0.9,
        r"^agreed\b|^approved\b|\bit was (?:agreed|decided|approved)|\bdecision(?: \d+)?\s*:|\bsigned off\b"
        r"|\bgo-ahead\b",
    ),
    _cue(
        0.8,
        r"\bsettle on\b|\b(?:we['’]?ll|we will|we['’]?re|let['’]?s|then|going to) go(?:ing)? with\b"
        r"|\bit is[.,!]?$|\bfinal call\b",
    ),
    _cue(
        0.7,
        r"\blet['’]?s (?!start|go through|talk|see|look|discuss|think|say|get|move on|begin|wrap|check|take this)\w+",
    ),
    _cue(
        0.65,
        r"\bwe(?:['’]ll| will|['’]re|['’]re going to| are) (?!not|see|see\b|look|talk|need|in|at|on|off|the"
        r"|above|about|over|also|still|both|have|be)\w+",
    ),
    _cue(
        0.7,
        r"\bfrom now on\b|\bgoing forward\b|\bstarting (?:this|next|from|in|on)\b|\bfrom (?:today|tomorrow"
        r"|next \w+|april|may|june|july) (?:on|we)\b",
    ),
    _cue(0.6, rf"^(?:then |so |ok,? |right,? |fine,? |and )*(?:{_ACT_EN})\b(?! what)"),
    _cue(0.6, rf"^(?:so|then|ok),? (?:(?:this time|for now|just|please|we)[, ]+)+(?:just |simply )?(?:{_ACT_EN})\b"),
    _cue(0.65, r"\b(?:go ahead|go for it|use that|do that|add it|make it so|keep it at)\b|\b(?:takes?|took) over\b"),
    _cue(
        0.65,
        r"\b(?:moved|moving|postponed|pushed|raised|raising|cut|lowered|changed|switched"
        r"|switching) (?:[\w ]{1,30} )?(?:from|to)\b",
    ),
    _cue(
        0.8,
        r"\b(?:we['’]?re|let['’]?s|i['’]?m) (?:not|dropping|scrapping|killing)\b|\blet['’]?s not\b"
        r"|\bwe (?:won['’]?t|will not)\b",
        refuses=True,
    ),
    _cue(
        0.85,
        r"\b(?:was|were|is|are) (?:rejected|dropped|ruled out|turned down|scrapped)\b|\bwill not be \w+(?:ed"
        r"|en)\b|\bdecided (?:against|not)\b",
        refuses=True,
    ),
    _cue(
        0.7,
        r"^(?:so,? |then,? |ok,? |and )*no (?:more )?(?!idea|problem|worries|one|doubt|need|thanks|conclusion"
        r"|way to|,)[\w-]+[^?]*$",
        refuses=True,
    ),
    _cue(
        0.7,
        r"^no,? (?:we|never|from)\b|\bno longer\b|\bstays? (?:off|out)\b|\bpass on\b|\bno \w+ (?:will be|for"
        r"|until|this year|next)\b",
        refuses=True,
    ),
    _cue(0.6, r"^not now\b|^never\b", refuses=True),
)

# What makes the same words something else. Each says by how much the sentence is believed less.
LOWERING: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), factor)
    for pattern, factor in (
        # questions
        (r"[？?]\s*[」”\"’]?\s*$|(?:吗|呢|么)[。？?！!]*$", 0.1),
        (r"要不要|能不能|可不可以|是不是|是否|有没有|该不该|怎么办|多少钱|什么时候|哪[个位里]|谁(?!都|也)", 0.2),
        (
            r"^(?:so |and |ok,? )?(?:should|shall|do|does|did|can|could|would|will|are|is|have|has|what|who|why"
            r"|how|when|where|which|whom)\b[^.]*$",
            0.2,
        ),
        (r"\bwhether\b|\basked\b|\bwants? to know\b", 0.3),
        # suppositions
        (
            r"(?:如果|假如|要是|万一|倘若|假设)[^，。]*(?:决定|定下来|拍板|敲定|换|改|做|想)"
            r"|决定[^，。]{0,8}的话|的话(?:[，,]|$)",
            0.2,
        ),
        (r"\bif (?:we|they|you|the \w+|she|he|it)\b[^,]*(?:decide|agree|want|go with|do it|approve)", 0.2),
        (r"\bwould (?:you|we|be|like)\b|\bmight\b|\bmaybe\b|\bperhaps\b|也许|可能会|说不定", 0.4),
        # left open
        (
            r"(?:还|都|也)?(?:没有?|尚?未|没能)[^，。不]{0,6}(?:决定|定|敲定|拍板|结论|想好|想清楚|确定|确认)"
            r"|待定|再定|[决确]?定不了|由[^，。]{1,6}决定[，。]?|再说|再议|再讨论|另行"
            r"|放一放|先放|看情况|内部(?:还在)?(?:讨论|确认|需要)|还在(?:谈|讨论|商量)|待[^，。]{1,14}(?:后|再)"
            r"|不统一",
            0.1,
        ),
        (
            r"\bnot (?:yet|decided)\b|\bhaven['’]?t (?:decided|agreed|made|we)\b|\bn['’]t want to decide\b"
            r"|\bto be (?:decided|discussed|confirmed)\b"
            r"|\bbefore we decide\b|\bstill (?:open|being|with|waiting)\b|\bopinions differ\b"
            r"|\bnothing (?:has been|is) decided\b|\bno conclusion\b"
            r"|\blet me (?:think|check|ask|see)\b|\bwill be discussed\b|\bhave to (?:confirm|decide)\b"
            r"|\bmust decide\b|\bhaven['’]?t\b",
            0.1,
        ),
        # somebody's wish, view or task, not yet what is done
        (
            r"我觉得|我建议|我认为|我提议|建议|想法|提出|提议|希望|想要?(?!好|到)|考虑|应该(?!就)|可以吗|您看"
            r"|方案[一二三]|两个方案|有人(?:说|提)",
            0.45,
        ),
        (
            r"\bi (?:think|feel|guess|suppose|would (?:suggest|rather)|['’]d rather)\b|\bi['’]d (?:rather"
            r"|suggest|like)\b|\bsuggests?\b|\bpropos\w+"
            r"|\bput forward\b|\bwould like\b|\bwe could\b|\bcould (?:go|we)\b|\bwe would\b|\bshould\b",
            0.45,
        ),
        (r"(?:客户|他们|对方|老板|客户那边)[^，。]{0,4}(?:说|问|要求|想)|听说|据说|随口|说要", 0.4),
        # what competitors do, unless it is why "we" decide; words that are bid on are nobody's doing
        (r"^(?!.*(?:因为|由于|所以|决定|拍板|敲定)).*(?:竞品|对手|别家)(?!词)|(?:竞品|对手|别家)[^，。]{0,4}决定", 0.4),
        (r"\b(?:somebody|someone|some people|they|competitors?) (?:said|say|asked|want|thinks?)\b", 0.3),
        (r"^(?:好的?|嗯|行|收到|明白|没问题|ok)[，,。\s]*(?:我|我们)?(?:去|来|今天|下午|马上|明天|这就)", 0.3),
        (
            r"\bi['’]?(?:ll|m going to| will)\b|\bi can\b|\byou can\b|^(?:sure|ok|fine|great"
            r"|yes)[,.]? i['’]?ll\b",
            0.35,
        ),
        # told of, not decided now
        (
            r"(?:播放|销量|成本|单价|投产|转化|退货率|价格|流量|库存|粉丝)[^，。]{0,12}(?:涨|降|升|跌|减"
            r"|加)(?:到|至|了)",
            0.3,
        ),
        (
            r"^(?!.*(?:先|就|马上|全部?)把).*(?<!就)(?:停|删|撤|关)了(?:[，,。]|$)|(?:凌晨|[早晚上下]午?"
            r"|\d)[^，。]{0,8}点[^，。]{0,4}[，,][^。]*了[。]?$",
            0.6,
        ),
        (r"\bi['’]m not sure\b|条件是|(?:他|她|谁|你|[\u4e00-\u9fff]总)来?拍板(?![了，,：:])|说了算", 0.3),
        (
            r"上(?:周|个?月|次|季度)[^，。]{0,12}(?:预算|目标|花了)|去年|前年|\blast (?:week|month|year"
            r"|quarter)\b",
            0.5,
        ),
        (r"手册里|写的是|按规定|根据合同|\bthe handbook says\b|\baccording to the contract\b", 0.5),
        (r"[「“\"][^」”\"]{4,}[」”\"]", 0.8),
    )
)

# A short yes: what was decided stands in what was said before it.
CONFIRMING = re.compile(
    r"^(?:(?:好的?|行|嗯|对|可以|没错|ok|okay|yes|yep|right|fine|great|perfect)[，,。.!！\s]*)*"
    r"(?:就这么[定办]|就这样[定办吧]?|那就这样|就按(?:这个|你说的|这么)\w{0,2}|(?:我)?同意|批准|准了|通过|定了"
    r"|成交|可以|没意见|照办"
    r"|agreed|approved|signed off|go ahead|go for it|do it|let['’]?s do (?:it|that)|deal|done deal"
    r"|sounds (?:right|good)[\w ,]*)"
    r"[了吧啊\s。.!！，,]*",
    re.IGNORECASE,
)
FIRMLY = re.compile(
    r"就这么|就这样|就按|同意|批准|准了|通过|定了|成交|照办|agreed|approved|signed off|go ahead|go for it"
    r"|let['’]?s do|deal",
    re.IGNORECASE,
)
# What somebody puts forward, to be answered by a yes.
PROPOSING = re.compile(
    r"建议|提议|要不|能不能|可不可以|可以(?:吗|考虑)|您看|怎么样|如何[？?]|方案|我们想|我想|想一|不如"
    r"|是不是(?:可以|该)|我们的意见|[，,]行吗|好吗"
    r"|\bsuggest|\bpropos|\bshould we\b|\bshall we\b|\bcould\b|\bhow about\b|\bwhat about\b"
    r"|\bwhy don['’]?t we\b|\bwe would\b|\bwe['’]?d like\b"
    r"|\bi['’]?d (?:like|rather|go)\b|\bdo we want\b|\bover budget\b|\bmeet in the middle\b|\bi can do\b"
    r"|\bworks for me\b",
    re.IGNORECASE,
)
# Asked for a figure that is to hold, not for one that was.
ASKING_FIGURE = re.compile(
    r"(?:预算|目标|底线|价格|折扣|佣金|频率|时限)[^，。]{0,10}(?:呢|多少|怎么定|是什么)"
    r"|\b(?:what about|what is|what['’]s|and)\b[^.?]{0,30}\b(?:budget|target|price|discount|limit|deadline)\b",
    re.IGNORECASE,
)
REFUSING = re.compile(r"不(?:同意|行|可以|批)|\bi disagree\b|\bno way\b", re.IGNORECASE)

WHY = re.compile(
    r"(?:之所以|因为|由于|原因(?:是|在于|[：:])|理由(?:是|[：:])|考虑到|鉴于|主要是|(?<!哪)(?<!恐)(?<!害)怕"
    r"|免得|以免|为了"
    r"|毕竟)[：:，,]?\s*(.{3,})"
    r"|\b(?:because(?: of)?|since|due to|reason\s*:|the reason is|so that|in order to|otherwise|that way"
    r"|to stay clear of|given that)\b\s*(.{3,})",
    re.IGNORECASE,
)
THEREFORE = re.compile(r"^(.{4,}?)[，,]\s*(?:所以|因此|那就|\bso (?:we|i|let)\b)", re.IGNORECASE)
GROUND = re.compile(  # says what is bad or good about a thing, so may be the reason where none is named
    r"太(?:贵|多|少|慢|高|低|晚|保守|长|暗)|贵|不够|不划算|亏|成本|差评|闹|违规|合规|来不及|没必要|没人|吃不完"
    r"|风险|翻车|更(?:重要|快|稳|难看)|涨到|单价|退货"
    r"|会(?:乱|闹|亏|影响)|生气|就是找死|降到|流失|错开|避开|重新学习|损失|一个?月要多"
    r"|\btoo\b|\bexpensive\b|\bgreedy\b|\bburnt out\b|\bcan['’]?t\b|\bcost\w*\b|\bruins?\b|\bwreck\w*"
    r"|\bbeats?\b|\bsaturated\b|\bnot enough\b|\bwasn['’]?t enough"
    r"|\bfurious\b|\bcomplain\w*|\brisk\w*|\blost\b|\bdon['’]?t have\b|\bwar\b|\bback into learning\b"
    r"|\bmore than\b|\bway\b|\bonly way\b",
    re.IGNORECASE,
)
OPTION = re.compile(
    r"两个方案[，,：:]|方案[一二三ABC]|备选|一个是|另一个是|[^，。]{1,12}还是[^，。？]{1,12}$|提出|可以两家"
    r"|\boptions?\s*:|\balternativ\w+|\beither\b|\bproposed\b|\bput forward\b|\bwe could\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def strength(sentence: str) -> tuple[float, bool]:
    """How much the sentence alone speaks for a decision, 0 to 1, and whether for one against something."""
    held = [cue for cue in DECIDING if cue.pattern.search(sentence)]
    if not held:
        return 0.0, False
    against = any(cue.refuses for cue in held)
    missed = 1.0
    for cue in held:
        missed *= 1 - cue.weight
    # Two cues say more than one, yet what lowers them is said once.
    believed = max(1 - missed - 0.05, max(cue.weight for cue in held))
    for pattern, factor in LOWERING:
        if pattern.search(sentence):
            believed *= factor
    return believed, against
