from __future__ import annotations

import io
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from PIL import Image

from ingest.errors import DamagedFile, EncryptedFile, IngestError, TooLarge, UnsupportedFile
from ingest.scans import open_pdf, pages, read_pages, render_page
from vectorstore.models import Block

SENTENCE = (
    "当客户在社交平台上遇到负面舆情时，团队须在三十分钟内完成初步评估，"
    "并由客户负责人向品牌方通报，随后按照预案发布声明。"
)


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Chinese PDF of four chapters with a running header, printed by LibreOffice."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice to print a PDF")
    folder = tmp_path_factory.mktemp("handbook")
    document = docx.Document()
    document.styles["Normal"].font.name = "Noto Sans CJK SC"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans CJK SC")
    document.sections[0].header.paragraphs[0].text = "机密 · 某茶饮品牌交接"
    for chapter in "甲乙丙丁":
        document.add_heading(f"{chapter}章 危机处理", 1)
        for _ in range(3):
            document.add_paragraph(SENTENCE * 2)
        document.add_page_break()
    document.save(str(folder / "h.docx"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/p",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(folder / "h.docx")], check=True, capture_output=True, timeout=120)
    return folder / "h.pdf"


def joined(blocks: list[Block]) -> str:
    return "".join(block.text for block in blocks).replace(" ", "")


def a_pdf(path: Path, password: str = "") -> Path:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    with path.open("wb") as stream:
        writer.write(stream)
    return path


def test_a_chinese_pdf(handbook: Path) -> None:
    assert pages(handbook, "手册.pdf") >= 4
    blocks = read_pages(handbook, "手册.pdf", 1, 4)
    first = [block for block in blocks if block.locator.page == 1]
    assert (first[0].kind, first[0].text) == ("heading", "甲章 危机处理")
    assert [block.text for block in first[1:]] == [SENTENCE * 2] * 3
    assert [block.locator.paragraph for block in first] == [1, 2, 3, 4]
    assert {block.headings for block in first[1:]} == {("甲章 危机处理",)}
    assert "机密" not in joined(blocks)
    assert {block.locator.page for block in blocks} == {1, 2, 3, 4}


def test_pages_read_alone_are_the_pages_read_together(handbook: Path) -> None:
    together = read_pages(handbook, "手册.pdf", 1, 4)
    alone = [block for page in range(1, 5) for block in read_pages(handbook, "手册.pdf", page, page)]
    assert [(b.text, b.locator) for b in alone] == [(b.text, b.locator) for b in together]


def test_a_range_past_the_end_is_cut(handbook: Path) -> None:
    last = pages(handbook, "手册.pdf")
    assert read_pages(handbook, "手册.pdf", last + 1, last + 5) == []
    assert read_pages(handbook, "手册.pdf", 4, last + 9) == read_pages(handbook, "手册.pdf", 4, last)


@pytest.mark.slow
def test_a_scan_of_it_reads_the_same(handbook: Path, tmp_path: Path) -> None:
    picture = Image.open(io.BytesIO(render_page(handbook, 1, 1654)))
    picture.save(tmp_path / "scan.pdf", resolution=200)
    picture.save(tmp_path / "scan.png")
    for name in ("scan.pdf", "scan.png"):
        blocks = read_pages(tmp_path / name, name, 1, 1)
        assert joined(blocks).count(SENTENCE) == 6
        assert "甲章危机处理" in joined(blocks)
        assert {block.locator.page for block in blocks} == {1}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("chi_sim_image.jpeg", ["毛孔粗大", "肌肤代谢物"]),
        ("layout-parser-paper-fast.jpg", ["LayoutParser", "Abstract"]),
        ("table-multi-row-column-cells.png", ["Dexterity", "98.3%"]),
        ("single_table.pdf", ["Base 256", "800.73"]),
    ],
)
def test_real_pictures_are_read(real_file: Callable[[str], Path], name: str, there: list[str]) -> None:
    text = "\n".join(block.text for block in read_pages(real_file(name), name, 1, 1))
    assert [want for want in there if want not in text] == []


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("figure-overlay-text.pdf", "Printed Name: Jane Doe"),
        (
            "negative-coords.pdf",
            "All reviewed LCA studies up to now cover in total 67.3% of the total scope 3 carbon footprint.",
        ),
        ("embedded-images-tables.pdf", "versus inhibitor concentration gives a straight line as shown in Fig. 5."),
    ],
)
def test_real_pdfs(real_file: Callable[[str], Path], name: str, there: str) -> None:
    assert there in "\n".join(block.text for block in read_pages(real_file(name), name, 1, 1))


