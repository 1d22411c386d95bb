"""Words of the part "report": what a report is made as, and what is in it. Key: (English, Chinese).

What a report itself says: handover/report/words.py.
"""

WORDS: dict[str, tuple[str, str]] = {
    "report.title": ("Handover report", "交接报告"),
    "report.what": (
        "The whole handover in one file, for people without Baton too: every claim has its source and the words it "
        "rests on. It is made anew each time, as things stand, and not kept here.",
        "把整个交接整理成一份文件，没有 Baton 的人也能读：每个结论都附来源和原文。每次按当前情况重新生成，这里不留存。",
    ),
    "report.language": ("Language", "语言"),
    "report.lang_zh": ("Chinese", "中文"),
    "report.lang_en": ("English", "英文"),
    "report.for": ("For", "给谁看"),
    "report.for_members": ("all members", "客户全体成员"),
    "report.for_managers": ("managers only", "仅负责人"),
    "report.make": ("Download as", "下载为"),
    "report.pdf": ("PDF", "PDF 文件"),
    "report.docx": ("Word", "Word 文档"),
    "report.md": ("Markdown", "Markdown 文本"),
    "report.inside": ("What will be in it", "报告内容"),
    "report.count": ("{count}", "{count} 条"),
    "report.lacking": ("{count} open", "待补 {count} 条"),
    "report.first": ("Missing now", "目前还缺"),
    "report.no_handover": ("No handover has been set up.", "还没有建立交接。"),
    "report.bare": ("{count} items without enough in the library", "{count} 项在资料库中依据不足"),
    "report.unjudged": ("{count} items not judged yet", "{count} 项尚未评估"),
    "report.late": ("{count} items late", "{count} 项已逾期"),
    "report.waiting": ("{count} questions wait for an answer", "{count} 个问题等待答复"),
    "report.unconfirmed": ("{count} decisions confirmed by nobody", "{count} 条决定尚无人确认"),
    "report.go": ("Go there", "去处理"),
    "report.complete": ("Nothing is missing.", "没有缺项。"),
    "report.before": ("Made before", "生成记录"),
    "report.never": ("Nobody has made one yet.", "还没有人生成过报告。"),
    "report.preview": ("Preview", "预览"),
    "report.somebody": ("the owner of this Baton", "本机用户"),
    "did.exported.report": ("made a handover report", "生成了交接报告"),
    "js.report_making": ("Making the report…", "正在生成报告……"),
    "js.report_made": ("The report is in your downloads.", "报告已下载。"),
}
