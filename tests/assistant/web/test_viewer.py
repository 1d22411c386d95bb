from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.errors import UnknownSource
from assistant.web import viewer
from assistant.web.about import about_html
from ingest.errors import EncryptedFile
from vectorstore.models import Block, Kind, Locator, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf


def linked(shelf: Shelf, source: Source, path: str = "") -> str:
    """The address that the page writes for this machine's own person."""
    return f"/media/{source.id}{path}?{shelf.links.query('local', source.id)}".replace("&", "&amp;")


def test_a_recording_stands_at_the_cited_second(shelf: Shelf, meeting: Source) -> None:
    html = viewer.source_html(shelf.visit, meeting.id, (300, 301), "zh")
    player = f'<audio controls playsinline preload="metadata" src="{linked(shelf, meeting)}&amp;v=1" data-at="1500.0">'
    assert player in html
    assert 'data-first="300" data-last="301"' in html
    assert html.count("line lit") == 2
    assert "autoplay" not in html


def test_a_recording_opened_at_its_beginning(shelf: Shelf, meeting: Source) -> None:
    html = viewer.source_html(shelf.visit, meeting.id, None, "zh")
    assert 'data-at="0"' in html
    assert "line lit" not in html


def test_a_transcript_plays_its_recording(shelf: Shelf, meeting: Source) -> None:
    spoken = [Block("Moved to March 18.", Locator(start=7.5, end=9.0), speaker="Emma", kind="speech")]
    transcript = shelf.add("复盘会.vtt", blocks=spoken, kind=Kind.TRANSCRIPT, companion=meeting.id)
    html = viewer.source_html(shelf.visit, transcript.id, (0, 0), "en")
    assert f'src="{linked(shelf, transcript)}&amp;v=1" data-at="7.5"' in html
    assert "<audio" in html
    assert "Moved to March 18." in html


def test_a_recording_with_a_transcript_shows_the_transcript(shelf: Shelf, meeting: Source) -> None:
    transcript = shelf.add("复盘会.vtt", blocks=[Block("As written.", Locator(start=1, end=2), kind="speech")])
    shelf.catalog.update(meeting.id, facts={"transcript": transcript.id})
    html = viewer.source_html(shelf.visit, meeting.id, None, "en")
    assert "As written." in html
    assert f'data-source="{meeting.id}" data-text="{transcript.id}"' in html
    shelf.catalog.delete(transcript.id)
    assert "第0句" in viewer.source_html(shelf.visit, meeting.id, None, "en")


def test_a_video_is_a_video(shelf: Shelf) -> None:
    video = shelf.add("走查.mp4", kind=Kind.VIDEO, blocks=[Block("x", Locator(start=0, end=1), kind="speech")])
    assert "<video controls" in viewer.source_html(shelf.visit, video.id, None, "zh")


def test_a_pdf_shows_the_cited_page(shelf: Shelf) -> None:
    pages = [Block(f"第{n}页", Locator(page=n), headings=("合同", "第九条")) for n in (1, 2, 3)]
    pdf = shelf.add("合同.pdf", blocks=pages, kind=Kind.PDF, facts={"pages": 3})
    html = viewer.source_html(shelf.visit, pdf.id, (2, 2), "zh")
    assert f'src="{linked(shelf, pdf, "/pages/3.png")}&amp;width=1100&amp;v=1"' in html
    assert 'data-page="3" data-pages="3"' in html
    assert "/pages/{n}.png" in html
    assert '<p class="path">合同 › 第九条</p>' in html
    one = shelf.add("一页.pdf", content=b"1", blocks=pages[:1], kind=Kind.PDF, facts={"pages": 1})
    assert "data-turn" not in viewer.source_html(shelf.visit, one.id, None, "zh")


def test_a_document_has_no_stage(shelf: Shelf) -> None:
    note = shelf.add("手册.docx", blocks=[Block("先打电话", Locator(paragraph=1), headings=("三", "退款"))])
    html = viewer.source_html(shelf.visit, note.id, (0, 0), "zh")
    assert 'class="stage' not in html
    assert "三 › 退款" in html


