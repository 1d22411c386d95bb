"""Words of the handover: where it stands, its checklist. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "handover.loading": ("Looking up where the handover stands…", "正在读取交接情况……"),
    "handover.no_client": (
        "You belong to no client yet. A manager can add you under People.",
        "你还没有加入任何客户，请让负责人在“成员”中添加你。",
    ),
    "handover.client": ("Client", "客户"),
    "handover.part_overview": ("At a glance", "总览"),
    "handover.part_checklist": ("Checklist", "交接清单"),
    "handover.part_coverage": ("Coverage", "覆盖情况"),
    "handover.part_interview": ("Interview", "访谈"),
    "handover.part_questions": ("Questions", "问与答"),
    "handover.part_report": ("Report", "交接报告"),
    "handover.part_firstday": ("First day", "上手指引"),
    "handover.part_quiz": ("Practice", "情景练习"),
    "handover.part_selfcheck": ("Self-check", "运营自检"),
    "handover.part_freshness": ("Review dates", "复核期限"),
}
