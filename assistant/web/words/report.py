"""Words of the handover report. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {}
