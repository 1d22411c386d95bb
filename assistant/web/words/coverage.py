"""Words of what the library covers. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {}
