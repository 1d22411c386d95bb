"""Why an evaluation cannot be run, in words a person may be shown.

EvaluationError
├── QuestionFileError       raised with `file=`; those about a line with `line=` too
│   ├── NotUtf8, TooManyQuestions, NoQuestions, NotJson
│   ├── UnknownKey, NoQuestion, BadValue, EndBeforeStart, PlaceWithoutSource
│   ├── SameId, UnknownEarlier
│   └── QuestionOfUnknownSpace, NoQuestionForSpaces
├── NotARun                 a baseline that `--out` did not write
├── NothingMeasured         a bound on something that no question of the file measures
├── JudgeIsAnswerer, JudgeNeedsModel
└── RunBroken, AlreadyRunning
"""

from __future__ import annotations

from assistant.errors import AssistantError


class EvaluationError(AssistantError):
    """An evaluation that could not be run."""


class QuestionFileError(EvaluationError):
    """A question file that cannot be used as it is."""


class NotUtf8(QuestionFileError):
    en = "{file}, line {line}: this is not UTF-8. Save the file again with the encoding UTF-8."
    zh = "{file} 第 {line} 行不是 UTF-8 编码。请用“另存为”，编码选 UTF-8。"


class TooManyQuestions(QuestionFileError):
    en = "{file} is too large (the limit is {limit}). Split it and run the parts one after another."
    zh = "{file} 太大（上限 {limit}）。请拆成几个文件分别运行。"


class NoQuestions(QuestionFileError):
    en = '{file} holds no question. Write one JSON object a line, such as {{"question": "…", "answers": ["…"]}}'
    zh = '{file} 里没有题目。请每行写一个 JSON 对象，例如 {{"question": "…", "answers": ["…"]}}'


class NotJson(QuestionFileError):
    en = (
        "{file}, line {line}: not a JSON object ({reason}). Each line is one object in curly braces, on its own, "
        "with straight quotes and nothing between the lines."
    )
    zh = (
        "{file} 第 {line} 行不是 JSON 对象（{reason}）。"
        "每行是一个单独的花括号对象，用英文引号，行与行之间不加逗号或方括号。"
    )


class UnknownKey(QuestionFileError):
    en = "{file}, line {line}: there is no key “{key}”. Known: {known}"
    zh = "{file} 第 {line} 行：没有“{key}”这个字段。可用：{known}"


class NoQuestion(QuestionFileError):
    en = "{file}, line {line}: the question is missing. Add “question” with its text."
    zh = "{file} 第 {line} 行缺少题目。请补上 question 字段。"


class BadValue(QuestionFileError):
    en = "{file}, line {line}: “{key}” must be {wanted_en}."
    zh = "{file} 第 {line} 行：“{key}”应当是{wanted_zh}。"


class EndBeforeStart(QuestionFileError):
    en = "{file}, line {line}: “{key}” ends before it begins. Exchange the two."
    zh = "{file} 第 {line} 行：“{key}”的结束早于开始，请对调。"


class PlaceWithoutSource(QuestionFileError):
    en = "{file}, line {line}: “{key}” says where, but not in which source. Add “source” with the file's name."
    zh = "{file} 第 {line} 行：写了“{key}”却没写在哪份资料里。请补上 source（文件名）。"


class SameId(QuestionFileError):
    en = "{file}, line {line}: “{id}” is also the question on line {other}. Give each an “id” of its own."
    zh = "{file} 第 {line} 行的“{id}”与第 {other} 行相同。请给每题一个不同的 id。"


class UnknownEarlier(QuestionFileError):
    en = "{file}, line {line}: “after” names {after}, which no earlier line of the same client has as its id."
    zh = "{file} 第 {line} 行：after 指向 {after}，但前面同一客户的题目里没有这个 id。"


class QuestionOfUnknownSpace(QuestionFileError):
    en = "{file}, line {line}: there is no client called {space}. Known: {known}"
    zh = "{file} 第 {line} 行：没有名为“{space}”的客户。现有：{known}"


class NoQuestionForSpaces(QuestionFileError):
    en = "{file} has no question for {spaces}: every line names another client in “space”. It names: {named}"
    zh = "{file} 里没有属于“{spaces}”的题目，每行的 space 都是别的客户：{named}"


class NotARun(EvaluationError):
    en = "{file} is not the result of an evaluation ({reason}). Make one with: baton eval FILE --out {file}"
    zh = "{file} 不是评测结果（{reason}）。可用 baton eval 题目文件 --out {file} 生成"


class NothingMeasured(EvaluationError):
    en = "No question of this file measures {metric}, so a bound on it cannot be checked. Leave the bound out."
    zh = "这个文件里没有题目能衡量 {metric}，无法检查它的下限。请去掉这个条件。"


class JudgeIsAnswerer(EvaluationError):
    en = "{model} writes the answers and must not judge them. Name another model as the judge."
    zh = "{model} 正是写回答的模型，不能给自己打分。请换一个模型当裁判。"


class JudgeNeedsModel(EvaluationError):
    en = "{model} cannot judge ({reason}). Set OPENAI_API_KEY or OPENAI_BASE_URL, or leave the judge out."
    zh = "{model} 无法当裁判（{reason}）。请设置 OPENAI_API_KEY 或 OPENAI_BASE_URL，或不使用裁判。"


class RunBroken(EvaluationError):
    en = "The evaluation ended after {done} of {total} questions. See what the Baton that serves this folder says."
    zh = "评测在第 {done} 题（共 {total} 题）后中断。请查看正在运行的接棒的输出。"


class AlreadyRunning(EvaluationError):
    en = "The control questions of {space} are being asked already. Wait for them, or stop them first."
    zh = "“{space}”的自测题正在运行。请等它结束，或先停止。"
