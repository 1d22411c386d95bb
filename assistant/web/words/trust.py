"""Words of what is masked, kept and removed. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    # what is masked, kept and removed
    "trust.original_gone": (
        "The file itself is no longer kept, as agreed for this client. Its text stays here and can be searched.",
        "按该客户的约定，原文件已不再保留；文字内容仍可在这里查看和检索。",
    ),
    "trust.original_kept": (
        "The original shows what is masked here. Its owner and this client's managers can open it.",
        "原文件含有此处已隐藏的内容，只有上传者和该客户的负责人可以下载。",
    ),
    "trust.masked": ("Masked in this source", "这份资料里隐藏的内容"),
    "trust.none_masked": ("Nothing is masked in it.", "没有隐藏的内容。"),
    "trust.more": ("{count} more places are not listed.", "另有 {count} 处没有列出。"),
    "trust.at_work": (
        "The source is being read; what is masked in it can be looked over once that is done.",
        "资料正在读取，完成后可以核对隐藏的内容。",
    ),
    "trust.no_secret": ("This is no secret", "这不是机密"),
    "trust.mask_too": ("Mask this too", "还要隐藏"),
    "trust.mask_it": ("Mask", "隐藏"),
    "trust.mask_hint": (
        "Masked wherever it stands in this source, at once, and in later versions of it too.",
        "立即在这份资料的所有位置隐藏，以后的新版本也会照此处理。",
    ),
    "trust.take_back": ("Take back", "撤销"),
    "trust.said_show": ("A place was cleared as no secret, {day}", "{day} 有一处标为非机密"),
    "trust.said_hide": ("A passage was masked by hand, {day}", "{day} 手动隐藏了一段文字"),
    "retention.title": ("How long things are kept", "保留多久"),
    "retention.signed_off": ("Signed off on {day}.", "已于 {day} 签收。"),
    "retention.not_signed_off": (
        "Not signed off yet: no file is removed before it is.",
        "尚未签收：签收之前不会删除任何文件。",
    ),
    "retention.originals": ("Files, days after sign-off", "原文件：签收后保留天数"),
    "retention.chats": ("Conversations, days", "对话：保留天数"),
    "retention.for_ever": ("for ever", "永久"),
    "retention.save": ("Save", "保存"),
    "retention.what": (
        "Checked once a day. What was read from a file stays and can be searched; only the file itself goes. "
        "Empty keeps for ever.",
        "每天检查一次。到期只删除文件本身，读出的文字仍可查看和检索。留空表示永久保留。",
    ),
    "js.retention_saved": ("Saved.", "已保存。"),
    "trust.kind_password": ("Password", "密码"),
    "trust.kind_code": ("Verification code", "验证码"),
    "trust.kind_key": ("Key or token", "密钥或令牌"),
    "trust.kind_id": ("ID number", "证件号"),
    "trust.kind_phone": ("Phone number", "电话"),
    "trust.kind_card": ("Card number", "银行卡号"),
    "trust.kind_said": ("Masked by hand", "手动隐藏"),
}