def test_a_failed_source_says_why(shelf: Shelf) -> None:
    error = EncryptedFile(file="锁.pdf").record()
    source = shelf.add("锁.pdf", kind=Kind.PDF, status=Status.FAILED, error=error)
    assert "有密码保护" in viewer.source_html(shelf.visit, source.id, None, "zh")
    assert "Nothing has been read" in viewer.source_html(shelf.visit, source.id, None, "en")


def test_a_block_that_is_gone_opens_the_beginning(shelf: Shelf, meeting: Source) -> None:
    assert "第600句" not in viewer.source_html(shelf.visit, meeting.id, (9999, 9999), "zh")


def test_an_unknown_source(shelf: Shelf, meeting: Source) -> None:
    for ask in (
        lambda: viewer.source_html(shelf.visit, "f" * 32, None, "en"),
        lambda: viewer.more_html(shelf.visit, "../etc/passwd", (0, 9), "later", "en"),
        lambda: viewer.moment_html(shelf.visit, "", 1.0, "en"),
        lambda: viewer.place_html(shelf.visit, "f" * 32, 1, "en"),
        lambda: viewer.found_html(shelf.visit, "f" * 32, "x", "en"),
    ):
        with pytest.raises(UnknownSource):
            ask()


def test_the_transcript_around_a_moment(shelf: Shelf, meeting: Source) -> None:
    html = viewer.moment_html(shelf.visit, meeting.id, 2000.0, "zh")
    shown = [int(index) for index in re.findall(r'data-block="(\d+)"', html)]
    assert shown[0] == 360
    assert 400 in shown


def test_titles_are_text(shelf: Shelf) -> None:
    source = shelf.add('<img src=x onerror="1">.txt', blocks=[Block("x", Locator(paragraph=1))], topic="<b>")
    html = viewer.source_html(shelf.visit, source.id, None, "en")
    assert "<img" not in html
    assert "<b>" not in html


def test_about_a_recording(shelf: Shelf, meeting: Source) -> None:
    html = about_html(shelf.visit, meeting, "穗岚坊", "en")
    for fact in ("穗岚坊", "危机", "2026-03-14", "50:00", "whisper-base (bundled)", "12.5 s", "3.0 s"):
        assert f"<dd>{fact}</dd>" in html
    assert "listen before quoting" in html


def test_advice_only_where_a_small_model_heard_it(shelf: Shelf, meeting: Source) -> None:
    better = replace(meeting, facts={**meeting.facts, "model": "whisper-large-v3"})
    assert "listen before quoting" not in about_html(shelf.visit, better, "x", "en")
    given = replace(meeting, facts={**meeting.facts, "transcript": "t"})
    assert "listen before quoting" not in about_html(shelf.visit, given, "x", "en")
    assert "whisper" not in about_html(shelf.visit, given, "x", "en")


def test_about_names_what_was_masked_and_every_version(shelf: Shelf) -> None:
    source = shelf.add("群聊.txt", facts={"masked.phone": 2, "masked.key": 1, "chunks": 5})
    assert "第 1 版" not in about_html(shelf.visit, source, "穗岚坊", "zh")
    shelf.catalog.add_version(replace(source, version=2, size=2048))
    html = about_html(shelf.visit, source, "穗岚坊", "zh")
    assert "3 处密码或个人信息" in html
    assert html.index("第 2 版，") < html.index("第 1 版")


def test_a_file_that_is_gone_leaves_its_text(shelf: Shelf, meeting: Source) -> None:
    shelf.catalog.update(meeting.id, facts={"original_removed": "2026-05-04"})
    for lang, words in (("zh", "原文件已不再保留"), ("en", "no longer kept, as agreed")):
        html = viewer.source_html(shelf.visit, meeting.id, (300, 301), lang)
        assert html.count(words) == 2  # where the player stood, and where the download did
        assert "<audio" not in html
        assert "第300句" in html
        assert "/media/" not in html


def test_a_player_gets_a_fresh_link(shelf: Shelf, meeting: Source) -> None:
    assert viewer.media_link(shelf.visit, meeting.id) == linked(shelf, meeting).replace("&amp;", "&")
    with pytest.raises(UnknownSource):
        viewer.media_link(shelf.visit, "f" * 32)
