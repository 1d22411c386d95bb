"""Words of questions that go to people, verified answers, notices. Key: (English, Chinese)."""

WORDS: dict[str, tuple[str, str]] = {}
