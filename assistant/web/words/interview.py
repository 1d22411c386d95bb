"""Words of the interview and its cards. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {}
