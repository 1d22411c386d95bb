"""Documents and facts that no client ever had: hostile ones for the writers, whole ones for the sections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from assistant.chat.evidence import Citation
from assistant.handover.report.document import (
    BREAK,
    Document,
    Heading,
    Items,
    Paragraph,
    Reference,
    Role,
    Run,
    Section,
    Table,
    Tone,
    plain,
)
from assistant.handover.report.facts import (
    Chapter,
    Course,
    Crisis,
    Entry,
    Facts,
    Going,
    Happened,
    Held,
    Judged,
    Knower,
    Settled,
    Unanswered,
    Verified,
)
from vectorstore.models import Kind, Locator, Term

ADDRESS = "https://baton.example"
HOSTILE = (
    "合同\u202efdp.exe\x00\x07 <script>alert(1)</script> [点我](http://evil.example) ![图](http://evil.example/x.png) "
    "=SUM(A1) "
    "#let x = 1 #eval(1) *粗* _斜_ `码` $x^2$ \\newline | 竖线 | & &amp; <b>b</b> @label 🎉👨‍👩‍👧 مرحبا שלום ไทย "
    f"{'A' * 130} https://evil.example/{'very/long/path/' * 9}?q=1&b=2"
)
ADVICE = (
    "先停投放，再查评论来源；最后恢复。差评率一小时内从 2% 升到 11%，而库存与物流都没有异常。"
    "他们考虑过继续投放并加急客服，但担心负面扩散。"
)


def hostile(lang: str = "zh", rows: int = 3) -> Document:
    """Every kind of block, each with hostile text in it."""
    cells = (plain(HOSTILE), (Run(HOSTILE, Tone.WARNING, (1,)), BREAK, Run("第二行")), plain("x"))
    filler = tuple((plain(f"第 {i} 项"), (Run(ADVICE, marks=(2,)),), plain(str(i))) for i in range(rows))
    section = Section(
        "hostile",
        HOSTILE,
        (
            Heading(HOSTILE),
            Paragraph(plain(HOSTILE)),
            Paragraph((Run(HOSTILE, Tone.STRONG, (1, 2)),), Role.LEAD),
            Paragraph(plain(HOSTILE, Tone.MUTED), Role.QUOTE),
            Paragraph(plain(HOSTILE), Role.NOTE),
            Items((plain(HOSTILE), plain("- 1. # 列表"), plain("1. 一"))),
            Table(("事项", "依据", "状态"), (cells, *filler), (4, 8, 2)),
        ),
    )
    return Document(
        lang=lang,
        kicker="交接报告" if lang == "zh" else "Handover report",
        title=HOSTILE[:60],
        cover=Table((), ((plain("客户"), plain(HOSTILE)),), (2, 8)),
        notes=(Paragraph(plain(HOSTILE), Role.NOTE),),
        sections=(section,),
        references=(
            Reference(1, HOSTILE, ("录音", "12:30", HOSTILE), HOSTILE, f"{ADDRESS}/?source=s1&block=3"),
            Reference(2, "复盘会.m4a", ("录音", "2:04–2:10", "2026-03-14"), ADVICE, f"{ADDRESS}/?source=s2&block=0"),
        ),
        sources_title="资料来源",
        contents_title="目录",
        footer="穗岚坊 · 2026-04-20",
        page_of="第 {n} 页，共 {all} 页" if lang == "zh" else "Page {n} of {all}",
    )


def large(rows: int) -> Document:
    """A document with one long table."""
    return hostile(rows=rows)


def cite(source: str, text: str, block: int = 0, **place: int) -> Citation:
    return Citation(0, source, f"{source}.m4a", Kind.RECORDING, text, Locator(**place), block, block)


BUDGET = cite("meeting", "品牌词日预算上限 25,000 元。", 4, start=750, end=764)
TASTE = cite("interview", "陈总说“再看看”就是不同意。", 2, paragraph=3)
RULE = cite("manual", "Never promise a delivery date in public.", 7, page=3)
FEE = cite("contract", "zqsecret 服务费十九万", 1, page=9)


def facts(*, for_managers: bool = False) -> Facts:
    """A handover under way, with something of everything."""
    held = {
        "meeting": Held("复盘会.m4a", Kind.RECORDING, date(2026, 3, 14)),
        "interview": Held("林晓访谈.md", Kind.INTERVIEW, None, "林晓", "2026-04-02"),
        "manual": Held("Manual.pdf", Kind.PDF, date(2025, 1, 1), review_by=date(2026, 1, 1)),
    }
    closed = {"contract": Held("合同.pdf", Kind.PDF, restricted=True)}
    asked = Entry("taste", "审批习惯", "", "林晓", date(2026, 4, 5), "done", judged=Judged("enough", (TASTE, FEE)))
    thin = Judged("thin", (RULE,), ("reason", "number"))
    late = Entry("tone", "评论口径", "", "", date(2026, 4, 1), "open", late=True, must=True, judged=thin)
    bare = Entry("taboo", "沟通禁忌", "", "Mandy", date(2026, 4, 9), "doing", judged=Judged("none"))
    unjudged = Entry("dates", "大促日历", "", "", date(2026, 4, 9), "open")
    unwanted = Entry("own", "私域工具", "", "", date(2026, 4, 9), "not needed", reason="客户不做私域")
    ruled = Judged("enough", (), (), "陈立", "现场核对过")
    overruled = Entry("bids", "出价规则", "", "林晓", date(2026, 4, 9), "done", chosen=(BUDGET,), judged=ruled)
    chapters = (
        Chapter("communication", "客户沟通", (asked, late, bare), "sent back", "吴桐", "缺禁忌"),
        Chapter("ads", "投放设置", (overruled,), "confirmed", "吴桐"),
        Chapter("calendar", "日程与承诺", (unjudged, unwanted)),
    )
    steps = (Going("overlap", "Mandy", datetime(2026, 4, 12, 8), "直播账号要等平台审核"),)
    course = Course(("林晓", "Mandy"), ("吴桐",), date(2026, 4, 1), date(2026, 4, 30), "overlap", steps)
    happened = (Happened("signal", "差评升到 11%", (BUDGET,)), Happened("lesson", "先停再查"))
    return Facts(
        client="穗岚坊",
        made_on=date(2026, 4, 20),
        made_by="Mandy",
        for_managers=for_managers,
        left_out=0 if for_managers else 1,
        held={**held, **(closed if for_managers else {})},
        course=course,
        chapters=chapters,
        knowers=(Knower("林晓", "outgoing", (("投放", (BUDGET, FEE)), ("", ())), ("审批习惯",) * 7, (TASTE,)),),
        decisions=(
            Settled(
                "日预算不超过 25,000 元",
                date(2026, 2, 1),
                ("陈总",),
                "去年超投",
                ("不设上限",),
                "未再超",
                True,
                False,
                (BUDGET,),
            ),
            Settled("停投", None, (), contradicted=True, proof=(RULE,)),
        ),
        crises=(Crisis("差评集中爆发", date(2026, 3, 14), (BUDGET,), happened),),
        unanswered=(Unanswered("谁批 30% 以上佣金？", "林晓", date(2026, 4, 15), 3),),
        verified=(Verified("“再看看”是什么意思？", "就是不同意。", "林晓", date(2026, 4, 2), (TASTE,)),),
        terms=(Term("直通车", ("ZTC",)),),
    )


def empty() -> Facts:
    """A client with nothing at all."""
    return Facts("空", date(2026, 4, 20), "", False, 0, {})


def signed_off() -> Facts:
    """The same handover, over."""
    made = facts()
    assert made.course
    last = Going("signed off", "吴桐", datetime(2026, 4, 30, 9), "两项留待月底")
    return replace(made, course=replace(made.course, phase="signed off", steps=(*made.course.steps, last)))
