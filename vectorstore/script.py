"""Which writing a text is in. Told from its characters, so it is right for any length and never missing.

Search cares about the writing, not the language: keywords can only meet where question and chunk
share one, and embeddings crowd together by it.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Script(StrEnum):
    """`HAN` is Chinese, and Japanese and Korean with it; `ALPHABET` is everything with words between spaces."""

    HAN = "han"
    ALPHABET = "alphabet"


SCRIPTS = tuple(Script)
# Ideographs with their extensions, kana, Hangul.
HAN_RANGES = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN_RANGES}]")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 4000  # characters that decide


def script_of(text: str) -> Script:
    """HAN where ideographs outnumber other words: "投放 ROI 的 KPI 是多少" is Chinese with English terms."""
    text = text[:_ENOUGH]
    han = len(_HAN.findall(text))
    words = len(_WORD.findall(_HAN.sub(" ", text)))
    return Script.HAN if han > words else Script.ALPHABET
