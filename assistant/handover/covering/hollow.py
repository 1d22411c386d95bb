"""Passages that hold the words of what is sought and yet do not carry it.

Those that put it off ("待补", "we still have to write that down"), that say themselves that they hold no longer
("已作废"), and those that tell of another client. By words; what is meant between the lines is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.chat.passages import ASKS

_PUT_OFF = re.compile(
    r"待补|待定|待确认|待更新|待完善|待整理|未完成|没写完|还没(?:有)?(?:写|整理|定|补|做|建|给|拿|收|确认|整|想|落"
    r"|更|开|签|聊|讨论|梳理|交|同步)"
    r"|尚未|暂无|暂时没有|暂缺|下次再|回头再?(?:说|补|聊|整理|讲|定)|之后再(?:说|补|聊|整理|讲|定)|改天|有空再"
    r"|以后再|后面再(?:说|补|聊|整理|讲|定)"
    r"|需要补|要补(?:一下|上)|记得(?:补|写|整理|更新|问)|看情况|看着办|差不多就|大概(?:是|[一二三四五六七八九\d])"
    r"|好像|应该是|估计|吧[。！!]?$|之后(?:再)?[传给发找弄]|谁来(?:写|整理|补)|应该(?:写|整理|补|有)(?:一份|一个"
    r"|个|份)|没有(?:文档|记录|整理|成文|留档|写下来|人知道)"
    r"|不太清楚|不清楚|不确定|忘了|记不清|目录[:：]?|TBD|TODO|TBC|占位|空着|略$|见附件$|另行通知|单独约|单独再聊"
    r"|再约|还在(?:谈|等|讨论|催)|没(?:人|谁)(?:知道|清楚|写)"
    r"|\b(?:tb[dac]|to[- ]?do|to be (?:confirmed|decided|added|written|completed|discussed|filled|defined|agreed)"
    r"|placeholder|not (?:yet|sure|documented)"
    r"|haven['’]t|hasn['’]t|have not|has not|still (?:need|have|has|missing|waiting|to)|need(?:s)? to (?:write"
    r"|document|define|collect|add|update|talk|discuss|sit)"
    r"|should (?:write|document|have a|talk|really)|will (?:write|document|add|send|discuss|cover|share) (?:it"
    r"|this|that|later|more|the)|some(?:one|body) (?:should|has to|needs)"
    r"|later|next time|another (?:time|day|meeting|session)|it depends|use your judge?ment|i (?:think|guess)|maybe"
    r"|probably|sort of|should be[.!]?$|a bit of a mess|no idea|nobody (?:knows|remembers|wrote)|i forget"
    r"|don['’]t (?:know|remember)|remind me|coming soon"
    r"|parked?|take (?:it|this|that) offline|agenda|who (?:can|will|wants))\b",
    re.IGNORECASE,
)
_VOID = re.compile(
    r"作废|已失效|已停用|已废弃|不再(?:适用|使用|有效|执行|用|按)|旧版|老版本|过期|历史版本|仅供(?:存档|参考)"
    r"|已(?:经)?被.{0,12}(?:取代|替代|替换|覆盖)|以前的(?:做法|规定|流程|版本)|已(?:经)?改(?:了|为)"
    r"|已离职|已解约|已(?:经)?换(?:了|人|成)|(?:协议|合同|授权|账号)已(?:经)?到期"
    r"|\b(?:obsolete|deprecated|superseded|no longer (?:applies|valid|used|in use|in force|true|works)|out ?dated"
    r"|out of date|archived|expired|void|withdrawn"
    r"|old version|previous version|historical|for the record only|used to|has since (?:left|changed|been)"
    r"|have since|replaced by|was replaced|not valid any ?more)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:另(?:外)?一个|别的|其他|上一个|隔壁|别家|前一个)(?:客户|品牌)|(?:以前|之前)(?:服务|做)过?的.{0,8}(?:客户"
    r"|品牌)"
    r"|\b(?:another|other|different|previous|former) (?:client|brand)s?\b",
    re.IGNORECASE,
)
ENDS = 4  # letters of a client's name that are enough to know it by


def puts_off(sentence: str) -> bool:
    """Whether the sentence leaves open what it speaks of: puts it off, or asks."""
    return bool(_PUT_OFF.search(sentence) or ASKS.search(sentence))


def is_void(text: str) -> bool:
    """Whether the text says of itself that it holds no longer."""
    return bool(_VOID.search(text))


def is_foreign(text: str, own: Collection[str], others: Collection[str]) -> bool:
    """Whether the text tells of another client: names one, or says so, and does not name its own."""
    folded = text.lower()
    if any(name in folded for name in own):
        return False
    return any(name in folded for name in others) or bool(_ELSEWHERE.search(text))


def names_of(client: str) -> frozenset[str]:
    """What a client called this may be called in a text: its parts in either script, lower case."""
    parts = re.findall(r"[\u4e00-\u9fff]{2,}|[A-Za-z][A-Za-z0-9.&'’-]+", client.lower())
    return frozenset(part for part in parts if len(part) >= (2 if part[0] >= "\u4e00" else ENDS))
