"""Why something about a handover could not be done, in words a person may be shown.

HandoverError
├── NoSuchThing      there is no such item, interview, question, decision, …, or not for this person
├── NotLongerTrue    a review-by date that has passed already
└── TemplateWrong    a checklist template cannot be read
"""

from __future__ import annotations

from vectorstore.errors import BatonError


class HandoverError(BatonError):
    """Something about a handover that could not be done."""


class NoSuchThing(HandoverError):
    en = "There is no such thing here any more. Load the page again."
    zh = "这一项已不存在，请刷新页面。"


class NotLongerTrue(HandoverError):
    en = "{day} has passed. Choose a day to come."
    zh = "{day} 已过，请选择今天之后的日期。"


class TemplateWrong(HandoverError):
    en = "The checklist template {file} cannot be read, line {line}: {what_en}."
    zh = "交接清单模板 {file} 第 {line} 行有误：{what_zh}。"
