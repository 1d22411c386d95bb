"""Whether a model's sentences are carried by what they cite, checked while they stream; one that is not is marked.

A sentence is carried when the passages it cites hold its figures, and share its words or lie near it in meaning
(across languages, only the figures and the meaning can tell). A sentence without a citation is held to its figures
alone. Reads, and does not understand: a false sentence made of a passage's own words passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.chat.evidence import Citation, Evidence, line
from assistant.chat.extractive import Similarity
from assistant.chat.figures import figures
from assistant.chat.language import language_of, terms

MARKS = {"zh": "（未被资料支持）", "en": " (not supported by the sources)"}
COVERED = 0.3  # share of a sentence's terms that its passages hold; below it the cosine decides
# Cosine to the nearest of them, by the sentence's language and whether theirs is another. On XQuAD's paragraphs in
# two languages, against the neighbouring paragraph of the same article: across languages this keeps the true ones
# of zh and en at 0.93 and 0.92 and the false ones at 0.05 and 0.17; within one language cosines hardly tell, and the
# words do. Of sentences with one figure changed 0.02 to 0.04 pass.
NEAR = {("zh", False): 0.91, ("en", False): 0.87, ("zh", True): 0.83, ("en", True): 0.80}
COUNTING = 10  # figures up to here may count the sentence's own items: "three steps"
_CITED = re.compile(r"\s*\[(\d{1,3})\]")
_ENDS = re.compile(r"[。！？；!?\n]$")
_DOT = re.compile(r"\.[”’\"')）」』]*$")


def carried(sentence: str, cited: Sequence[Evidence], everything: Sequence[Evidence], similarity: Similarity) -> bool:
    """Whether `cited` carries `sentence`; where it cites nothing, whether its figures are anywhere in `everything`."""
    said = _CITED.sub("", sentence).strip(" -*•#。.!！\n")
    if not terms(said):
        return True
    held = set[float]().union(*(figures(item.text) | figures(_place(item)) for item in cited or everything))
    if any(figure > COUNTING and figure not in held for figure in figures(said)):
        return False
    if not cited or said.endswith(("：", ":")):  # nothing claimed, or only announced
        return True
    asked, there = terms(said), set[str]().union(*(terms(f"{_place(item)}\n{item.text}") for item in cited))
    if len(asked & there) >= COVERED * len(asked):
        return True
    lines = [line(block) for item in cited for _, block in item.blocks]
    lang = language_of(said)
    return float(max(similarity(said, lines))) >= NEAR[lang, lang != language_of("\n".join(lines))]


class Grounding:
    """Takes what an answer shows, gives it with marks. One per answer; `citations` says what was cited so far."""

    def __init__(
        self,
        evidence: Sequence[Evidence],
        citations: Callable[[], Sequence[Citation]],
        similarity: Similarity,
        lang: str,
    ) -> None:
        self._evidence = evidence
        self._citations = citations
        self._similarity = similarity
        self._mark = MARKS[lang]
        self._sentence = ""
        self._ended = False
        self._gap = ""  # space after a sentence that ended, held until it is known that the sentence is whole

    def feed(self, shown: str) -> str:
        """What may be shown now."""
        given = ""
        for piece in re.findall(r"\[\d{1,3}\]|\s|\S", shown):
            if self._ended and piece.isspace() and piece != "\n":
                self._gap += piece
            elif self._ended and _CITED.fullmatch(piece):
                given += self._gap + piece
                self._sentence += piece
                self._gap = ""
            else:
                given += self._continued(piece)
        return given

    def finish(self) -> str:
        """The last sentence's mark, if it needs one."""
        return self._checked()

    def _continued(self, piece: str) -> str:
        given = ""
        if self._ended and (self._gap or piece == "\n" or not _DOT.search(_CITED.sub("", self._sentence))):
            given = self._checked() + self._gap
            self._sentence = ""
        elif self._ended:  # the dot of a number or an address
            given = self._gap
        self._gap = ""
        self._sentence += piece
        bare = _CITED.sub("", self._sentence)
        self._ended = bool(_ENDS.search(bare) or _DOT.search(bare))
        if piece == "\n":
            given += self._checked() if self._sentence.strip() else ""
            self._sentence, self._ended = "", False
        return given + piece

    def _checked(self) -> str:
        numbers = [int(number) for number in _CITED.findall(self._sentence)]
        citations = self._citations()
        cited = [citations[n - 1] for n in numbers if 1 <= n <= len(citations)]
        items = [item for item in self._evidence if any(_holds(item, citation) for citation in cited)]
        return "" if carried(self._sentence, items, self._evidence, self._similarity) else self._mark


def _holds(item: Evidence, citation: Citation) -> bool:
    return item.source == citation.source and any(index == citation.first_block for index, _ in item.blocks)


def _place(item: Evidence) -> str:
    """What stands over the evidence: title, headings, day."""
    day = item.occurred_on.isoformat() if item.occurred_on else ""
    return " ".join((item.title, *item.headings, day, *(f"{d.month}月{d.day}日" for d in [item.occurred_on] if d)))
