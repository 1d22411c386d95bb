"""Text on its way into files that people keep: names that every system takes, Markdown that stays text, and what XML
can hold. What comes out of sources and models makes no link, image or tag there.
"""

from __future__ import annotations

import re

from vectorstore.visible import visible_name

NAME_CHARS = 80

_MARKS = re.compile(r"([\\`*_\[\]<>#|~!])")
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def file_name(title: str, ending: str, untitled: str) -> str:
    """The title as a name that every system takes."""
    name = " ".join(_NOT_IN_A_NAME.sub(" ", visible_name(title)).split()).strip(" .")[:NAME_CHARS].rstrip(" .")
    return f"{name or untitled}.{ending}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", text)


def xml_text(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("", text)
