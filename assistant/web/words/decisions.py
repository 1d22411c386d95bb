"""Words of the ledger of decisions and crises. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {
    "decisions.loading": ("Reading the ledger…", "正在读取台账……"),
}
