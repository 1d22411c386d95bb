"""Write the sample's Word, PowerPoint, Excel and scanned PDF files from `content/`.

    python make_documents.py ../handover

The chat log and the Markdown SOP are written by hand in the handover itself. Numbers in the ad
report come from a fixed seed, so a rebuild gives the same figures.
"""

import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.util import Inches, Pt

CONTENT = Path(__file__).parent / "content"
FONTS = Path("/usr/share/fonts/opentype/noto")
SEED = 20260314
A4_AT_200_DPI = (1654, 2339)


def write_playbook(out: Path) -> None:
    """The crisis playbook: headings, lists and tables."""
    document = Document()
    for block in yaml.safe_load((CONTENT / "playbook.yaml").read_text(encoding="utf-8")):
        ((kind, value),) = block.items()
        if kind == "title":
            document.add_heading(value, level=0)
        elif kind in ("h1", "h2"):
            document.add_heading(value, level=int(kind[1]))
        elif kind == "p":
            document.add_paragraph(value)
        elif kind in ("list", "numbers"):
            for item in value:
                document.add_paragraph(item, style="List Bullet" if kind == "list" else "List Number")
        else:
            table = document.add_table(rows=0, cols=len(value[0]), style="Light Grid Accent 1")
            for row in value:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    document.core_properties.title = "穗岚坊危机应对手册"
    document.core_properties.author = "周妍 Rhea Zhou"
    document.save(str(out))


def write_profile(out: Path) -> None:
    """The client profile: bullets or a table on each slide, speaker notes below."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for content in yaml.safe_load((CONTENT / "profile.yaml").read_text(encoding="utf-8")):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        title = slide.shapes.title
        title.left, title.top, title.width, title.height = Inches(0.7), Inches(0.4), Inches(12), Inches(1.1)
        title.text = content["title"]
        area = (Inches(0.7), Inches(1.8), Inches(12), Inches(5))
        if "table" in content:
            rows = content["table"]
            table = slide.shapes.add_table(len(rows), len(rows[0]), *area).table
            for y, row in enumerate(rows):
                for x, text in enumerate(row):
                    table.cell(y, x).text = text
        else:
            frame = slide.shapes.add_textbox(*area).text_frame
            frame.word_wrap = True
            for number, text in enumerate(content["bullets"]):
                paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
                paragraph.text = f"• {text}"
                paragraph.font.size = Pt(24)
                paragraph.space_after = Pt(12)
        if "notes" in content:
            slide.notes_slide.notes_text_frame.text = content["notes"]
    deck.save(str(out))


def daily_rows(rng: random.Random) -> list[list[Any]]:
    """One row a day, 1 February to 14 March 2026, with what happened on the odd days."""
    notes = yaml.safe_load((CONTENT / "report_notes.yaml").read_text(encoding="utf-8"))["days"]
    rows: list[list[Any]] = []
    for offset in range(42):
        day = date(2026, 2, 1) + timedelta(days=offset)
        extra = notes.get(day, {})
        spend = round(rng.uniform(9_300, 10_900) * extra.get("scale", 1), 2)
        shown = int(spend * rng.uniform(34, 39))
        clicks = int(shown * rng.uniform(0.021, 0.029))
        sales = round(spend * extra.get("roi", rng.uniform(2.25, 2.95)), 2)
        rows.append([day, spend, shown, clicks, round(clicks / shown, 4) if shown else 0, round(sales / 49.9),
                     sales, round(sales / spend, 2) if spend else 0,
                     extra.get("refunds", round(rng.uniform(0.021, 0.036), 4)), extra.get("note", "")])  # fmt: skip
    return rows


def plan_rows(rng: random.Random, february: float) -> list[list[Any]]:
    """The plans of the account, one row each; active ones share February's spend in yuan."""
    content = yaml.safe_load((CONTENT / "report_notes.yaml").read_text(encoding="utf-8"))
    shares = {number: rng.uniform(0.5, 1.5) for number in content["active"]}
    rows: list[list[Any]] = []
    combinations = [(sku, audience) for sku in content["skus"] for audience in content["audiences"]]
    for number, ((sku, product), audience) in enumerate(combinations, start=1):
        special = content["plans"].get(number, {})
        bid = round(rng.uniform(18, 34), 1)
        roi = round(rng.uniform(2.25, 3.3) if number in shares else rng.uniform(1.2, 2.15), 2)
        spend = round(february * shares.get(number, 0) / sum(shares.values()), 2)
        budget = math.ceil(spend / 2000) * 100 or 500
        rows.append([f"QC{number:03d}", sku, product, audience, special.get("bidding", "控成本投放"),
                     special.get("bid", bid), budget, spend, special.get("roi", roi),
                     "投放中" if number in shares else "已停", special.get("note", "")])  # fmt: skip
    return rows


