"""Every word Baton's pages say, in English and Chinese, in one place.

Knows no page. Keys under `js.` go to the browser's scripts with the page; keys under `tab.`
and `ask.` that Gradio's own components carry are handed to its translations. A test finds
words that are missing or that nobody says.
"""

from __future__ import annotations

from typing import Literal

Lang = Literal["en", "zh"]

# key: (English, Chinese)
WORDS: dict[str, tuple[str, str]] = {
    # the frame
    "tab.ask": ("Ask", "提问"),
    "tab.capture": ("Capture", "收录"),
    "tab.library": ("Library", "资料库"),
    "tab.controls": ("Check", "自测"),
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
    # capture
    "capture.title": ("Add to what Baton knows", "收录资料"),
    "capture.drop": ("Drop files or folders here", "把文件或文件夹拖到这里"),
    "capture.kinds": (
        "Recordings, videos, transcripts, Office files, PDF, scans, pictures, chats, mail, zip",
        "录音、视频、文字稿、Office 文档、PDF、扫描件、图片、聊天记录、邮件、压缩包",
    ),
    "capture.files": ("Choose files", "选择文件"),
    "capture.folder": ("Choose a folder", "选择文件夹"),
    "capture.space": ("Client", "客户"),
    "capture.space_hint": ("An existing one, or a new name", "选择已有客户，或输入新名称"),
    "capture.topic": ("Topic", "主题"),
    "capture.topic_hint": ("Optional: crisis, ads, contract…", "选填：危机、投放、合同……"),
    "capture.date": ("Date", "日期"),
    "capture.add": ("Add", "收录"),
    "capture.clear": ("Clear", "清空"),
    "capture.list": ("Recently added", "最近收录"),
    "capture.none": (
        "Nothing here yet. What you add appears here with each stage it passes.",
        "这里还是空的。收录之后，每份资料走到哪一步都会显示在这里。",
    ),
    "capture.more": ("{count} older ones are in the library.", "另有 {count} 份较早的在资料库里。"),
    # rows
    "row.of_version": ("version {version}", "第 {version} 版"),
    "row.searchable": ("searchable up to about {time} of {total}", "前 {time}（共 {total}）已可搜索"),
    "row.progress": ("{percent}% done", "已完成 {percent}%"),
    "row.done": ("Ready, {count} indexed", "已完成，{count} 段可搜索"),
    "row.transcript": ("uses the transcript that came with it", "使用随附的文字稿"),
    "row.members": ("{count} files unpacked", "解出 {count} 个文件"),
    "row.cancel": ("Cancel", "取消"),
    "row.retry": ("Retry", "重试"),
    "row.remove": ("Remove", "删除"),
    "stage.stored": ("Stored", "已存"),
    "stage.recognised": ("Recognised", "识别"),
    "stage.extracted": ("Read", "读取"),
    "stage.masked": ("Masked", "脱敏"),
    "stage.chunked": ("Cut", "切分"),
    "stage.indexed": ("Indexed", "索引"),
    "stage.done": ("Done", "完成"),
    "stage.failed": ("Failed", "失败"),
    "stage.cancelled": ("Cancelled", "已取消"),
    # library
    "library.find": ("Search titles and topics", "按标题、主题查找"),
    "library.any_space": ("All clients", "全部客户"),
    "library.any_kind": ("All kinds", "全部类型"),
    "library.count": ("{count} sources", "{count} 份资料"),
    "library.none": ("No source matches.", "没有符合条件的资料。"),
    "library.empty": ("The library is empty.", "资料库还是空的。"),
    "library.pick": ("Choose a source to read, play or search it.", "选择一份资料来阅读、播放或搜索。"),
    "library.list": ("Sources", "资料列表"),
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
    # kinds
    "kind.recording": ("Recording", "录音"),
    "kind.video": ("Video", "视频"),
    "kind.transcript": ("Transcript", "文字稿"),
    "kind.document": ("Document", "文档"),
    "kind.slides": ("Slides", "演示文稿"),
    "kind.sheet": ("Sheet", "表格"),
    "kind.pdf": ("PDF", "PDF"),
    "kind.image": ("Picture", "图片"),
    "kind.chat": ("Chat", "聊天记录"),
    "kind.mail": ("Mail", "邮件"),
    "kind.archive": ("Archive", "压缩包"),
    # places
    "place.page": ("page {page}", "第 {page} 页"),
    "place.slide": ("slide {slide}", "第 {slide} 张"),
    "place.row": ("row {row}", "第 {row} 行"),
    "place.rows": ("rows {row}–{row_end}", "第 {row}–{row_end} 行"),
    "place.paragraph": ("paragraph {paragraph}", "第 {paragraph} 段"),
    "place.message": ("message {message}", "第 {message} 条"),
    # viewer
    "viewer.evidence": ("Evidence", "出处"),
    "viewer.pick": (
        "The passage behind each citation opens here, at its moment.",
        "点开回答里的出处编号，对应的原文会在这里打开到那一刻。",
    ),
    "viewer.close": ("Close", "关闭"),
    "viewer.library": ("Open in the library", "在资料库中打开"),
    "viewer.download": ("Download", "下载原件"),
    "viewer.find": ("Search within", "在本资料内搜索"),
    "viewer.found": ("{count} found", "找到 {count} 处"),
    "viewer.found_many": ("More than {count} found; the first are shown", "超过 {count} 处，先显示前面的"),
    "viewer.not_found": ("Not found in this source.", "本资料中没有找到。"),
    "viewer.earlier": ("Show earlier", "显示前面的"),
    "viewer.later": ("Show more", "显示后面的"),
    "viewer.follow": ("Back to what is playing", "回到正在播放处"),
    "viewer.heard": (
        "Corrected by the glossary. Heard: “{heard}”",
        "已按词汇表更正，听到的是“{heard}”",
    ),
    "viewer.seek": ("Play from {time}", "从 {time} 播放"),
    "viewer.page": ("Page {page} of {title}", "{title} 第 {page} 页"),
    "viewer.previous": ("Previous page", "上一页"),
    "viewer.next": ("Next page", "下一页"),
    "viewer.about": ("About this source", "关于这份资料"),
    "viewer.empty": ("Nothing has been read from it yet.", "还没有读出内容。"),
    "viewer.row": ("The cited row", "引用的这一行"),
    "viewer.text": ("Text", "正文"),
    "fact.client": ("Client", "客户"),
    "fact.topic": ("Topic", "主题"),
    "fact.date": ("Date", "日期"),
    "fact.folder": ("From", "来自"),
    "fact.size": ("Size", "大小"),
    "fact.duration": ("Length", "时长"),
    "fact.pages": ("Pages", "页数"),
    "fact.rows": ("Rows", "行数"),
    "fact.chunks": ("Passages indexed", "已索引段落"),
    "fact.model": ("Transcribed by", "转写模型"),
    "fact.advice": (
        "This small model finds the moment but mishears words, above all in Chinese: listen before quoting. "
        "For better transcripts set BATON_SPEECH_MODEL or BATON_SPEECH_URL.",
        "这个小模型足以找到那一刻，但会听错字，中文尤其明显：引用前请听原声。"
        "想要更准的文字稿，请设置 BATON_SPEECH_MODEL 或 BATON_SPEECH_URL。",
    ),
    "fact.dropped": ("Dropped as not speech", "判为非语音而舍弃"),
    "fact.uncovered": ("Speech without text", "听到但未转写"),
    "fact.missing": ("Missing at the end of the file", "文件末尾缺失"),
    "fact.corrected": ("Glossary terms put right", "更正的词汇"),
    "fact.masked": ("Masked", "已脱敏"),
    "fact.corrected_count": ("{count} by sound", "{count} 处，按读音"),
    "fact.masked_count": ("{count} credentials or personal identifiers", "{count} 处密码或个人信息"),
    "fact.versions": ("Versions", "版本"),
    "fact.version": ("Version {version}, {date}, {size}", "第 {version} 版，{date}，{size}"),
    "fact.seconds": ("{seconds} s", "{seconds} 秒"),
    # in front of Baton: sign-in, setup, passwords
    "door.sign_in": ("Sign in", "登录"),
    "door.name": ("Name", "用户名"),
    "door.password": ("Password", "密码"),
    "door.forgotten": (
        "Password forgotten? An administrator can give you a new one.",
        "忘记密码？请管理员为你重置。",
    ),
    "door.signed_out": ("You are signed out.", "已退出登录。"),
    "door.not_set_up": (
        "Nobody has an account yet. Open the setup link that the server printed when it started.",
        "还没有任何账号。请打开服务器启动时给出的设置链接。",
    ),
    "door.or": ("or", "或"),
    "door.with": ("Sign in with {provider}", "使用{provider}登录"),
    "door.link": ("Also sign in with {provider}", "关联{provider}，以后可用它登录"),
    "door.linked": ("Linked. From now on you can sign in either way.", "已关联，以后两种方式都能登录。"),
    "door.to_sign_in": ("To the sign-in page", "返回登录页"),
    "door.change": ("Change password", "修改密码"),
    "door.must_change": (
        "Somebody else chose the password you signed in with. Choose one that only you know.",
        "你登录用的密码是别人设置的。请换成只有你知道的密码。",
    ),
    "door.current": ("Current password", "当前密码"),
    "door.new_password": ("New password", "新密码"),
    "door.again": ("The same once more", "再次输入新密码"),
    "door.rules": (
        "At least {least} characters; several words make a good one. Your other sign-ins will end.",
        "至少 {least} 个字符，用几个词连起来更好记也更安全。其他设备上的登录会随之失效。",
    ),
    "door.differ": ("The two new passwords differ.", "两次输入的新密码不一致。"),
    "door.save": ("Change password", "修改密码"),
    "door.changed": (
        "Your password is changed, and your other sign-ins have ended.",
        "密码已修改，其他设备上的登录已失效。",
    ),
    "door.no_password": (
        "You sign in with your organisation's account; there is no password here.",
        "你使用单位账号登录，在这里没有密码。",
    ),
    "door.back": ("Back to Baton", "返回接棒"),
    "door.setup": ("Set Baton up", "设置接棒"),
    "door.setup_what": (
        "Make the first account. It administers: it adds people and clients, and decides who sees what.",
        "创建第一个账号，即管理员：添加用户和客户，并决定谁能看到什么。",
    ),
    "door.make": ("Make the account", "创建账号"),
    # said by the browser's scripts
    "js.uploading": ("Uploading {percent}%", "上传中 {percent}%"),
    "js.waiting": ("Waiting", "等待上传"),
    "js.uploaded": ("Uploaded", "已上传"),
    "js.new": ("Taken in", "已收录"),
    "js.new_version": ("Taken in as a new version", "已作为新版本收录"),
    "js.duplicate": ("Already here, not done twice", "已经收录过，不重复处理"),
    "js.refused": ("Not taken in", "未能收录"),
    "js.upload_failed": (
        "Upload failed. Check that Baton is running, then add it again.",
        "上传失败。请确认接棒正在运行，然后重新收录。",
    ),
    "js.offline": ("Baton does not answer. Is it still running?", "接棒没有应答，它还在运行吗？"),
    "js.take_out": ("Take {name} off the list", "从列表移除 {name}"),
    "js.need_space": ("Name the client first.", "请先填写客户。"),
    "js.files": ("{count} files, {size}", "{count} 个文件，{size}"),
    "js.confirm_remove": (
        "Remove “{title}” with everything indexed from it? Its original is deleted too.",
        "删除“{title}”以及由它索引的全部内容？原件也会一并删除。",
    ),
    "js.removed": ("Removed.", "已删除。"),
    "js.loading_sample": ("Loading the sample…", "正在载入示例……"),
    "js.pick_client": ("Choose the client first.", "请先选择客户。"),
    "js.nothing_pasted": ("Paste questions first, or choose a file.", "请先粘贴题目，或选择文件。"),
    "js.pasted": ("pasted", "粘贴内容"),
    "js.kept": ("{count} questions kept.", "已保存 {count} 题。"),
    "js.confirm_controls": (
        "Remove the control questions of “{title}” and what came of them so far?",
        "删除“{title}”的自测题和历次结果？",
    ),
    "js.send": ("Send", "发送"),
    "js.stop": ("Stop", "停止"),
    "js.stopped": ("Stopped.", "已停止。"),
    # conversations, answers kept and judged
    "ask.talks": ("Conversations", "对话"),
    "talk.find": ("Search titles, questions and answers", "搜索标题、提问和回答"),
    "talk.loading": ("Looking…", "正在查看……"),
    "talk.none": ("No conversations yet. Ask something; it is kept here.", "还没有对话。提问之后会保存在这里。"),
    "talk.not_found": ("No conversation holds these words.", "没有包含这些字词的对话。"),
    "talk.shared_with": ("shared with {space}", "已分享给 {space} 的成员"),
    "talk.more": ("More for “{title}”", "“{title}”的更多操作"),
    "talk.rename": ("Rename", "重命名"),
    "talk.share": ("Share", "分享"),
    "talk.copy_link": ("Copy link", "复制链接"),
    "talk.unshare": ("Stop sharing", "停止分享"),
    "talk.delete": ("Delete", "删除"),
    "talk.md": ("Export Markdown", "导出 Markdown"),
    "talk.docx": ("Export Word", "导出 Word 文档"),
    "talk.untitled": ("Conversation", "对话"),
    "talk.emptied": (
        "What this answer was based on has been removed, or is no longer open to you.",
        "这条回答引用的资料你已无权查看或已删除。",
    ),
    "talk.copy_answer": ("Copy with sources", "复制回答和出处"),
    "talk.shared_by": ("{who} shares this conversation: {title}", "{who} 分享的对话：{title}"),
    "talk.somebody": ("Somebody", "同事"),
    "talk.read_only": (
        "You can read it. To follow up, ask on in your own copy; nobody else sees what you ask there.",
        "这里只能阅读。想继续追问，可以复制一份成为自己的对话，别人看不到你在里面问了什么。",
    ),
    "talk.ask_on": ("Ask on in my own copy", "复制一份，继续提问"),
    "verdict.group": ("What do you think of this answer?", "这条回答怎么样？"),
    "verdict.right": ("Right", "正确"),
    "verdict.wrong": ("Wrong", "有误"),
    "verdict.incomplete": ("Incomplete", "不完整"),
    "verdict.why": ("Why? The client's managers read this", "说说原因，该客户的负责人会看到"),
    "verdict.save": ("Save", "保存"),
    "feedback.title": ("What people say about answers", "大家对回答的反馈"),
    "feedback.verdict": ("Which feedback", "反馈类型"),
    "feedback.every": ("All feedback", "全部反馈"),
    "feedback.none": ("No feedback yet.", "还没有反馈。"),
    "feedback.more": ("The last {count} are shown.", "只显示最近 {count} 条。"),
    "feedback.local": ("this machine", "本机用户"),
    "feedback.by": ("by {who}", "来自 {who}"),
    "feedback.answered": ("The answer and its sources", "回答和出处"),
    "feedback.to_control": ("Make it a control question", "加入自测题"),
    "feedback.right_answer": (
        "The right answer; empty if no source holds it",
        "正确答案；资料里确实没有就留空",
    ),
    "feedback.add": ("Add", "加入"),
    "js.copied": ("Copied.", "已复制。"),
    "js.not_copied": ("Your browser did not allow copying.", "浏览器没有允许复制。"),
    "js.link_copied": (
        "Link copied. Everybody in {space} can open it.",
        "链接已复制，{space} 的成员都能打开。",
    ),
    "js.shared": ("Shared with everybody in {space}: {link}", "已分享给 {space} 的成员：{link}"),
    "js.unshared": ("No longer shared.", "已停止分享。"),
    "js.confirm_delete_talk": (
        "Delete “{title}” with its answers and feedback? This cannot be undone.",
        "删除“{title}”及其中的回答和反馈？删除后无法恢复。",
    ),
    "js.deleted_talk": ("Deleted.", "已删除。"),
    "js.feedback_saved": ("Saved. Thank you.", "已保存，谢谢。"),
    "js.feedback_withdrawn": ("Taken back.", "已撤回。"),
    "js.control_added": ("Added. The client has {count} control questions now.", "已加入，该客户现有 {count} 道自测题。"),
}


def say(key: str, lang: str, **values: object) -> str:
    """The words under `key` in `lang` ("zh", anything else is English). KeyError if there are none."""
    words = WORDS[key][1 if lang == "zh" else 0]
    return words.format_map(values) if values else words


def lang_of(accepted: str | None) -> Lang:
    """The language of an Accept-Language header: whichever of Chinese and English it prefers."""
    best: tuple[float, Lang] = (0.0, "en")
    for entry in (accepted or "").split(","):
        tag, _, weight = entry.strip().partition(";q=")
        primary = tag.split("-")[0].lower()
        quality = float(weight) if weight.replace(".", "", 1).isdigit() else 1.0
        if primary in ("zh", "en") and quality > best[0]:
            best = (quality, "zh" if primary == "zh" else "en")
    return best[1]


def translations(prefixes: tuple[str, ...]) -> dict[Lang, dict[str, str]]:
    """The words under these key prefixes, by language."""
    chosen = {key: words for key, words in WORDS.items() if key.startswith(prefixes)}
    return {"en": {key: en for key, (en, _) in chosen.items()}, "zh": {key: zh for key, (_, zh) in chosen.items()}}
