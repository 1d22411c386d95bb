"""Questions about the library, over a real catalog; every source named opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from assistant.chat.asking import understand
from assistant.chat.evidence import Citation
from assistant.chat.library import MOST_LISTED, library_answer, named_by
from vectorstore.models import Block, Kind, Locator, Scope, Source, Status

if TYPE_CHECKING:
    from conftest import Library


def ask(library: Library, question: str, scope: Scope | None = None, lang: str = "zh") -> tuple[str, list[Citation]]:
    text, citations = library_answer(understand(question), scope or library.scope, library.holdings, lang)
    assert [citation.n for citation in citations] == list(range(1, len(citations) + 1))
    assert all(f"[{citation.n}]" in text for citation in citations)
    return text, list(citations)


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("有哪些会议录音？", ["review", "kickoff"]),
        ("有哪些报表？", ["report"]),
        ("跟危机有关的资料有哪些？", ["review", "playbook"]),
        ("有没有关于启动会的录音？", ["kickoff"]),
        ("2026年3月的资料有哪些？", ["report", "review"]),
        ("库里最近的会议是哪一场？", ["review"]),
        ("有没有双十一的会议录音？", []),
        ("Which recordings do we have?", ["review", "kickoff"]),
        ("Which documents do we have about the crisis?", ["playbook"]),
        ("Do we have a recording of the kick-off?", ["kickoff"]),
    ],
)
def test_sources_are_named_newest_first(dated: Library, question: str, sources: list[str]) -> None:
    assert [citation.source for citation in ask(dated, question)[1]] == sources


def test_an_entry_says_kind_and_day_and_opens_at_the_beginning(dated: Library) -> None:
    text, citations = ask(dated, "有哪些会议录音？")
    assert "- 2026-03-14 危机复盘会.m4a（录音，2026-03-14） [1]" in text
    assert citations[0].first_block == 0
    assert citations[0].text.startswith("四月开始")
    assert citations[0].locator.start == 0.0


def test_they_are_counted(dated: Library) -> None:
    assert "共 4 份资料" in ask(dated, "我们一共有多少份资料？")[0]
    assert ask(dated, "How many files are there?", lang="en")[0].startswith("4 sources (2 recording")


def test_nothing_that_fits_is_said_with_how_much_there_is(dated: Library) -> None:
    assert ask(dated, "有没有双十一的会议录音？")[0] == "没有符合条件的资料（范围内共 4 份）。"


def test_a_subject_no_title_names_is_looked_for_inside(dated: Library) -> None:
    text, citations = ask(dated, "哪些文档讲到了红包？")
    assert [citation.source for citation in citations] == ["playbook"]
    assert "没有标题或主题写明这一点" in text


def test_only_what_the_scope_holds_is_named(dated: Library) -> None:
    sheets = dated.holdings.narrow(dated.scope, kinds=[Kind.SHEET])
    assert [citation.source for citation in ask(dated, "有哪些资料？", sheets)[1]] == ["report"]
    assert ask(dated, "有哪些资料？", Scope(()))[1] == []


def test_archives_and_transcripts_of_recordings_are_not_counted_twice(dated: Library) -> None:
    archive = Source("zip", dated.space, "交接包.zip", Kind.ARCHIVE, "zip", ".zip", 1, Status.DONE)
    dated.catalog.add(archive)
    words = replace(archive, id="vtt", title="复盘会.vtt", kind=Kind.TRANSCRIPT, sha256="vtt", companion="review")
    dated.catalog.add(words)
    assert {citation.source for citation in ask(dated, "有哪些资料？")[1]} == {
        "kickoff",
        "review",
        "playbook",
        "report",
    }


def test_what_is_not_read_yet_says_so_and_what_was_added_last_comes_first(dated: Library) -> None:
    new = Source("new", dated.space, "新合同.pdf", Kind.PDF, "new", ".pdf", 1, Status.STORED)
    dated.catalog.add(new)
    assert "新合同.pdf（PDF，还没读完）" in ask(dated, "有哪些资料？")[0]
    assert "new" in {citation.source for citation in ask(dated, "最近上传了什么？")[1]}


def test_a_long_list_is_cut_and_says_so(dated: Library) -> None:
    for i in range(MOST_LISTED + 5):
        dated.add(f"n{i}", f"周报 {i:02}.docx", Kind.DOCUMENT, [Block("周报", Locator())], day=date(2024, 1, 1 + i))
    text, citations = ask(dated, "有哪些文档？")
    assert len(citations) == MOST_LISTED
    assert "另有 7 份没有列出" in text


def test_a_suffix_is_no_part_of_a_name(dated: Library) -> None:
    source = dated.catalog.source("kickoff")
    assert named_by(replace(source, title="Weekly sync.vtt"), {"sync"}) == 1
    assert named_by(replace(source, title="Weekly sync.vtt"), {"vtt"}) == 0
