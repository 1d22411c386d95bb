"""Every real document through the reading process: what must be in it, what must not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest
from pptx.util import Inches

from ingest import archives, scans, transcripts
from ingest.documents import DocumentReader
from ingest.errors import DamagedFile, EncryptedFile, IngestError, NeedsMemory, NothingFound, TookTooLong
from ingest.extraction import Extraction
from ingest.recognise import recognise
from vectorstore.models import Block, Kind, Locator

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "documents"
MANIFEST = DATA / "manifest.jsonl"
LISTED = [json.loads(line)["path"] for line in MANIFEST.read_text().splitlines()] if MANIFEST.exists() else []

# file, must contain, must not contain
TEXTS: list[tuple[str, list[str], list[str]]] = [
    ("fake.docx", ["Lorem ipsum dolor sit amet."], ["<w:t"]),
    ("docx-hdrftr.docx", ["Main document"], ["header", "footer"]),
    ("hlink-meta.docx", ["Two with link to bookmark.", "Four with link to foo.com"], ["hyperlink"]),
    ("page-breaks.docx", ["First page, tab here", "Text on second page"], []),
    ("duplicate-paragraphs.doc", ["This document contains duplicates", "some text"], []),
    ("fake-doc-emphasized-text.doc", ["I am a bold italic bold-italic text.", "A Link example"], []),
    ("eng_spa_mult.doc", ["All human beings are born free", "Todos los seres humanos"], []),
    ("fake.odt", ["Header row: Leader; Mon: Sarah; Wed: Mark; Fri: Ryan"], []),
    ("simple.odt", ["These are a few of my favorite things", "Parrots"], []),
    ("fake-doc.rtf", ["My First Heading", "My first paragraph."], ["\\par"]),
    ("eng_spa_mult.rtf", ["Todos los seres humanos"], ["\\rtf"]),
    ("winter-sports.epub", ["Winter Sports in Switzerland", "Benson"], ["<p>"]),
    ("eng_spa_mult.epub", ["Todos los seres humanos"], []),
    ("README.rst", ["Example Docs", "A 10-K SEC filing in HTML format"], ["====="]),
    ("README.org", ["Example Docs"], ["#+"]),
    ("README-w-include.rst", ["Example Docs"], ["root:"]),
    ("README-w-include.org", ["Example Docs"], ["root:"]),
    ("codeblock.md", ["HTML Example", "<!DOCTYPE html>", "<to>Tove</to>"], ["```"]),
    ("simple-table.md", ["Item: Juicy Apples; Price: 1.99; # In stock: 739"], ["|"]),
    ("umlauts-utf8.md", ["können", "äöüß"], ["�"]),
    ("umlauts-non-utf8.md", ["können", "äöüß"], ["�"]),
    (
        "ideas-page.html",
        ["The way to get new ideas is to notice anomalies", "January 2023"],
        ["csell_env", "storeCheckoutDomain"],
    ),
    ("fake-html-lang-de.html", ["Jahresabschluss zum Geschäftsjahr"], []),
    ("fake-html-with-base64-image.html", ["Test page"], ["base64", "iVBOR"]),
    ("factbook.xml", ["United States", "Washington, DC", "Trinidad & Tobado"], ["<country"]),
    ("factbook-utf-16.xml", ["United States", "Keith Rowley"], ["\0"]),
    ("fake-email-b64.eml", ["Test Email", "Roses are red", "NotMatthew"], ["Content-Type"]),
    ("1_fake-email.txt", ["Roses are red"], ["--000000"]),
    ("mime-no-body.eml", ["Image Only Email", "image.jpg"], ["9j/4AAQ"]),
    ("signed-doc.p7s", ["This is a test"], []),
    (
        "email-replace-mime-encodings-error-5.eml",
        ["Marketing visibility", "GLOBAL SPONSORSHIP OPPORTUNITY"],
        ["=E2", "=3D"],
    ),
    ("fake-email.msg", ["Test Email", "Roses are red", "Matthew Robinson"], []),
    ("fake-email-attachment.msg", ["Fake email with attachment", "fake-attachment.txt"], []),
    ("fake-email-with-cc-and-bcc.msg", ["steve@unstructured.io"], []),
    ("eng_spa_mult.pptx", ["Testing multiple languages", "Todos los seres humanos"], []),
    ("eng_spa_mult.ppt", ["This is a slide note.", "Todos los seres humanos"], []),
    ("book-war-and-peace-1p.txt", ["delivered by a scarlet-liveried footman that"], []),
    ("fake.go", ["package main"], []),
]


def text_of(read: Extraction) -> str:
    return "\n".join(block.text for block in read.blocks)


def read_any(path: Path, name: str, reader: DocumentReader) -> Extraction | int:
    """As the pipeline does it; the number of pages for what is read by page."""
    found = recognise(path, name)
    if found.kind in (Kind.PDF, Kind.IMAGE):
        return scans.pages(path, name)
    if found.kind is Kind.TRANSCRIPT:
        return transcripts.parse(path, name)
    if found.kind is Kind.CHAT:
        return transcripts.parse_chat(path, name)
    return reader.extract(path, name, found.kind, found.suffix)


def soffice_or_skip(name: str) -> None:
    if Path(name).suffix in (".doc", ".ppt") and name != "eng_spa_mult.doc" and not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")


@pytest.mark.parametrize(("name", "there", "absent"), TEXTS, ids=[name for name, _, _ in TEXTS])
def test_texts(
    real_file: Callable[[str], Path], reader: DocumentReader, name: str, there: list[str], absent: list[str]
) -> None:
    soffice_or_skip(name)
    read = read_any(real_file(name), name, reader)
    assert isinstance(read, Extraction)
    text = text_of(read)
    assert [want for want in there if want not in text] == []
    assert [bad for bad in absent if bad.lower() in text.lower()] == []


@pytest.mark.parametrize("name", LISTED)
def test_no_file_of_the_set_does_worse_than_a_named_error(
    real_file: Callable[[str], Path], reader: DocumentReader, tmp_path: Path, name: str
) -> None:
    path = real_file(name)
    try:
        is_archive = recognise(path, name).kind is Kind.ARCHIVE
        read = archives.unpack(path, name, tmp_path) if is_archive else read_any(path, name, reader)
        said = [name, name] if read else []
    except IngestError as refused:
        said = [refused.say("zh"), refused.say("en")]
    assert len(said) == 2
    assert all(name in sentence for sentence in said)


def test_a_locked_mail(real_file: Callable[[str], Path], reader: DocumentReader) -> None:
    with pytest.raises(EncryptedFile):
        read_any(real_file("fake-encrypted.msg"), "m.msg", reader)


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """A handover as people write it: styles, numbered headings, bold lines, a list and tables."""
    document = docx.Document()
    document.add_heading("危机预案", 0)
    document.add_paragraph("本预案适用于全部直播间。")
    document.add_heading("响应", 1)
    document.add_heading("时限", 2)
    document.add_paragraph("三十分钟内完成初判。")
    document.add_paragraph("通知客户负责人", style="List Bullet")
    table = document.add_table(3, 3)
    for row, cells in enumerate((["级别", "时限", "负责人"], ["红", "30分钟", "王莉"], ["黄", "2小时", "赵敏"])):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    document.add_paragraph("一、复盘")
    document.add_paragraph("（一）数据")
    document.add_paragraph("导出后台报表。")
    document.add_paragraph().add_run("注意事项").bold = True
    document.add_paragraph("不得删评。")
    path = tmp_path / "e4d909c2"
    with path.open("wb") as stream:
        document.save(stream)
    return path


def test_word_keeps_its_order_headings_and_rows(word: Path, reader: DocumentReader) -> None:
    blocks = reader.extract(word, "预案.docx", Kind.DOCUMENT, ".docx").blocks
    assert [(b.kind, b.text, b.headings, b.locator.paragraph, b.locator.row) for b in blocks] == [
        ("heading", "危机预案", (), 1, None),
        ("text", "本预案适用于全部直播间。", ("危机预案",), 2, None),
        ("heading", "响应", (), 3, None),
        ("heading", "时限", ("响应",), 4, None),
        ("text", "三十分钟内完成初判。", ("响应", "时限"), 5, None),
        ("list", "通知客户负责人", ("响应", "时限"), 6, None),
        ("row", "级别: 红; 时限: 30分钟; 负责人: 王莉", ("响应", "时限"), 7, 2),
        ("row", "级别: 黄; 时限: 2小时; 负责人: 赵敏", ("响应", "时限"), 7, 3),
        ("heading", "一、复盘", ("响应", "时限"), 8, None),
        ("heading", "（一）数据", ("响应", "时限", "一、复盘"), 9, None),
        ("text", "导出后台报表。", ("响应", "时限", "一、复盘", "（一）数据"), 10, None),
        ("heading", "注意事项", ("响应", "时限", "一、复盘", "（一）数据"), 11, None),
        ("text", "不得删评。", ("响应", "时限", "一、复盘", "（一）数据", "注意事项"), 12, None),
    ]


def test_old_word_reads_like_new(word: Path, reader: DocumentReader, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")
    from ingest.libreoffice import convert

    old = convert(word, "预案.docx", ".docx", ".doc", tmp_path, 120)
    found = recognise(old, "预案")
    assert (found.kind, found.suffix) == (Kind.DOCUMENT, ".doc")
    text = text_of(reader.extract(old, "预案.doc", found.kind, found.suffix))
    assert "级别: 红; 时限: 30分钟; 负责人: 王莉" in text
    assert "三十分钟内完成初判。" in text


def test_slides_with_notes_and_tables(tmp_path: Path, reader: DocumentReader) -> None:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "客户画像"
    first.placeholders[1].text = "二十到三十岁\n爱喝低糖"
    first.notes_slide.notes_text_frame.text = "客户不喜欢“减肥”这个词。"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "预算"
    table = second.shapes.add_table(2, 3, Inches(1), Inches(2), Inches(6), Inches(1)).table
    for row, cells in enumerate((["平台", "预算", "人"], ["抖音", "20万", "王莉"])):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    path = tmp_path / "deck"
    with path.open("wb") as stream:
        deck.save(stream)
    read = reader.extract(path, "提案.pptx", Kind.SLIDES, ".pptx")
    assert read.facts == {"slides": 2}
    seen = {(b.kind, b.text, b.locator.slide, b.locator.row) for b in read.blocks}
    assert {
        ("text", "客户不喜欢“减肥”这个词。", 1, None),
        ("heading", "客户画像", 1, None),
        ("text", "爱喝低糖", 1, None),
        ("row", "平台: 抖音; 预算: 20万; 人: 王莉", 2, 2),
    } <= seen
    assert next(b for b in read.blocks if b.kind == "row").headings == ("预算",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_markdown_in_chinese(tmp_path: Path, reader: DocumentReader, encoding: str) -> None:
    path = tmp_path / "sop"
    path.write_bytes(
        "# 建计划\n\n先选目标。\n\n## 出价\n\n- 不高于 2 元\n\n![x](http://127.0.0.1:9/x.png)\n".encode(encoding)
    )
    read = reader.extract(path, "SOP.md", Kind.DOCUMENT, ".md")
    assert Block("不高于 2 元", Locator(paragraph=4), headings=("建计划", "出价"), kind="list") in read.blocks


def test_plain_text_by_paragraph(tmp_path: Path, reader: DocumentReader) -> None:
    path = tmp_path / "n"
    path.write_text("一、预算\n全年二百万。\n\n二、节奏\n三月起量，\n六月收口。\n", encoding="gb18030")
    read = reader.extract(path, "说明.txt", Kind.DOCUMENT, ".txt")
    assert [(b.kind, b.text, b.headings, b.locator.paragraph) for b in read.blocks] == [
        ("heading", "一、预算", (), 1),
        ("text", "全年二百万。", ("一、预算",), 2),
        ("heading", "二、节奏", (), 3),
        ("text", "三月起量，", ("二、节奏",), 4),
        ("text", "六月收口。", ("二、节奏",), 5),
    ]


def test_a_chinese_mail_that_says_gb2312_and_writes_gbk(tmp_path: Path, reader: DocumentReader) -> None:
    path = tmp_path / "m"
    body = "喆总好，报价见附件。"
    head = (
        "From: a@b.cn\r\nTo: c@d.cn\r\nSubject: =?gb2312?B?uLS74bGovNs=?=\r\nDate: Tue, 5 Mar 2024 14:00:00 +0800\r\n"
    )
    kind = 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    path.write_bytes((head + kind).encode() + body.encode("gbk"))
    read = reader.extract(path, "报价.eml", Kind.MAIL, ".eml")
    assert body in text_of(read)
    assert read.facts == {"occurred_on": "2024-03-05"}


HOSTILE_XML = [
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;公开</a>',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;公开</a>',
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "'
    + "lol" * 20
    + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]><a>&m;公开</a>",
]


@pytest.mark.parametrize("xml", HOSTILE_XML, ids=["file", "network", "bomb"])
@pytest.mark.parametrize("suffix", [".xml", ".html"])
def test_entities_are_not_followed(tmp_path: Path, reader: DocumentReader, xml: str, suffix: str) -> None:
    path = tmp_path / "x"
    path.write_text(xml)
    try:
        text = text_of(reader.extract(path, f"x{suffix}", Kind.DOCUMENT, suffix))
    except (DamagedFile, NothingFound):
        return
    assert "root:" not in text
    assert "lollol" * 100 not in text


def test_deep_nesting_is_a_named_error_or_is_read(tmp_path: Path, reader: DocumentReader) -> None:
    path = tmp_path / "x"
    path.write_text("<html><body>" + "<div>" * 50_000 + "底" + "</div>" * 50_000 + "</body></html>", encoding="utf-8")
    try:
        outcome = text_of(reader.extract(path, "深.html", Kind.DOCUMENT, ".html"))
    except IngestError as refused:
        outcome = refused.say("zh")
    assert outcome == "底" or "深.html" in outcome


def test_a_file_called_by_another_format_is_damaged(word: Path, reader: DocumentReader) -> None:
    for suffix in (".pptx", ".epub", ".odt"):
        with pytest.raises(IngestError):
            reader.extract(word, f"x{suffix}", Kind.DOCUMENT, suffix)


def test_nothing_in_it(tmp_path: Path, reader: DocumentReader) -> None:
    path = tmp_path / "x"
    path.write_text("<html><body><img src='a.png'><script>x()</script></body></html>")
    with pytest.raises(NothingFound):
        reader.extract(path, "空.html", Kind.DOCUMENT, ".html")


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read(tmp_path: Path, word: Path) -> None:
    hasty = DocumentReader(timeout_s=0.05)
    try:
        with pytest.raises(TookTooLong) as stopped:
            hasty.extract(word, "慢.docx", Kind.DOCUMENT, ".docx")
        assert stopped.value.retryable
        assert "慢.docx" in stopped.value.say("zh")
    finally:
        hasty.close()


@pytest.mark.slow
def test_a_file_that_wants_too_much_memory_is_stopped_and_the_next_is_read(tmp_path: Path, word: Path) -> None:
    small = DocumentReader(timeout_s=120, memory_mb=700)
    greedy = tmp_path / "x"
    with greedy.open("w", encoding="utf-8") as stream:
        stream.writelines(f"第{n}段，预算与投放。\n" for n in range(6_000_000))
    try:
        with pytest.raises((NeedsMemory, DamagedFile)):
            small.extract(greedy, "大.txt", Kind.DOCUMENT, ".txt")
        assert small.extract(word, "预案.docx", Kind.DOCUMENT, ".docx").blocks
    finally:
        small.close()


def test_pages_are_read_within_the_limits_too(real_file: Callable[[str], Path], reader: DocumentReader) -> None:
    path = real_file("negative-coords.pdf")
    assert reader.read_pages(path, "函.pdf", 1, 1).blocks == scans.read_pages(path, "函.pdf", 1, 1)
