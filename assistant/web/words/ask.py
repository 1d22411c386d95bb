"""Words of asking and the first screen. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    # ask
    "ask.placeholder": (
        "Ask how a client, a crisis or an ad setup was handled…",
        "问问某个客户、某次危机、某个投放是怎么处理的……",
    ),
    "ask.question": ("Your question", "你的问题"),
    "ask.new": ("New conversation", "新对话"),
    "ask.earlier": ("Earlier conversations", "历史对话"),
    "ask.all_spaces": ("All clients", "全部客户"),
    "ask.all_kinds": ("All kinds", "全部类型"),
    "ask.all_topics": ("All topics", "全部主题"),
    "ask.space": ("Client", "客户"),
    "ask.kind": ("Kind", "类型"),
    "ask.topic": ("Topic", "主题"),
    "ask.searching": ("Searching the sources…", "正在资料里查找……"),
    "ask.found": (
        "Reading {passages} passages from {sources} sources…",
        "正在阅读 {sources} 份资料里的 {passages} 处……",
    ),
    "ask.searched": ("Understood as: {question}", "理解为：{question}"),
    "ask.refused": ("Not in the sources", "资料里没有"),
    "ask.nearest": ("The nearest thing found", "最接近的内容"),
    "ask.try": (
        "Name the client, the month or the person; clear the filters; or add the file that would know.",
        "可以点明客户、月份或人名，清除筛选条件，或者把相关文件收录进来。",
    ),
    "ask.quoted": ("Quoted from the sources", "摘录自资料原文"),
    "ask.written": ("Written by {model} from the sources below", "由 {model} 根据以下资料写成"),
    "ask.cited": ("Sources", "出处"),
    "ask.open": ("Open source {n}: {title}, {place}", "打开出处 {n}：{title}，{place}"),
    "ask.no_place": ("Citation {n}", "出处 {n}"),
    # the first screen
    "welcome.title": ("What the last team knew, kept.", "上一任知道的，都留下来。"),
    "welcome.what": (
        "Baton takes in the recordings, videos and documents of a team that is leaving. "
        "Ask in Chinese or English, and every sentence of the answer opens at the second, page or row it came from.",
        "接棒收下离任团队的录音、视频和文档。用中文或英文提问，回答里的每句话都能打开到它出自的那一秒、那一页、那一行。",
    ),
    "welcome.sample": ("Load the sample handover", "载入示例交接"),
    "welcome.sample_what": (
        "Two fictitious clients: meetings, a walkthrough video, a playbook, reports and chats.",
        "两个虚构客户：会议录音、操作视频、危机手册、报表和群聊。",
    ),
    "welcome.own": ("Add your own files", "收录自己的文件"),
    "welcome.ready": ("What would you like to know?", "想了解些什么？"),
    "welcome.holds": (
        "{sources} sources of {spaces} clients are ready.",
        "{spaces} 个客户的 {sources} 份资料可以提问。",
    ),
    "welcome.working": (
        "{ready} of {total} sources are ready; you can ask already.",
        "{total} 份资料已完成 {ready} 份，现在就可以提问。",
    ),
    "welcome.suggested": ("Try one of these", "试着问问"),
    "ask.verified": ("Answered by a person who was asked this.", "由被问到的同事作答。"),
    "ask.from_ledger": ("From the ledger of decisions and crises.", "出自决策与危机台账。"),
    # how what is cited stands
    "standing.verified": ("[{n}] Verified by {by}, {on}.", "[{n}] 已由 {by} 于 {on} 核实。"),
    "standing.stale": (
        "[{n}] Was to be looked at again by {on}. Ask before you rely on it.",
        "[{n}] 复核期限 {on} 已过，引用前请先确认。",
    ),
    "standing.superseded": ("[{n}] No longer holds: replaced on {on}.", "[{n}] 已失效，{on} 起以新决定为准。"),
    "standing.contradicted": ("[{n}] Another source says otherwise.", "[{n}] 另有资料说法不同。"),
}
