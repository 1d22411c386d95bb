"""A block cut into sentences. Knows its two languages' marks and nothing else."""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_CUT_HAN = re.compile(r"[^。！？!?；;\n]+(?:[。！？!?；;\n]+[”’」』）)\"]*|$)")
_CUT_LATIN = re.compile(r".+?(?:[.!?;]+[\"”’)]*(?=\s|$)|\n|$)")


def sentences(text: str) -> list[str]:
    """`text` cut where sentences end, each without the space around it."""
    pattern = _CUT_HAN if len(_HAN.findall(text)) * 4 > len(text) else _CUT_LATIN
    return [cut for found in pattern.findall(text) if (cut := found.strip())]