def test_a_picture_format_without_a_reader_is_named(real_file: Callable[[str], Path]) -> None:
    with pytest.raises(UnsupportedFile) as refused:
        pages(real_file("DA-1p.heic"), "照片.heic")
    assert "HEIC" in refused.value.say("zh")


def test_frames_of_a_tiff_are_pages(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (60, 40), "white") for _ in range(3)]
    frames[0].save(tmp_path / "f", "TIFF", save_all=True, append_images=frames[1:])
    assert pages(tmp_path / "f", "传真.tiff") == 3
    assert read_pages(tmp_path / "f", "传真.tiff", 1, 3) == []


def test_pages_for_the_viewer(handbook: Path, tmp_path: Path) -> None:
    shown = Image.open(io.BytesIO(render_page(handbook, 2, 640)))
    assert (shown.format, shown.width) == ("PNG", 640)
    assert shown.height > 640
    for missing in (0, 99):
        with pytest.raises(IndexError):
            render_page(handbook, missing, 640)
    Image.new("L", (30, 10)).save(tmp_path / "p", "PNG")
    assert Image.open(io.BytesIO(render_page(tmp_path / "p", 1, 90))).size == (90, 30)


def test_pdfium_is_used_by_one_thread_at_a_time(handbook: Path) -> None:
    expected, read = read_pages(handbook, "手册.pdf", 1, 2), []

    def work() -> None:
        read.append(read_pages(handbook, "手册.pdf", 1, 2))
        render_page(handbook, 1, 200)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [expected] * 4


def test_passwords_and_damage(tmp_path: Path) -> None:
    with pytest.raises(EncryptedFile) as locked, open_pdf(a_pdf(tmp_path / "l", "secret"), "合同.pdf"):
        pass
    assert "合同.pdf" in locked.value.say("zh")
    (tmp_path / "d").write_bytes(b"%PDF-1.7\nnothing follows")
    with pytest.raises(DamagedFile):
        pages(tmp_path / "d", "坏.pdf")
    whole = io.BytesIO()
    Image.effect_noise((400, 400), 90).convert("RGB").save(whole, "PNG")
    (tmp_path / "c").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    with pytest.raises(DamagedFile):
        read_pages(tmp_path / "c", "断.png", 1, 1)


def test_a_picture_that_claims_billions_of_pixels(tmp_path: Path) -> None:
    small = io.BytesIO()
    Image.new("1", (8, 8)).save(small, "BMP")
    claimed = bytearray(small.getvalue())
    claimed[18:22] = claimed[22:26] = (60_000).to_bytes(4, "little")
    (tmp_path / "b").write_bytes(claimed)
    with pytest.raises((TooLarge, DamagedFile)):
        pages(tmp_path / "b", "炸弹.bmp")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_pdf_cut_short_is_read_as_far_as_it_goes_or_refused(handbook: Path, tmp_path: Path, share: float) -> None:
    data = handbook.read_bytes()
    (tmp_path / "c").write_bytes(data[: int(len(data) * share)])
    try:
        outcome: int | str = pages(tmp_path / "c", "断.pdf")
    except IngestError as refused:
        outcome = refused.say("zh")
    assert outcome >= 1 if isinstance(outcome, int) else "断.pdf" in outcome


def test_an_empty_page_gives_nothing(tmp_path: Path) -> None:
    assert read_pages(a_pdf(tmp_path / "e"), "空.pdf", 1, 1) == []
