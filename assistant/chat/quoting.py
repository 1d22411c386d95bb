"""Answers quoted from the sources, of every kind of question: plain, several at once, lists, follow-ups.

Which sentences are chosen, and whether they carry an answer, is decided by extractive.py and support.py;
here is what is asked of them for which kind, and in which order the quotes are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.chat import extractive
from assistant.chat.asking import Aim, Asked, understand
from assistant.chat.cells import has_measure
from assistant.chat.enumerated import SPOKEN, enumerations
from assistant.chat.evidence import Citation, Evidence, cite
from assistant.chat.extractive import Scored, Similarity
from assistant.chat.finding import Finder, Try
from assistant.chat.language import terms
from assistant.chat.layout import Section, laid_out
from assistant.chat.newer import change_after, day_of, versions
from assistant.chat.passages import Passage, passages
from assistant.chat.rewrite import FollowUp
from assistant.chat.support import strength, supported

NOT_FOUND = {
    "zh": "资料里没有找到这个问题的答案。",
    "en": "I did not find this in the sources.",
}
_SAY = {
    "zh": {
        "part": "没有找到：{part}",
        "now": "最新的说法（{day}）：",
        "before": "更早的说法（{day}）：",
        "list": "在 {sources} 份资料里找到 {n} 处，可能不全：",
    },
    "en": {
        "part": "Not found: {part}",
        "now": "The latest ({day}):",
        "before": "Before that ({day}):",
        "list": "Passages found: {n} (sources: {sources}). There may be more:",
    },
}
MOST_ITEMS = 12
ITEM_BELOW = 0.2  # the best passage's score, at most, an item of a list is
# Log odds below what a plain answer needs: no one sentence holds all the terms of a list's subject. At 0 the hard
# questions' lists name .34 of what is wanted, so .57.
LENIENT = 2.0
ALSO_BELOW = 0.12  # of one beside a section that is the list
SECTIONS_TRIED = 5  # passages whose section may be the list
OWN_SHARE = 0.3  # of a follow-up's own words in its score, the rest is the question with what it takes over
NEAR = 0.2  # what standing beside the last answer is worth to a follow-up's answer
NEAR_STEPS = 8


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted, or that nothing is."""

    text: str
    evidence: tuple[Evidence, ...]
    citations: tuple[Citation, ...] = ()
    nearest: Citation | None = None  # when nothing answers
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Quoter:
    """Quotes what a finder finds."""

    finder: Finder
    similarity: Similarity

    def quote(self, asked: Asked, follows: FollowUp | None = None) -> Quoted:
        """The answer to `asked`; `follows` what it follows up, if it does."""
        if asked.aim is Aim.LIST and (listed := self._listed(asked)):
            return listed
        # A follow-up carries the question before it, which has been answered and is no part of it.
        several = understand(follows.own) if follows else asked
        if several.parts and (joined := self._in_parts(several)):
            return joined
        sections, found = self._one(asked, follows)
        evidence = found.evidence
        if not sections:
            scored = extractive.score(found.question, evidence, self.similarity)
            text = NOT_FOUND[self.finder.lang]
            return Quoted(text, evidence, nearest=nearest(evidence, scored), refused=True)
        text, citations = laid_out(sections)
        return Quoted(text, evidence, citations)

    def _one(self, asked: Asked, follows: FollowUp | None) -> tuple[list[Section], Try]:
        """The first try that carries an answer, as sections; none, with the widest try, when none does."""
        widest = None
        for found in self.finder.tries(asked, follows):
            scored = self._scored(found)
            if follows and not terms(follows.own):
                scored = _without_said(scored, follows)
            if supported(found.question, scored):
                return self._sections(asked, found, scored), found
            widest = widest if widest and widest.last else found
        assert widest is not None  # there is always one
        return [], widest

    def _scored(self, found: Try) -> list[Scored]:
        """The passages that this try lets through, best first."""
        scored = extractive.score(found.question, found.evidence, self.similarity)
        if found.follows:
            scored = _blended(
                scored, extractive.score(found.follows.own, found.evidence, self.similarity), found.follows
            )
        return [item for item in scored if _may_be_quoted(item.passage, found)]

    def _sections(self, asked: Asked, found: Try, scored: Sequence[Scored]) -> list[Section]:
        say = _SAY[self.finder.lang]
        held = versions(scored) if found.last else None
        if held is None:
            more = change_after(found.question, scored[0].passage, scored)
            return [Section(found.note, _together(_chosen(scored, found), more))]
        now, before = held
        day = day_of(now.passage)
        newer = [now, *(item for item in scored if day_of(item.passage) == day and item is not now)]
        more = change_after(found.question, now.passage, scored)
        return [
            Section(say["now"].format(day=day), _together(_chosen(newer, found), more)),
            Section(say["before"].format(day=day_of(before.passage)), _chosen([before], found)),
        ]

    def _in_parts(self, asked: Asked) -> Quoted | None:
        """Each part answered; None when no part is, so that the whole question gets its try."""
        sections: list[Section] = []
        missing: list[Section] = []
        evidence: list[Evidence] = []
        shown: set[tuple[str, int, int, str]] = set()
        for part, clause in zip(asked.parts, asked.clauses, strict=True):
            own, found = self._one(replace(asked, question=part, parts=(), clauses=()), None)
            evidence += found.evidence
            for section in own:
                new = tuple(passage for passage in section.passages if _place(passage) not in shown)
                shown.update(map(_place, new))
                sections += [replace(section, passages=new)] if new else []
            if not own:
                missing.append(Section(_SAY[self.finder.lang]["part"].format(part=clause)))
        if not sections:
            return None
        text, citations = laid_out([*sections, *missing])
        return Quoted(text, tuple(replace(item, n=n) for n, item in enumerate(evidence, start=1)), citations)

    def _listed(self, asked: Asked) -> Quoted | None:
        """Everything found on the subject: what is a list of it, then the rest, each by date and place. None when not
        even the best of it answers."""
        everything = self.finder.everything(asked)
        found = everything.found
        scored = self._scored(found)
        if not scored or all(strength(question, scored) < -LENIENT for question in (found.question, asked.question)):
            return None
        whole = self._section_of(scored, everything.words) or self._told_of(scored, everything.words)
        whole = [passage for passage in whole if _may_be_quoted(passage, found)]
        least = scored[0].score - (ALSO_BELOW if whole else ITEM_BELOW)
        enough = [p for item in scored if item.score >= least and _may_be_item(p := item.passage, everything.words)]
        own = set(map(_place, whole))
        items = sorted(
            _distinct([*whole, *enough])[: max(MOST_ITEMS, len(whole))],
            key=lambda passage: (_place(passage) not in own, _in_time(passage)),
        )
        items = [extractive.trimmed(passage, asked.question) for passage in items]
        sources = len({passage.evidence.source for passage in items})
        opening = _SAY[self.finder.lang]["list"].format(n=len(items), sources=sources)
        text, citations = laid_out([Section(opening, tuple(items), items=True)])
        return Quoted(text, found.evidence, citations)

    def _section_of(self, scored: Sequence[Scored], words: set[str]) -> list[Passage]:
        """The best passage's section as a whole, where its heading names what is listed."""
        for item in scored[:SECTIONS_TRIED]:
            headings = item.passage.block.headings
            if headings and terms(headings[-1]) & words:
                section = passages(self.finder.section(item.passage))
                if 1 < len(section) <= MOST_ITEMS:
                    return section
        return []

    def _told_of(self, scored: Sequence[Scored], words: set[str]) -> list[Passage]:
        """The spoken list that one of the best passages is near, where what opens it names what is listed."""
        spoken = [item for item in scored if item.passage.block.kind in SPOKEN]
        for item in spoken[:SECTIONS_TRIED]:
            for told in enumerations(passages(self.finder.near(item.passage))):
                if terms(told.opening) & words:
                    return list(told.items)
        return []


