"""Why something in the library was not changed, in words a person may be shown.

LibraryError
├── UnknownLine, LineChanged, EmptyLine, LineTooLong, UnknownEdit, EditOvertaken
├── UnknownSpeaker, NotAName, OnlyHere, UnknownNaming
└── UnknownTerm, NotATerm, TermTaken, TooManyTerms, BadGlossaryFile
"""

from __future__ import annotations

from assistant.errors import AssistantError


class LibraryError(AssistantError):
    """Something in the library was not changed."""


class UnknownLine(LibraryError):
    en = "There is no such line to correct; only what was said in a recording or transcript can be."
    zh = "没有这一句可以更正；能更正的只有录音或转写稿里说的话。"


class LineChanged(LibraryError):
    en = "Somebody corrected this line meanwhile. It now reads: “{now}”. Look at it, then save yours if it is better."
    zh = "有人先改了这一句，现在是：“{now}”。请看一眼，如果你的更好再保存。"


class EmptyLine(LibraryError):
    en = "A line cannot be empty. Write what was said, or (inaudible)."
    zh = "这一句不能为空。请写下说的话，听不清可写“（听不清）”。"


class LineTooLong(LibraryError):
    en = "That is {length} characters; a line has {most} at most. Was too much pasted?"
    zh = "共 {length} 个字，一句最多 {most} 个字。是不是多粘贴了内容？"


class UnknownEdit(LibraryError):
    en = "There is no such correction."
    zh = "没有这条更正记录。"


class EditOvertaken(LibraryError):
    en = "The line reads otherwise by now. Take back the later corrections first."
    zh = "这一句后来又改过，请先撤销之后的更正。"


class UnknownSpeaker(LibraryError):
    en = "Nobody is called “{name}” here any more. Reload the page to see who speaks."
    zh = "这里已经没有名为“{name}”的发言人，刷新页面可以看到最新的名字。"


class NotAName(LibraryError):
    en = "A name has 1 to {most} characters, on one line."
    zh = "名字需为 1 到 {most} 个字，不能换行。"


class OnlyHere(LibraryError):
    en = "“{name}” is somebody else in every recording, so the name can be given in this one only."
    zh = "每份录音里的“{name}”不是同一个人，所以只能在这一份里改名。"


class UnknownNaming(LibraryError):
    en = "There is no such naming, or it was taken back already."
    zh = "没有这次改名，或者已经撤销。"


class UnknownTerm(LibraryError):
    en = "“{term}” is not in this client's glossary."
    zh = "这个客户的词汇表里没有“{term}”。"


class NotATerm(LibraryError):
    en = "“{term}” cannot be kept: words have 1 to {most} characters and none of ; ；|, and a mishearing at least two."
    zh = "“{term}”无法保存：每个词 1 到 {most} 个字，不含 ; ；|，误听写法至少两个字。"


class TermTaken(LibraryError):
    en = "“{term}” is in the glossary already, so it cannot be a mishearing of “{of}” too."
    zh = "“{term}”本身就在词汇表里，不能再作为“{of}”的误听写法。"


class TooManyTerms(LibraryError):
    en = "That is more than a glossary holds: {most} terms, with {words} other words each."
    zh = "超出词汇表的上限：最多 {most} 个词条，每条最多 {words} 个其他写法。"


class BadGlossaryFile(LibraryError):
    en = "Line {line} is not a glossary line. Columns: term, aliases, misheard; several words go with ; between."
    zh = "文件第 {line} 行不是词汇表的格式。列为：术语、别名、误听，多个词之间用 ; 隔开。"
