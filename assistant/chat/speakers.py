"""Whose words a question asks for: "陈总说过什么", "客户方怎么说的", "what did Ms Lin say about …".

Names are matched against those that the sources mark, whole or in part: 陈总 is 陈国栋 while nobody else
marked is a 陈, Ms Lin is Mandy Lin and 林晓曼. A role ("客户方") is matched where names carry it:
"陈国栋（客户）". Does not know who speaks where nothing is marked, and guesses nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chat.language import HAN

_SAYS = re.compile(
    r"(?:是|有没有|都|还|当时)*(?:怎么|如何|怎样)?\s*(?:说|讲|提|表示|强调|承诺|答应|回应|回答|解释|评价|认为|看待)(?:过|了|到|的|道)*"
    r"(?:什么|哪些|话|吗)?(?:关于)?|(?:的)?(?:原话|看法|意见|态度|观点|立场)(?:是什么|是怎样的|如何)?"
    r"|\b(?:say|said|says|mention(?:ed)?|promised?|explain(?:ed)?|comment(?:ed)?|thinks?|thought)\b"
    r"(?: (?:about|on|of))?"
    r"|'s? (?:view|opinion|position|comment|words?)s?\b(?: (?:about|on|of))?",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\baccording to (?:the )?|根据|按照?", re.IGNORECASE)
_ASIDE = re.compile(r"(?:对于?|关于|就)(?=\S)|\b(?:what|how) (?:did|does|do|has|have)\b|[？?]\s*$", re.IGNORECASE)
_HONORIFIC = re.compile(
    r"(?P<han>[\u4e00-\u9fff])(?:总|老师|经理|总监|主任|先生|女士|小姐|工|姐|哥)"
    r"|\b(?:mr|mrs|ms|miss|dr|prof)\.?\s+(?P<latin>[A-Za-z][A-Za-z'-]+)",
    re.IGNORECASE,
)
_ROLES = {
    "client": (
        r"客户方|客户那边|客户侧|甲方|品牌方|客户|\bthe client(?:'s)?(?: side| team)?|\bclient side",
        r"客户|甲方|品牌方|client|brand",
    ),
    "agency": (
        r"我方|我们这边|乙方|代理方|代理商|\bour side|\bthe agency(?: side)?|\bagency side",
        r"乙方|代理|服务商|agency",
    ),
}
_BARE = ("客户", "the client", "The client")  # who is talked of more often than quoted
_ROLE_OF = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]|\s[-–—|/]\s*(.+)$")
_PARTS = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z][A-Za-z'-]+")
# The commonest family names as pinyin writes them, so that "Ms Lin" finds 林晓曼.
_FAMILIES = """
bai 白, cai 蔡, cao 曹, chang 常, chen 陈, cheng 程, cui 崔, dai 戴, deng 邓, ding 丁, dong 董, du 杜,
duan 段, fan 范, fang 方, feng 冯, fu 傅, gao 高, gong 龚, gu 顾, guo 郭, han 韩, hao 郝, he 何贺,
hong 洪, hou 侯, hu 胡, huang 黄, jia 贾, jiang 蒋姜江, jin 金, kang 康, kong 孔, lai 赖, lei 雷, li 李,
liang 梁, liao 廖, lin 林, liu 刘, long 龙, lu 卢陆, luo 罗, lv 吕, ma 马, mao 毛, meng 孟, niu 牛,
pan 潘, peng 彭, qian 钱, qin 秦, qiu 邱, ren 任, shao 邵, shen 沈, shi 石史施, song 宋, su 苏, sun 孙,
tan 谭, tang 唐, tian 田, wan 万, wang 王汪, wei 魏韦, wu 吴武, xia 夏, xiao 萧肖, xie 谢, xiong 熊,
xu 徐许, xue 薛, yan 阎严, yang 杨, yao 姚, ye 叶, yin 尹, yu 于余, yuan 袁, zeng 曾, zhang 张, zhao 赵,
zheng 郑, zhong 钟, zhou 周, zhu 朱, zou 邹
"""
_FAMILY = {han: latin for latin, all_han in re.findall(r"(\w+) (\w+)", _FAMILIES) for han in all_han}


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody whose words are asked for."""

    said: str  # as the question calls them
    speakers: tuple[str, ...]  # as the sources mark them; none when nobody marked fits, or several people do
    about: str  # the question without them and without the asking