def nearest(evidence: Sequence[Evidence], scored: Sequence[Scored]) -> Citation | None:
    """The closest thing that was found, numbered 0."""
    if scored:
        passage = scored[0].passage
        return cite(passage.evidence, 0, passage.first, passage.last, passage.text)
    if evidence:
        index, block = evidence[0].blocks[0]
        return cite(evidence[0], 0, index, index, block.text)
    return None


def _blended(carried: Sequence[Scored], own: Sequence[Scored], follows: FollowUp) -> list[Scored]:
    """Scores of a follow-up: mostly by its own words, since those it takes over are answered already."""
    by_own = {_place(item.passage): item.score for item in own}
    blended = [
        replace(item, score=OWN_SHARE * by_own[place] + (1 - OWN_SHARE) * item.score + NEAR * near)
        for item in carried
        if (place := _place(item.passage)) in by_own
        for near in [_nearness(item.passage, follows.before.citations)]
    ]
    return sorted(blended, key=lambda item: -item.score)


def _without_said(scored: Sequence[Scored], follows: FollowUp) -> list[Scored]:
    """Without what was just said: "Why?" alone is nearest to that, which cannot be its answer."""
    said = " ".join(citation.text for citation in follows.before.citations)
    return [item for item in scored if item.passage.text not in said]


def _nearness(passage: Passage, cited: Sequence[Citation]) -> float:
    """1 right beside an earlier citation, less with each block away; 0 for the citation itself."""
    steps = [
        max(citation.first_block - passage.last, passage.first - citation.last_block, 0)
        for citation in cited
        if citation.source == passage.evidence.source
    ]
    nearest_by = min(steps, default=0)
    return max(0.0, 1 - (nearest_by - 1) / NEAR_STEPS) if nearest_by else 0.0


def _chosen(scored: Sequence[Scored], found: Try) -> tuple[Passage, ...]:
    return tuple(passage for passage in extractive.choose(list(scored)) if _said_by(passage, found))


def _said_by(passage: Passage, found: Try) -> bool:
    return not found.speakers or passage.block.speaker in found.speakers


def _may_be_quoted(passage: Passage, found: Try) -> bool:
    """Whether it is from whose words are asked for and, being a row, names what the amount is asked of."""
    return _said_by(passage, found) and (
        passage.block.kind != "row" or has_measure(f"{passage.context}\n{passage.text}", found.question)
    )


def _together(passages: Sequence[Passage], more: Sequence[Passage]) -> tuple[Passage, ...]:
    shown = set(map(_place, passages))
    return (*passages, *(passage for passage in more if _place(passage) not in shown))


def _may_be_item(passage: Passage, words: set[str]) -> bool:
    """Whether it says enough to be an item of a list; a row, of which a table has many, something of the subject."""
    said = terms(passage.text)
    return len(said) > 1 and (passage.block.kind != "row" or bool(said & words))


def _distinct(passages: Iterable[Passage]) -> list[Passage]:
    """Without those that repeat one before them, or a part of it."""
    kept: dict[str, Passage] = {}
    for passage in passages:
        text = " ".join(passage.text.lower().split())
        if not any(text in other for other in kept):
            kept[text] = passage
    return list(kept.values())


def _in_time(passage: Passage) -> tuple[date, str, int, int]:
    return day_of(passage) or date.min, passage.evidence.title, passage.first, passage.order


def _place(passage: Passage) -> tuple[str, int, int, str]:
    return passage.evidence.source, passage.first, passage.last, passage.text
