"""What reports say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# key: (English, Chinese)
WORDS: dict[str, tuple[str, str]] = {
    "title": ("Evaluation of {file}", "评测：{file}"),
    "facts": (
        "{count} questions · {started} · {seconds} s · {answerer} · {embedder}",
        "{count} 题 · {started} · {seconds} 秒 · {answerer} · {embedder}",
    ),
    "extractive": ("quoted answers", "摘录式回答"),
    "written": ("written by {model}", "由 {model} 撰写"),
    "judge": ("judged by {model}", "裁判 {model}"),
    "metric": ("measure", "指标"),
    "value": ("value", "数值"),
    "interval": ("95 % interval", "95% 区间"),
    "n": ("questions", "题数"),
    "difference": ("change", "变化"),
    "by_lang": ("By language", "按语言"),
    "by_kind": ("By kind", "按类别"),
    "by_space": ("By client", "按客户"),
    "failed": ("Failed: {count} of {all}", "未通过：{all} 题中的 {count} 题"),
    "all_passed": ("All {all} questions pass.", "{all} 题全部通过。"),
    "passed_list": ("Passed: {count}", "已通过：{count} 题"),
    "expected": ("Expected", "应答"),
    "expected_refusal": ("to be refused: the sources do not say", "应当拒答：资料里没有"),
    "answered": ("Answered", "实答"),
    "at": ("Stands in", "出自"),
    "cited": ("Cited", "引用"),
    "understood": ("Understood as", "理解为"),
    "found_at": ("right passage found at rank {rank}", "正确片段排在第 {rank} 位"),
    "problem.no_source": (
        "{count} questions name a source that is not in the library: {names}",
        "{count} 题写的资料不在资料库里：{names}",
    ),
    "problem.no_place": (
        "{count} questions name a place where nothing was read: {names}",
        "{count} 题写的位置没有读出内容：{names}",
    ),
    "notices": (
        "{count} answers were quoted because the model failed: {first}",
        "{count} 题因模型出错改为摘录：{first}",
    ),
    "unjudged": ("The judge said nothing on {count} answers.", "有 {count} 个回答裁判没有给出结论。"),
    "compared": ("Compared with {file} of {started}", "与 {file}（{started}）比较"),
    "better": ("Better: {count}", "变好：{count} 题"),
    "worse": ("Worse: {count}", "变差：{count} 题"),
    "changed": ("Another answer, same outcome: {count}", "回答变了、结果没变：{count} 题"),
    "same": ("The same: {count}", "不变：{count} 题"),
    "only": ("Only in one of the runs: {count}", "只在其中一次里：{count} 题"),
    "before": ("Before", "之前"),
    "now": ("Now", "现在"),
    "below": ("{metric} is {value}, below {bound}", "{metric} 为 {value}，低于 {bound}"),
    "stopped": ("Stopped. Nothing was written.", "已停止，没有写出任何文件。"),
    # why a question failed, or that it passed
    "passed": ("passed", "通过"),
    "no_source": ("its source is not in the library", "资料库里没有这份资料"),
    "answered_wrongly": ("answered, though the sources do not say", "资料里没有，却作了回答"),
    "refused": ("refused, though the sources do say", "资料里有，却拒答了"),
    "not_found": ("wrong answer: the right passage was not found", "答错了：没有找到正确的片段"),
    "wrong": ("wrong answer", "答错了"),
    "uncited": ("right words, but what is cited does not carry them", "答对了，但引用不支持"),
    # metrics
    "m.passed": ("questions passed", "通过率"),
    "m.recall@1": ("right passage first", "正确片段排第一"),
    "m.recall@5": ("right passage among 5", "正确片段在前五"),
    "m.recall@10": ("right passage among 10", "正确片段在前十"),
    "m.mrr": ("mean reciprocal rank", "平均倒数排名"),
    "m.coverage": ("gold offered to the answer", "送入回答的正确内容"),
    "m.exact": ("answer exact", "答案完全一致"),
    "m.contains": ("answer contained", "包含答案"),
    "m.f1": ("character/word F1", "字/词 F1"),
    "m.judged": ("right, by the judge", "裁判认为正确"),
    "m.citation_precision": ("citations that carry the answer", "引用支持答案"),
    "m.citation_recall": ("sentences that are cited", "句子带引用"),
    "m.carried": ("cited sentences that are carried", "引用支持句子"),
    "m.answered": ("answerable ones answered", "该答的答了"),
    "m.refusal_precision": ("refusals that are right", "拒答正确率"),
    "m.refusal_recall": ("unanswerable ones refused", "该拒的拒了"),
    "m.refusal_f1": ("refusal F1", "拒答 F1"),
    "m.seconds": ("seconds a question", "每题秒数"),
    "m.search_seconds": ("of a search alone", "单次检索秒数"),
    "m.evidence_tokens": ("evidence tokens a question", "每题证据 token"),
    "m.model_tokens": ("model tokens a question", "每题模型 token"),
    # places
    "page": ("page {page}", "第 {page} 页"),
    "slide": ("slide {slide}", "第 {slide} 张"),
    "row": ("row {row}", "第 {row} 行"),
    "paragraph": ("paragraph {paragraph}", "第 {paragraph} 段"),
    "message": ("message {message}", "第 {message} 条"),
}


def say(key: str, lang: str, **values: object) -> str:
    """The words under `key` in `lang` ("zh", anything else is English)."""
    words = WORDS[key][1 if lang == "zh" else 0]
    return words.format_map(values) if values else words


def verdict_words(verdict: str, lang: str) -> str:
    """Why a question failed, or that it passed."""
    return say("answered_wrongly" if verdict == "answered" else verdict, lang)


def place_words(record: Mapping[str, Any], lang: str) -> str:
    """Where a locator's fields point: "3:07–3:31", "Plans · row 7"; "" when they do not."""
    if "start" in record:
        start, end = clock(record["start"]), clock(record.get("end", record["start"]))
        return start if start == end else f"{start}–{end}"
    said = [record["sheet"]] if "sheet" in record else []
    said += [
        say(key, lang, **{key: record[key]})
        for key in ("page", "slide", "row", "paragraph", "message")
        if key in record
    ]
    return " · ".join(said)


def clock(seconds: float) -> str:
    """ "3:07", or "1:03:07" from an hour on."""
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def figure(metric: str, value: float) -> str:
    """A metric's value as it is read: shares with three decimals, seconds with two, tokens whole."""
    if metric.endswith("seconds"):
        return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}"
    return f"{value:,.0f}" if metric.endswith("tokens") else f"{value:.3f}"
