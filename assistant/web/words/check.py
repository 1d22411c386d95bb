"""Words of control questions. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    # check
    "controls.title": ("Control questions", "自测题"),
    "controls.what": (
        "Questions whose answers you know. Asked again whenever something changed, they say which of them fail today. "
        "One JSON object a line; docs/evaluation.md describes it.",
        "你知道答案的题目。资料或设置有变化后重新问一遍，就知道今天哪些答不对。"
        "每行一个 JSON 对象，格式见 docs/evaluation.md。",
    ),
    "controls.space": ("Client", "客户"),
    "controls.every": ("All clients", "全部客户"),
    "controls.paste": ("Paste questions, or choose a file", "粘贴题目，或选择文件"),
    "controls.example_asked": ("How soon must we respond?", "多久之内要回应？"),
    "controls.example_answer": ("2 hours", "2小时"),
    "controls.example_file": ("playbook.docx", "危机手册.docx"),
    "controls.example_none": ("Which hotel do we book?", "订哪家酒店？"),
    "controls.choose": ("Choose a file", "选择文件"),
    "controls.keep": ("Keep these", "保存"),
    "controls.loading": ("Looking…", "正在查看……"),
    "controls.no_clients": (
        "There is no client yet. Add files under Capture first.",
        "还没有客户。请先在“收录”里添加资料。",
    ),
    "controls.none": (
        "No control questions yet. Choose the client, then paste questions whose answers you know.",
        "还没有自测题。先选择客户，再粘贴几道你知道答案的题目。",
    ),
    "controls.file": ("{count} questions · {name} · kept {date}", "{count} 题 · {name} · 保存于 {date}"),
    "controls.start": ("Ask them now", "现在自测"),
    "controls.stop": ("Stop", "停止"),
    "controls.remove": ("Remove", "删除"),
    "controls.running": ("Asking: {done} of {total}", "正在提问：{done} / {total}"),
    "controls.never": ("Not asked yet.", "还没有问过。"),
    "controls.of": ("of {count} pass", "/ {count} 题通过"),
    "controls.asked_at": ("asked {time}", "{time} 问过"),
    "controls.trend": (
        "Since the time before: {better} better, {worse} worse",
        "和上一次相比：变好 {better} 题，变差 {worse} 题",
    ),
    "controls.level": ("As the time before", "和上一次一样"),
    "controls.rounds": ("Earlier rounds", "历次结果"),
    "controls.round": ("{passed} of {count}, {time}", "{count} 题通过 {passed} 题，{time}"),
    "controls.fallen": ("passed the time before", "上一次还是对的"),
    "controls.expected": ("Expected", "应答"),
    "controls.answered": ("Answered", "实答"),
    "controls.passed": ("{count} passed", "已通过 {count} 题"),
    "controls.more": (
        "{count} more failed; baton eval reports them all.",
        "另有 {count} 题未通过，可用 baton eval 查看全部。",
    ),
}