def asks_whose(question: str) -> bool:
    """Whether `question` may ask for somebody's words; whether it does, only the names tell."""
    return bool(_SAYS.search(question) or _ACCORDING.search(question))


def whose(question: str, marked: Sequence[str]) -> Whose | None:
    """Whose words `question` asks for, given everyone the sources mark; None when it asks for nobody's."""
    says, according = _SAYS.search(question), _ACCORDING.search(question)
    if says and (named := _last_named(question[: says.start() + 1], marked)):
        start, end, speakers = named
        if start < says.start():
            return Whose(question[start:end], speakers, _about(question, (start, end), says.span()))
    if according and (named := _last_named(question[according.end() :][:40], marked)):
        start, end, speakers = (named[0] + according.end(), named[1] + according.end(), named[2])
        return Whose(question[start:end], speakers, _about(question, (start, end), according.span()))
    return None


def matching(name: str, marked: Sequence[str]) -> tuple[str, ...]:
    """Those of `marked` that `name` means: by a whole part of their name, else by their family name alone
    if only one person has it."""
    parts = {part.lower() for part in _PARTS.findall(_without_role(name))}
    whole = tuple(one for one in marked if parts & _parts_of(one))
    honorific = _HONORIFIC.fullmatch(name.strip())
    if whole or not honorific:
        return whole
    family = tuple(one for one in marked if _family_fits(honorific, one))
    return family if len({_person(one) for one in family}) == 1 else ()


def _last_named(text: str, marked: Sequence[str]) -> tuple[int, int, tuple[str, ...]] | None:
    """The last person or role that `text` names: from, to, and who is marked so."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for part in {part for one in marked for part in _parts_of(one)}:
        for at in re.finditer(rf"(?<![A-Za-z]){re.escape(part)}(?![A-Za-z])", text, re.IGNORECASE):
            title = re.search(r"\b(?:mr|mrs|ms|miss|dr)\.?\s+$", text[: at.start()], re.IGNORECASE)
            found.append((title.start() if title else at.start(), at.end(), matching(part, marked)))
    for at in _HONORIFIC.finditer(text):
        if at["latin"] or at["han"] in _FAMILY:  # not 提供 or 员工
            found.append((at.start(), at.end(), matching(at[0], marked)))
    for asked, carried in _ROLES.values():
        for at in re.finditer(asked, text, re.IGNORECASE):
            speakers = tuple(one for one in marked if _has_role(one, carried))
            if speakers or at[0] not in _BARE:
                found.append((at.start(), at.end(), speakers))
    # Of two that end alike the longer, of two alike the one that somebody fits.
    return max(found, key=lambda item: (item[1], len(item[2]) > 0, -item[0]), default=None)


def _about(question: str, *spans: tuple[int, int]) -> str:
    """What is left of the question without these parts of it."""
    for start, end in sorted(spans, reverse=True):
        question = f"{question[:start]} {question[end:]}"
    return " ".join(_ASIDE.sub(" ", question).strip(" ,，。.").split())


def _parts_of(marked: str) -> set[str]:
    return {part.lower() for part in _PARTS.findall(_without_role(marked)) if len(part) > 1}


def _without_role(name: str) -> str:
    return _ROLE_OF.sub(" ", name)


def _has_role(marked: str, role: str) -> bool:
    carried = " ".join(group or "" for found in _ROLE_OF.finditer(marked) for group in found.groups())
    return bool(re.search(role, carried, re.IGNORECASE))


def _family_fits(honorific: re.Match[str], marked: str) -> bool:
    name = _without_role(marked).strip()
    if honorific["han"]:
        return name.startswith(honorific["han"])
    asked = honorific["latin"].lower()
    return asked in _parts_of(marked) or (bool(HAN.match(name)) and _FAMILY.get(name[0]) == asked)


def _person(marked: str) -> str:
    """What tells two people of one family name apart: 林晓曼 and "林晓曼 Mandy" are one."""
    name = _without_role(marked).strip()
    return (re.match(r"[\u3400-\u9fff]+", name) or re.match(r".*", name) or [name])[0]
