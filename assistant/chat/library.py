"""Questions about the library itself, answered from the catalog: which recordings there are, how many, the latest.

Every source that is named is cited, so that it opens. Titles, topics, folders, kinds and dates are what is known
of a source here; when none of them names the subject asked for, the search is asked which sources speak of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.chat.asking import Asked, subject_words
from assistant.chat.dates import When, when
from assistant.chat.evidence import Citation
from assistant.chat.holdings import Holdings
from assistant.chat.language import terms
from assistant.chat.marks import quoted_line
from assistant.chat.synonyms import synonyms
from vectorstore.models import Kind, Locator, Scope, Source, Status

MOST_LISTED = 20
NEWEST = 5  # of those, when the latest are asked for
SEARCHED = 40  # hits that say which sources speak of a subject
_SUFFIX = re.compile(r"\.\w{1,5}$")
UPLOADED = ("上传", "收录", "添加", "加入", "更新", "upload", "added", "add")

_KIND_WORDS = {
    Kind.RECORDING: ("录音", "recording"),
    Kind.VIDEO: ("视频", "video"),
    Kind.TRANSCRIPT: ("会议文字稿", "transcript"),
    Kind.DOCUMENT: ("文档", "document"),
    Kind.SLIDES: ("幻灯片", "slides"),
    Kind.SHEET: ("表格", "spreadsheet"),
    Kind.PDF: ("PDF", "PDF"),
    Kind.IMAGE: ("图片", "image"),
    Kind.CHAT: ("聊天记录", "chat"),
    Kind.MAIL: ("邮件", "mail"),
    Kind.INTERVIEW: ("访谈", "interview"),
    Kind.ANSWER: ("已核实回答", "verified answer"),
}
_SAY = {
    "zh": {
        "found": "共 {n} 份资料（{kinds}）：",
        "none": "没有符合条件的资料（范围内共 {total} 份）。",
        "spoken_of": "没有标题或主题写明这一点的资料；下面 {n} 份的内容提到了它（{kinds}）：",
        "newest": "最近的 {n} 份：",
        "more": "另有 {n} 份没有列出。",
        "pending": "还没读完",
        "failed": "没能读入",
        "minutes": "{m} 分 {s} 秒",
        "comma": "，",
        "brackets": "（{}）",
        "kind": "{name} {n}",
    },
    "en": {
        "found": "{n} sources ({kinds}):",
        "none": "No source fits that (there are {total} in this scope).",
        "spoken_of": "No source's title or topic says so; these {n} speak of it ({kinds}):",
        "newest": "The latest {n}:",
        "more": "{n} more are not listed.",
        "pending": "not read yet",
        "failed": "could not be read",
        "minutes": "{m} min {s} s",
        "comma": ", ",
        "brackets": " ({})",
        "kind": "{n} {name}",
    },
}


def library_answer(asked: Asked, scope: Scope, holdings: Holdings, lang: str) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text and its citations, one per source that it names."""
    say = _SAY[lang]
    held = _counted(holdings.catalog.sources_in(scope))
    chosen = [source for source in held if not asked.kinds or source.kind in asked.kinds]
    uploaded = any(word in asked.question.lower() for word in UPLOADED)
    time = when(asked.question, holdings.today(), [s.occurred_on for s in held if s.occurred_on])
    if time and time.spans:
        chosen = [source for source in chosen if time.holds(_day(source, uploaded=uploaded))]
    chosen, opening = _about(asked, time, chosen, scope, holdings)
    chosen.sort(key=lambda source: (_day(source, uploaded=uploaded) or date.min, source.title), reverse=True)
    if not chosen:
        return say["none"].format(total=len(held)), ()
    total = len(chosen)
    if asked.latest and not asked.counts:
        chosen, opening = chosen[: NEWEST if uploaded else 1], "newest"
    kinds = say["comma"].join(
        say["kind"].format(name=_KIND_WORDS[kind][lang == "en"], n=n)
        for kind, n in Counter(source.kind for source in chosen).most_common()
    )
    lines = [say[opening].format(n=len(chosen) if opening == "newest" else total, kinds=kinds)]
    lines += [f"- {_entry(source, lang)} [{n}]" for n, source in enumerate(chosen[:MOST_LISTED], start=1)]
    if len(chosen) > MOST_LISTED:
        lines.append(say["more"].format(n=len(chosen) - MOST_LISTED))
    return "\n".join(lines), tuple(
        _cited(source, n, holdings) for n, source in enumerate(chosen[:MOST_LISTED], start=1)
    )


def named_by(source: Source, words: set[str]) -> int:
    """How many of these terms the source's title, topic and folder hold."""
    title = _SUFFIX.sub("", source.title)
    return len(words & terms(f"{title} {source.topic} {source.context}"))


def _counted(sources: Sequence[Source]) -> list[Source]:
    """Without archives, whose files are listed themselves, and without transcripts of recordings that are there."""
    ids = {source.id for source in sources}
    return [source for source in sources if source.kind is not Kind.ARCHIVE and source.companion not in ids]


def _about(
    asked: Asked, time: When | None, sources: list[Source], scope: Scope, holdings: Holdings
) -> tuple[list[Source], str]:
    """The sources on the subject that was asked for, and which opening line is true of them."""
    about = asked.about.replace(time.said, " ") if time else asked.about
    words = subject_words(about) - {"week", "month", "year"}
    if not words or not sources:
        return sources, "found"
    wide = words | {term for word in synonyms(about) for term in terms(word)}
    scores = {source.id: named_by(source, words) or named_by(source, wide) / 10 for source in sources}
    best = max(scores.values())
    if best:
        return [source for source in sources if scores[source.id] >= min(best, 1)], "found"
    hits = holdings.search(holdings.narrow(scope, sources=[s.id for s in sources]), about, SEARCHED)
    speaking = {hit.chunk.source for hit in hits if wide & terms(hit.chunk.text)}
    return [source for source in sources if source.id in speaking], "spoken_of"


def _day(source: Source, *, uploaded: bool) -> date | None:
    added = source.created_at.date() if source.created_at else None
    return added if uploaded else source.occurred_on or added


def _entry(source: Source, lang: str) -> str:
    """The source in one line: title, kind, day, length."""
    say = _SAY[lang]
    facts = [_KIND_WORDS[source.kind][lang == "en"]]
    if source.occurred_on:
        facts.append(source.occurred_on.isoformat())
    if isinstance(seconds := source.facts.get("duration_s"), int | float):
        facts.append(say["minutes"].format(m=int(seconds) // 60, s=int(seconds) % 60))
    if source.status is not Status.DONE:
        facts.append(say["failed" if source.status.ended else "pending"])
    return quoted_line(source.title) + say["brackets"].format(say["comma"].join(facts))


def _cited(source: Source, n: int, holdings: Holdings) -> Citation:
    """The source's beginning."""
    blocks = holdings.catalog.blocks(source.id, source.version, 0, 0)
    citation = Citation(n, source.id, source.title, source.kind, source.title, Locator(), 0, 0)
    return replace(citation, text=blocks[0].text, locator=blocks[0].locator) if blocks else citation
