"""What a model writes, made safe to show while it streams.

Citations are checked against the evidence, narrowed to the block that carries the sentence and
renumbered 1, 2, … in the order of their first use. A number outside the list, a link, an image or
a tag never gets through: whatever might become one is held back until it is whole. Nothing gets
through before the first valid citation, so an answer without any is never seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.chat.evidence import Citation, Evidence, cite, line
from assistant.chat.extractive import Similarity
from assistant.chat.language import terms
from assistant.chat.marks import LIST
from assistant.chat.passages import sentences
from vectorstore.visible import visible

REFUSAL = "NOT_IN_SOURCES"

_RANGE = re.compile(r"(\d+)(?:\s*[-–—~至到]\s*(\d+))?")
# A bracket, a tag's opening, a run of anything but spaces and Chinese, and the rest one by one. Lengths are
# bounded so that a model that never ends a word is not read again from its start at each piece.
_TOKEN = re.compile(
    r"(?P<bracket>[\[【［](?P<inside>[^\]】］\[【［\n]{0,120})[\]】］])|(?P<tag><(?=[A-Za-z/!?]))"
    r"|(?P<word>[^\s<\[【［\u2e80-\uffff]{1,500})|(?P<other>.)",
    re.DOTALL,
)
# A bracket that more text may still close.
_OPEN = re.compile(r"[\[【［][^\]】］\[【［\n]{0,120}$")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|javascript:|data:)[^\s()<>\"'\]]*", re.IGNORECASE)
_ROUND = str.maketrans("[]［］", "()（）")  # what Markdown could still make a link of
RECENT_CHARS = 600  # in which a citation's sentence is looked for
CARRIES = 0.2  # share of a sentence's terms a block must hold; below it the languages differ, and cosine decides


class Citer:
    """Takes a model's pieces, gives what may be shown. One per answer."""

    def __init__(self, evidence: Sequence[Evidence], similarity: Similarity) -> None:
        self._evidence = {item.n: item for item in evidence}
        self._quoted = "\n".join(item.text for item in evidence)
        self._similarity = similarity
        self._pending = ""  # came in, may be unfinished
        self._held = ""  # checked, waits for the first citation
        self._said = ""  # without citations, to find the sentence that one belongs to
        self._numbers: dict[tuple[int, int], int] = {}  # (evidence, block) -> number shown
        self._after_bracket = False
        self.citations: list[Citation] = []
        self.refused = False  # the model said that the sources do not hold the answer

    def feed(self, piece: str) -> str:
        """What may be shown now."""
        self._pending += visible(piece)
        return self._release(final=False)

    def finish(self) -> str:
        """What is left to show. Nothing if no valid citation ever came."""
        return self._release(final=True).rstrip()

    def _release(self, *, final: bool) -> str:
        text, end = self._pending, 0
        for token in _TOKEN.finditer(text):
            if not final and _may_grow(token):
                break
            end = token.end()
            if token["bracket"]:
                shown = self._bracket(token["inside"])
                self._held = (self._held if shown else self._held.rstrip(" ")) + shown
            elif token["word"]:
                self._held += self._word(token["word"], before_bracket=text[end : end + 1] == "[")
            else:
                self._held += "＜" if token["tag"] else token["other"].translate(_ROUND)
                self._said += token["other"] or ""
            self._after_bracket = bool(token["bracket"])
        self._pending = text[end:]
        if not self.citations:
            return ""
        shown, self._held = self._held, ""
        return shown

    def _bracket(self, inside: str) -> str:
        """Citations as they are shown, nothing for one outside the list, round brackets for other text."""
        if not LIST.fullmatch(inside):
            self._said += inside
            return f"({_ADDRESS.sub('', inside)})"
        numbers = [n for first, last in _RANGE.findall(inside) for n in self._listed(int(first), int(last or first))]
        return "".join(f"[{n}]" for n in dict.fromkeys(map(self._number, numbers)))

    def _word(self, word: str, *, before_bracket: bool) -> str:
        """The word without addresses that the sources do not contain, and without what makes links and images."""
        if self._after_bracket and word.startswith("("):
            word = word.partition(")")[2]
        if before_bracket:
            word = word.removesuffix("!")
        if REFUSAL in word:
            self.refused = True
            word = ""
        word = _ADDRESS.sub(lambda found: found[0] if found[0] in self._quoted else "", word)
        self._said += word
        return word.translate(_ROUND)

    def _listed(self, first: int, last: int) -> list[int]:
        return [n for n in sorted(self._evidence) if first <= n <= last]

    def _number(self, n: int) -> int:
        """The number shown for evidence `n` cited here."""
        evidence = self._evidence[n]
        block = self._carrier(evidence)
        if (n, block) not in self._numbers:
            number = self._numbers[n, block] = len(self.citations) + 1
            text = dict(evidence.blocks)[block].text
            self.citations.append(cite(evidence, number, block, block, text))
        return self._numbers[n, block]

    def _carrier(self, evidence: Evidence) -> int:
        """The block of `evidence` that carries the sentence just said."""
        blocks = evidence.blocks
        said = sentences(self._said[-RECENT_CHARS:])
        if len(blocks) == 1 or not said:
            return blocks[0][0]
        claim = terms(said[-1])
        shares = [len(claim & terms(line(block))) / max(1, len(claim)) for _, block in blocks]
        if max(shares) < CARRIES:
            shares = list(map(float, self._similarity(said[-1], [line(block) for _, block in blocks])))
        return blocks[max(range(len(blocks)), key=shares.__getitem__)][0]


def _may_grow(token: re.Match[str]) -> bool:
    """Whether more text could turn this last token into something else: a longer word, a citation, a tag."""
    text, at_end = token.string, token.end() == len(token.string)
    if token["other"] == " ":
        return at_end or bool(_OPEN.match(text, token.end()))
    if token["other"]:
        return (at_end and token["other"] == "<") or bool(_OPEN.match(text, token.start()))
    return at_end and bool(token["word"])
