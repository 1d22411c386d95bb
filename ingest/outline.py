"""The path of headings while a document is walked from top to bottom."""

from __future__ import annotations

import re

from vectorstore.models import Block, Locator

_LONGEST = 60  # characters; a longer line is a sentence that happens to be numbered or bold
_SENTENCE = re.compile(r"[。；;，,：:]$")
_CHAPTER = re.compile(r"^(?:第[一二三四五六七八九十百\d]{1,4}[章节部分篇条]|[一二三四五六七八九十]{1,3}、)")
_SECTION = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]")
_CHAPTER_DEPTH, _SECTION_DEPTH, _BOLD_DEPTH = 10, 11, 12  # below every style's own depth


def depth_by_words(text: str, bold: bool = False) -> int | None:
    """How deep an unstyled line stands as a heading, by its numbering or its bold type. None: it is none."""
    line = text.strip()
    if not line or len(line) > _LONGEST or "\n" in line or _SENTENCE.search(line):
        return None
    if _CHAPTER.match(line) and "。" not in line:
        return _CHAPTER_DEPTH
    if _SECTION.match(line) and "。" not in line:
        return _SECTION_DEPTH
    return _BOLD_DEPTH if bold else None


class Outline:
    """Turns lines into blocks, each under the headings in force. Paragraphs are counted here."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.paragraph = 0
        self._open: list[tuple[int, str]] = []
        self._slide: int | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The path in force."""
        return tuple(text for _, text in self._open)

    def turn_to(self, slide: int) -> None:
        """A new slide begins: its headings and paragraphs are its own."""
        if slide != self._slide:
            self._slide, self.paragraph, self._open = slide, 0, []

    def place(self, row: int | None = None) -> Locator:
        """Where the current paragraph stands."""
        return Locator(slide=self._slide, paragraph=self.paragraph, row=row)

    def heading(self, text: str, depth: int) -> None:
        """A heading closes those as deep as itself or deeper."""
        self.paragraph += 1
        while self._open and self._open[-1][0] >= depth:
            self._open.pop()
        self.blocks.append(Block(text, self.place(), headings=self.headings, kind="heading"))
        self._open.append((depth, text))

    def text(self, text: str, kind: str = "text") -> None:
        """A paragraph or list item."""
        self.paragraph += 1
        self.blocks.append(Block(text, self.place(), headings=self.headings, kind=kind))

    def row(self, text: str, row: int, caption: str) -> None:
        """A row of the table that is the current paragraph."""
        headings = (*self.headings, caption) if caption else self.headings
        self.blocks.append(Block(text, self.place(row), headings=headings, kind="row"))
