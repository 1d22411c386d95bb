"""Words of taking files in and recording. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
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
    "capture.topic_hint": ("Optional: crisis, ads…", "选填：危机、投放、合同……"),
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
    # recording in the browser
    "record.title": ("Record", "录制"),
    "record.sound": ("Record a meeting", "录音"),
    "record.screen": ("Record the screen", "录屏"),
    "record.level": ("Loudness", "音量"),
    "record.stop": ("Stop", "停止"),
    "record.name": ("Name of the recording", "录制名称"),
    "record.add": ("Add to the list", "加入列表"),
    "js.recording": ("Recording", "录制中"),
    "js.record_pause": ("Pause", "暂停"),
    "js.record_resume": ("Go on", "继续"),
    "js.record_discard": ("Discard", "丢弃"),
    "js.record_allow": ("Allow the microphone when the browser asks.", "请在浏览器弹出的提示里允许使用麦克风。"),
    "js.record_choose": (
        "Choose what to record, and tick “share audio” if you want its sound.",
        "请选择要录制的画面；需要画面里的声音，请勾选“共享音频”。",
    ),
    "js.record_insecure": (
        "Browsers lend the microphone only to https pages and to the machine itself. Open Baton as "
        "http://localhost:{port} on the machine it runs on, ask its administrator for https, or record with another "
        "app and drop the file here.",
        "浏览器只允许 https 页面或本机页面使用麦克风。请在运行接棒的电脑上打开 http://localhost:{port}，"
        "或请管理员启用 https，也可以用其他软件录好再拖进来。",
    ),
    "js.record_unsupported": (
        "This browser cannot record. Use a current Chrome, Edge, Firefox or Safari, or drop a recorded file here.",
        "这个浏览器不支持录制。请换用新版 Chrome、Edge、Firefox 或 Safari，或把录好的文件拖进来。",
    ),
    "js.record_denied": (
        "The browser does not allow the microphone. Click the icon left of the address, allow it, and try again.",
        "浏览器没有允许使用麦克风。请点击地址栏左侧的图标，允许后再试。",
    ),
    "js.record_no_screen": (
        "No screen was chosen, or the browser or system does not allow recording it.",
        "没有选择要录制的画面，或浏览器、系统不允许录屏。",
    ),
    "js.record_no_microphone": (
        "No microphone was found. Connect one and try again.",
        "没有找到麦克风，请接好后再试。",
    ),
    "js.record_busy": (
        "The microphone cannot be used; another program may be holding it. Close that and try again.",
        "麦克风无法使用，可能正被其他程序占用。请关闭后再试。",
    ),
    "js.record_failed": ("Recording did not start: {reason}", "录制没有开始：{reason}"),
    "js.record_no_voice": (
        "Without the microphone: only the sound of what is shown is recorded.",
        "没有麦克风：只录画面里的声音。",
    ),
    "js.record_silent_screen": (
        "Neither microphone nor sound: Baton will have little to go by.",
        "既没有麦克风也没有画面声音，录下来的内容几乎无法搜索。",
    ),
    "js.record_quiet": ("Nothing is heard. Is the microphone muted?", "没有听到声音，麦克风是不是静音了？"),
    "js.record_not_kept": (
        "This browser has no room for a safety copy. Do not close the tab before the recording is added.",
        "浏览器空间不足，存不下备份。收录完成之前请不要关闭页面。",
    ),
    "js.record_empty": ("Nothing was recorded.", "没有录到内容。"),
    "js.record_listen": (
        "{length}, {size}. Listen, name it, and add it.",
        "时长 {length}，{size}。可以先听一遍，改好名称再加入列表。",
    ),
    "js.record_added": (
        "In the list below. Name the client and press Add.",
        "已加入下面的列表，填好客户后点“收录”。",
    ),
    "js.record_left": (
        "Recorded {when}, {length} long, and not taken in yet",
        "{when} 的录制（{length}）还没有收录",
    ),
    "js.record_restore": ("Listen and add", "恢复"),
    "js.record_name_sound": ("Recording {time}", "录音 {time}"),
    "js.record_name_screen": ("Screen {time}", "录屏 {time}"),
    "js.confirm_discard": ("Discard this recording? It cannot be brought back.", "丢弃这段录制？丢弃后无法找回。"),
}
