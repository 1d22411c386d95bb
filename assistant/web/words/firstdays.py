"""Words of first day brief, quiz, self-check and freshness. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {}
