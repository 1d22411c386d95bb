"""Words of first day brief, quiz, self-check and freshness. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    # review dates
    "freshness.title": ("Review dates", "复核期限"),
    "freshness.what": (
        "What holds only for a while gets a day on which somebody looks at it again. From that day on, answers that "
        "rest on it say so.",
        "有时效的资料都应约定复核日期。到期后，引用它的回答会注明“已过复核期限”，直到有人确认仍然有效。",
    ),
    "freshness.due": ("Due", "已到期"),
    "freshness.soon": ("Within 30 days", "30 天内到期"),
    "freshness.later": ("Later", "以后到期"),
    "freshness.suggested": ("Suggested from the text", "根据内容建议"),
    "freshness.suggested_what": (
        "These name a rule, a season, a price, a contract's end or a contact, and have no date yet. Nothing is set "
        "until you take it.",
        "以下资料提到平台规则、大促节点、报价、合同期限或对接人，但还没有复核日期。点“采用”后才会生效。",
    ),
    "freshness.none": (
        "No source has a review date yet. Open one in the library to set it under “About this source”.",
        "还没有资料设置复核日期。可在资料库打开资料，在“关于此资料”中设置。",
    ),
    "freshness.none_due": ("Nothing is due.", "目前没有到期的资料。"),
    "freshness.by": ("{cause} · by {day}", "{cause} · {day} 前复核"),
    "freshness.since": ("{cause} · was due on {day}", "{cause} · {day} 已到期"),
    "freshness.confirm": ("Still true until {day}", "仍然有效，延至 {day}"),
    "freshness.take": ("Take: by {day}", "采用：{day} 前复核"),
    "freshness.other": ("Another date…", "改日期…"),
    "freshness.date": ("Review by", "复核日期"),
    "freshness.cause": ("Because of", "原因"),
    "freshness.save": ("Set", "设定"),
    "freshness.clear": ("No date", "取消期限"),
    "freshness.more": ("{count} more are not listed.", "另有 {count} 份未列出。"),
    "freshness.not_yours": ("Its owner or a manager can confirm it.", "可由资料提供人或负责人确认。"),
    "freshness.no_date": ("No review date.", "未设复核日期。"),
    "freshness.cause_platform_rule": ("Platform rule", "平台规则"),
    "freshness.cause_season": ("Season", "大促节点"),
    "freshness.cause_contract_end": ("End of contract", "合同到期"),
    "freshness.cause_price": ("Price", "报价"),
    "freshness.cause_people": ("People", "对接人变动"),
    "freshness.cause_other": ("Other", "其他"),
    "did.edited.review": ("set until when {target} holds", "设置了{target}的复核期限"),
    "js.review_saved": ("Noted: to be looked at again by {day}.", "已记录，{day} 前复核。"),
    "js.review_cleared": ("It has no review date any more.", "已取消复核期限。"),
}
