"""Why something about a handover could not be done, in words a person may be shown.

HandoverError
├── NoSuchThing      there is no such item, interview, question, decision, …, or not for this person
├── CannotAnswer, PlaceNotThere, WebhookRefused   a question's holder, the place that answers it, who is told
├── AlreadyAnswered  an interview's question, in another window
├── NothingAnswered, TooManyQuestions   a self-check or an answer with nothing in it, one that nobody would answer
├── NotLongerTrue    a review-by date that has passed already
├── NoHandover, HandoverExists, DatesTurned, UnknownTemplate   a handover to be found or made
├── StillOpen, ReasonWanted, PhaseMoved, SignedOff, NotTheReceiver, NoSuchSection   going on with it, and its items
└── TemplateWrong    a checklist template cannot be read
"""

from __future__ import annotations

from vectorstore.errors import BatonError


class HandoverError(BatonError):
    """Something about a handover that could not be done."""


class NoSuchThing(HandoverError):
    en = "There is no such thing here any more. Load the page again."
    zh = "这一项已不存在，请刷新页面。"


class AlreadyAnswered(HandoverError):
    en = "That question has been answered already, perhaps in another window. Load the page again to go on."
    zh = "这个问题已经回答过了（可能在另一个窗口），请刷新页面后继续。"


class NotLongerTrue(HandoverError):
    en = "{day} has passed. Choose a day to come."
    zh = "{day} 已过，请选择今天之后的日期。"


class TemplateWrong(HandoverError):
    en = "The checklist template {file} cannot be read, line {line}: {what_en}."
    zh = "交接清单模板 {file} 第 {line} 行有误：{what_zh}。"


class CannotAnswer(HandoverError):
    en = "{name} cannot answer in this client: only its contributors and managers can."
    zh = "{name} 不能回答这个客户的问题：只有协作者和负责人可以回答。"


class PlaceNotThere(HandoverError):
    en = "“{place}” is no place in {file}. Write a time like 12:30, or a page, slide, row or paragraph number."
    zh = "在 {file} 中找不到“{place}”。请填写时间（如 12:30），或页码、幻灯片号、行号、段落号。"


class WebhookRefused(HandoverError):
    en = "Only an https address at {hosts} is taken here. Others have to be named in BATON_WEBHOOK_HOSTS."
    zh = "这里只接受 {hosts} 的 https 地址。其他主机须先写入 BATON_WEBHOOK_HOSTS。"


class NothingAnswered(HandoverError):
    en = "Nothing is answered yet."
    zh = "还没有填写任何内容。"


class TooManyQuestions(HandoverError):
    en = "There are {most} questions of your own already. Remove one first."
    zh = "自定义问题已有 {most} 个，请先删除一个再添加。"


class NoHandover(HandoverError):
    en = "This client has no handover yet. A manager can begin one under Handover."
    zh = "这个客户还没有开始交接，负责人可以在“交接”中发起。"


class HandoverExists(HandoverError):
    en = "This client has a handover already. Change that one, or delete it first."
    zh = "这个客户已有一份交接。请修改现有的，或先删除。"


class DatesTurned(HandoverError):
    en = "A handover ends after it begins, and within two years: {starts_on} to {ends_on} does not."
    zh = "结束日期要晚于开始日期，且不超过两年：{starts_on} 至 {ends_on} 不符合。"


class UnknownTemplate(HandoverError):
    en = "There is no checklist template {template}. There are: {known}."
    zh = "没有名为 {template} 的清单模板。现有：{known}。"


class StillOpen(HandoverError):
    en = "Something is still missing for this step: {count} in all. To go on all the same, say why."
    zh = "进入下一阶段还差 {count} 项。如仍要继续，请写明原因。"


class ReasonWanted(HandoverError):
    en = "Say why in a few words: the next team reads it."
    zh = "请写明原因，接手的人会看到。"


class PhaseMoved(HandoverError):
    en = "The handover stands elsewhere by now, or would skip a step. Load the page again."
    zh = "交接阶段已有变动，或不能跳过中间阶段。请刷新页面。"


class SignedOff(HandoverError):
    en = "This handover is signed off, so it stays as it is. A manager can go back a step first."
    zh = "交接已签收，内容不再改动。如需修改，请负责人先退回上一阶段。"


class NotTheReceiver(HandoverError):
    en = "Confirming and setting priorities is for the team that takes over."
    zh = "确认章节和设定优先级由接手团队来做。"


class NoSuchSection(HandoverError):
    en = "There is no section {section} in this checklist."
    zh = "这份清单没有 {section} 这一部分。"