def write_report(out: Path) -> None:
    """The ad report: a sheet of days and a sheet of plans, a header row on each."""
    rng = random.Random(SEED)
    days = daily_rows(rng)
    february = sum(row[1] for row in days if row[0].month == 2)
    sheets = {
        "日报 Daily": (
            ["日期 Date", "消耗(元) Spend", "展示 Impressions", "点击 Clicks", "点击率 CTR", "成交订单 Orders",
             "成交金额(元) GMV", "投产比 ROI", "退款率 Refund rate", "备注 Note"], days),
        "计划 Plans": (
            ["计划编号 Plan", "SKU", "商品 Product", "人群 Audience", "出价方式 Bidding", "出价(元) Bid",
             "日预算(元) Daily budget", "2月消耗(元) Feb spend", "投产比 ROI", "状态 Status", "备注 Note"],
            plan_rows(rng, february)),
    }  # fmt: skip
    book = Workbook()
    book.remove(book.active)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append(row)
        for column, cell in enumerate(sheet[1], start=1):
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7E1")
            sheet.column_dimensions[get_column_letter(column)].width = 46 if column == len(header) else 17
        for row_cells in sheet.iter_rows(min_row=2):
            for cell in row_cells:
                if "率" in header[cell.column - 1]:
                    cell.number_format = "0.00%"
                elif isinstance(cell.value, date):
                    cell.number_format = "yyyy-mm-dd"
        sheet.freeze_panes = "A2"
    book.save(out)


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a line where it would leave the page; Chinese may break anywhere but before 。，；）."""
    lines, line = [], ""
    for character in text:
        if font.getlength(line + character) > width and character not in "。，；）":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def write_scan(out: Path) -> None:
    """The contract page as a scanner would give it: turned a little, grey, grainy, no text layer."""
    page = Image.new("L", A4_AT_200_DPI, 250)
    draw = ImageDraw.Draw(page)
    body = ImageFont.truetype(str(FONTS / "NotoSerifCJK-Regular.ttc"), 33, index=2)
    bold = ImageFont.truetype(str(FONTS / "NotoSerifCJK-Bold.ttc"), 36, index=2)
    title = ImageFont.truetype(str(FONTS / "NotoSerifCJK-Bold.ttc"), 52, index=2)
    y = 150
    for number, paragraph in enumerate((CONTENT / "contract.txt").read_text(encoding="utf-8").splitlines()):
        font = title if number == 0 else bold if paragraph.startswith("第") else body
        for line in wrap(paragraph, font, A4_AT_200_DPI[0] - 320):
            x = (A4_AT_200_DPI[0] - font.getlength(line)) / 2 if number == 0 else 160
            draw.text((x, y), line, font=font, fill=25)
            y += int(font.size * 1.62)
    stamp = ImageFont.truetype(str(FONTS / "NotoSansCJK-Bold.ttc"), 34, index=2)
    draw.ellipse((1160, 1980, 1450, 2270), outline=140, width=7)
    draw.text((1203, 2060), "穗岚坊食品", font=stamp, fill=140, stroke_width=0)
    draw.text((1203, 2120), "样例合同章", font=stamp, fill=140)
    page = page.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=246)
    grain = np.random.default_rng(SEED).normal(0, 7, (page.height, page.width))
    shade = np.linspace(0, -12, page.width)[None, :]
    scanned = Image.fromarray(np.clip(np.asarray(page, np.float64) + grain + shade, 0, 255).astype(np.uint8))
    scanned.save(out, "PDF", resolution=200, quality=55, title="服务合同 第3页")


def main(handover: Path) -> None:
    """Write all four into the handover folder."""
    write_playbook(handover / "suilan/危机应对手册 v1.2.docx")
    write_profile(handover / "yipora/漪珀客户画像 Client profile.pptx")
    write_report(handover / "suilan/投放/千川投放报表 2026年2-3月.xlsx")
    write_scan(handover / "suilan/合同/服务合同 第3页 扫描件.pdf")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
