"""The words by which a crisis shows, and which step of it a sentence tells of: signal, action, result, lesson.

Patterns only, in Chinese and English. A hint, never a proof: people complain about the canteen, too.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Step(StrEnum):
    """What a sentence tells of a crisis. The order is the order in which a crisis goes."""

    SIGNAL = "signal"
    ACTION = "action"
    RESULT = "result"
    LESSON = "lesson"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# One of these is enough.
ALARMS = _words(
    r"舆情|热搜|翻车|塌房|封号|封禁|烂脸|断播|爆料|维权|异物|职业打假|大面积|危机|网暴|一级(?:响应|处理|事件)"
    r"|吃出|掐了|食安|被罚|罚了|扣了?[^，。]{0,3}分"
    r"|(?:被|平台)[^，。]{0,4}(?:下架|限流|处罚|约谈|点名)|(?:下架|限流|处罚)了(?:我们|店铺|链接)"
    r"|差评[^，。]{0,6}(?:刷屏|暴涨|激增)"
    r"|\bbacklash\b|\boutage\b|\bboycott\w*|\bscandal\b|\bwent viral\b|\bcrisis\b|\bdata (?:breach|leak)\b"
    r"|\bpr disaster\b|\bcut us off\b"
    r"|\b(?:account|page|listing|posts?|shop)\b[^.]{0,30}\b(?:banned|suspended|removed|taken down|frozen)\b"
    r"|\bremoved (?:\w+ )?of our\b|\bproduct recall\b"
    r"|\btook (?:\w+ )?points\b"
)
# Of these, two in one sentence or in neighbouring ones.
SIGNALS = _words(
    r"投诉|差评|下架|召回|限流|过敏|发霉|漏(?!斗)|刷屏|曝光(?:了|出来)|辟谣|起诉|律师函|赔偿|退款|停播|假货"
    r"|谣言|微博|抖音有|有人发(?:帖|了)|涨得很快|违规|处罚"
    r"|冲上|转发|截图传|声明|断货|出错|崩了|挂了|故障|[三四五六七八九十百几\d]+多?[单条]"
    r"|\bcomplain\w*|\brecall\w*|\bleak\w*|\breddit\b|\bthread\b|\bflooded\b|\bfail(?:ing|ed|ure)\b|\bbroken\b"
    r"|\brefund\w*|\bbad reviews?\b"
    r"|\bapolog\w+|\blawsuit\b|\bwrong (?:expiry|label|price|date)\b|\binterruption\b|\bcrash\w*|\bwent down\b"
    r"|\btook down\b|\bsaw that video\b|\bviral\b|\bstatement\b"
)
HAPPENED = _words(
    r"\d|[一二两三四五六七八九十百千万几]+(?:点|号|单|条|分|次|小时|万)|昨[天晚]|今[天早晚]|刚才|刚刚|当时|上周"
    r"|去年|了"
    r"|\b(?:last|yesterday|ago|this morning|tonight|half past|by \w+|friday|monday)\b|\b\w+ed\b|\bwas\b"
    r"|\bwere\b|\bis going\b"
)
NOT_ONE = _words(
    r"(?:如果|万一|假如|要是|一旦)[^。]*(?:投诉|差评|舆情|翻车|危机|封号)|没(?:有|什么)[^，。]{0,4}(?:投诉|差评"
    r"|舆情|问题)|防止|预防|避免|应急预案|不能说|不要说"
    r"|\bif (?:there|we|a|the|anyone)\b[^.]*\b(?:complain\w*|crisis|recall|outage|fails?)\b|\bno (?:complaints?"
    r"|crisis|outage|recall)\b|\bin case of\b|\bto avoid\b"
)
DATED = _words(
    r"20\d\d ?年|\d{1,2} ?月 ?\d{1,2} ?[日号]|去年|前年|上个?月|\b(?:in|since|last|on) (?:20\d\d"
    r"|[A-Z]\w+ 20\d\d|june|july|may|year|month)\b"
)
PAST = _words(
    r"去年|前年|上次|之前那次|二零二[四五]年|20\d\d ?年|直到|\buntil\b|\blast (?:year|june|march|time"
    r"|summer|winter)\b|\bonce\b|\bback in\b"
)

_STEPS: tuple[tuple[Step, re.Pattern[str]], ...] = (
    (
        Step.LESSON,
        _words(
            r"教训|以后|下次|今后|从今|应该(?:早|先)|本来应该|记住|不够快|太慢|发现晚|反思|复盘结论|改进"
            r"|\blessons?\b|\bnext time\b|\bfrom now on\b|\bgoing forward\b|\bshould have\b|\btoo (?:slow"
            r"|late)\b|\bwe learn\w*|\bwe had no\b"
        ),
    ),
    (
        Step.RESULT,
        _words(
            r"后来|结果|(?:^|[，。])最后(?![一给的])|恢复了?(?:正常|投放)|恢复|平息|降到|查出来|查明|检测报告"
            r"|退款(?:一共|共)|损失|花了|掉了|扣了|道歉信"
            r"|撤诉|申诉[^，。]{0,4}(?:通过|成功|失败)|一共|总共|澄清|涨到|跌到|那不是"
            r"|\bin the end\b|\beventually\b|\bfixed\b|\bcame out\b|\brestored\b|\bcost (?:us|about)\b"
            r"|\blost orders\b|\bturned down\b|\bwas back\b|\bresult\w*|\btook us\b"
        ),
    ),
    (
        Step.ACTION,
        _words(
            r"暂停|停掉|停了|停播|全停|关掉|下架了?|取消|退了?款|联系|打电话|发了?(?:声明|公告|通知)|道歉|赔"
            r"|换新|上报|通知|封了|申诉|按[一二]级|准备(?:声明|话术)|召回|送检|出镜|回应|请她|先不|别说|不要往外说"
            r"|\bpaus\w+|\bstopp?\w*|\bphon\w+|\bcall(?:ed|ing)?\b|\brefund\w*|\bapologi\w+|\bput up\b"
            r"|\bposted\b|\bremov\w+|\bswap\w*|\btake\b.*\boff\b|\bcontacted\b|\bsent\b"
            r"|\bsend\b|\bissued\b|\bpublished\b|\bon within\b"
        ),
    ),
    (Step.SIGNAL, SIGNALS),
)


def alarm(text: str) -> float:
    """How much `text` sounds as if a crisis is going on or being told of, 0 to 1."""
    if NOT_ONE.search(text):
        return 0.0
    loud = len({found.group().lower() for found in ALARMS.finditer(text)})
    quiet = len({found.group().lower() for found in SIGNALS.finditer(text)})
    happened = bool(HAPPENED.search(text))
    asks = bool(re.search(r"[？?]\s*$", text))
    heard = min(1.0, 0.6 * loud + 0.25 * quiet) * (1.0 if happened else 0.6)
    return heard * (0.5 if asks else 1.0)


def step_of(text: str) -> Step | None:
    """Which step of a crisis `text` tells of; None when of none."""
    found = next((step for step, pattern in _STEPS if pattern.search(text)), None)
    return None if found is Step.SIGNAL and PAST.search(text) else found
