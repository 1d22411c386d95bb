"""From an understood question to the evidence to answer it from: the narrowest guess first, then wider.

"陈总说过什么" looks at what 陈总 is marked as saying, "上次会议" at the latest meeting, a follow-up around what was
just cited. Each guess is one `Try`; whoever answers takes the first that carries an answer, so that a wrong
guess never hides one. Nothing here decides what carries an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.chat.asking import Asked, kinds_named, subject_words
from assistant.chat.dates import When, when
from assistant.chat.evidence import Citation, Evidence
from assistant.chat.holdings import Holdings
from assistant.chat.language import HAN, terms
from assistant.chat.library import named_by
from assistant.chat.passages import Passage
from assistant.chat.retrieve import Limits, join
from assistant.chat.rewrite import FollowUp
from assistant.chat.speakers import Whose, asks_whose, whose
from assistant.chat.synonyms import across, reworded, synonyms
from vectorstore.models import Block, Hit, Kind, Scope, Source, Term

Order = Callable[[str, list[Hit]], list[Hit]]  # sorts what was found for a question

LATEST_TRIED = 3  # meetings looked into for "the last meeting that …"
NEAR_BLOCKS = 6  # before and after what a follow-up's answer cited
SECTION_BLOCKS = 30  # a section, or a spoken list, longer than this on either side is not a list
WIDE = Limits(hits=40, items=40, tokens=16_000)  # for lists: what is quoted is chosen afterwards
NOUN_CHARS = 14  # after "the last …", in which its noun stands

_NOT_MARKED = {
    "zh": "没有标明是“{who}”的发言能回答这一点；下面是资料里的相关内容：",
    "en": "Nothing that is marked as said by {who} answers this; this is what the sources hold on it:",
}
# A date before one of these says which source is meant; any other may be part of what is asked.
_ZH_NOUN = r"(?:会议?|[周例]会|复盘会?|启动会|通话|电话会|手册|报表|周报|月报|文档|文件|群聊|录音|纪要|记录)"
_EN_NOUN = (
    r"(?:\b(?:meeting|call|sync|session|kick-?off|recording|report|document|chat|e-?mail|handbook|playbook|minutes)\b)"
)
_SOURCE_NOUN = re.compile(rf"那[次场天份]|会上|{_ZH_NOUN.replace('会议?', '会议', 1)}|{_EN_NOUN}", re.IGNORECASE)
_ANY_MEETING = re.compile(r"会议|录音|\b(?:meeting|call|recording)s?\b", re.IGNORECASE)  # names no particular one
_RELATIVE = re.compile(
    r"上个?[周月]|上个?星期|[本这]个?[周月]|昨|前天|今天|最近|\b(?:last|this|past) \w+|\b(?:yester|to)day\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Try:
    """One guess at where the answer lies."""

    question: str  # what it was searched with, and is scored by
    evidence: tuple[Evidence, ...]
    speakers: frozenset[str] = frozenset()  # only what they are marked as saying may be quoted
    follows: FollowUp | None = None  # the answer lies near what was cited before
    note: str = ""  # what has to be said before an answer from it
    last: bool = False  # in the whole scope: nothing wider follows


@dataclass(frozen=True, slots=True)
class Everything:
    """What was found for a list."""

    found: Try
    words: set[str]  # the subject's terms, in all its formulations


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds evidence for one question in one scope."""

    holdings: Holdings
    scope: Scope
    limits: Limits
    lang: str

    def tries(self, asked: Asked, follows: FollowUp | None = None) -> Iterator[Try]:
        """The guesses, narrowest first, up to the whole scope with the whole question; then that in other words."""
        meant = self._whose(asked.question)
        for question, scope, speakers in self._guesses(asked.question, meant):
            yield Try(question, self.evidence(question, scope), speakers)
        if follows and (near := self._near(follows.before.citations)):
            found = self.evidence(asked.question, self.scope)
            yield Try(asked.question, _numbered((*near, *found)), follows=follows)
        note = _NOT_MARKED[self.lang].format(who=meant.said) if meant else ""
        for question in (asked.question, *reworded(asked.question, self._glossary())):
            yield Try(question, self.evidence(question, self.scope), note=note, last=True)

    def gathered(self, asked: Asked, follows: FollowUp | None, order: Order | None = None) -> tuple[Evidence, ...]:
        """The evidence of every guess and every part in one, for a model that reads it all. `order` sorts the
        hits before the budget cuts them."""
        rankings = []
        for part in asked.parts or (asked.question,):
            for question, scope, _ in self._guesses(part, self._whose(part)):
                rankings.append(self.holdings.search(scope, question, self.limits.hits))
            for wording in (part, *reworded(part, self._glossary())):
                rankings.append(self.holdings.search(self.scope, wording, self.limits.hits))
        hits = _alternating(rankings)
        if order:
            hits = order(asked.question, hits)
        near = self._near(follows.before.citations) if follows else []
        return _numbered((*near, *join(hits, self.holdings.catalog, self.limits)))

    def _guesses(self, question: str, meant: Whose | None) -> Iterator[tuple[str, Scope, frozenset[str]]]:
        """Where the answer may lie by what the question says of who and when: (question, scope, speakers)."""
        time = self._when(question)
        narrower = self._of_that_time(question, time)
        if meant and meant.speakers:
            about = (_without(meant.about, time) if narrower else meant.about) or question
            for scope in (*narrower, self.scope):
                yield about, self.holdings.narrow(scope, speakers=meant.speakers), frozenset(meant.speakers)
        for scope in narrower:
            yield _without(question, time), scope, frozenset()

    def evidence(self, question: str, scope: Scope) -> tuple[Evidence, ...]:
        """What the search finds for `question` in `scope`."""
        hits = self.holdings.search(scope, question, self.limits.hits)
        return tuple(join(hits, self.holdings.catalog, self.limits))

    def everything(self, asked: Asked) -> Everything:
        """For a list: what several formulations find, joined."""
        meant, time = self._whose(asked.question), self._when(asked.question)
        scopes = self._of_that_time(asked.question, time)
        scope = scopes[0] if scopes else self.scope
        about = _without(asked.about, time) if scopes else asked.about
        if meant and meant.speakers:
            scope, about = self.holdings.narrow(scope, speakers=meant.speakers), meant.about
        glossary = self._glossary()
        other = [word for word in (" ".join(synonyms(about, glossary)), across(about, glossary)) if word]
        found = [self.holdings.search(scope, wording, WIDE.hits) for wording in (about, *other)]
        evidence = tuple(join(_alternating(found), self.holdings.catalog, WIDE))
        speakers = frozenset(meant.speakers if meant else ())
        words = terms(" ".join((about, *synonyms(about, glossary, most=None))))
        return Everything(Try(about, evidence, speakers), words)

    def section(self, passage: Passage) -> Evidence:
        """All that stands under the same headings as `passage`, in one run."""
        near, headings = self.near(passage), passage.block.headings
        first, blocks = near.blocks[0][0], [block for _, block in near.blocks]
        start = end = passage.first - first
        while start > 0 and blocks[start - 1].headings == headings:
            start -= 1
        while end + 1 < len(blocks) and blocks[end + 1].headings == headings:
            end += 1
        return replace(near, blocks=near.blocks[start : end + 1])

    def near(self, passage: Passage) -> Evidence:
        """What stands around `passage` in its source."""
        item = passage.evidence
        first = max(0, passage.first - SECTION_BLOCKS)
        source = self.holdings.catalog.source(item.source)
        blocks = self.holdings.catalog.blocks(source.id, source.version, first, passage.last + SECTION_BLOCKS)
        return replace(item, blocks=tuple(enumerate(blocks, start=first)))

    def _glossary(self) -> list[Term]:
        """What the clients that are asked about call things."""
        return [term for space in self.scope.spaces for term in self.holdings.catalog.space(space).terms]

    def _whose(self, question: str) -> Whose | None:
        return whose(question, self.holdings.catalog.speakers_in(self.scope)) if asks_whose(question) else None

    def _when(self, question: str) -> When | None:
        today = self.holdings.today()
        if not when(question, today):
            return None
        days = [source.occurred_on for source in self._sources() if source.occurred_on]
        return when(question, today, days)

    def _sources(self) -> list[Source]:
        return self.holdings.catalog.sources_in(self.scope)

    def _of_that_time(self, question: str, time: When | None) -> list[Scope]:
        """The scope narrowed to the sources that `question` means by their date, the likeliest first."""
        if time is None:
            return []
        if time.latest:
            groups = self._latest(question, time)
        elif _SOURCE_NOUN.search(question) or _RELATIVE.search(time.said):
            groups = self._dated(question, time)
        else:
            groups = []
        return [self.holdings.narrow(self.scope, sources=[source.id for source in group]) for group in groups if group]

    def _latest(self, question: str, time: When) -> list[list[Source]]:
        """The latest few of the kind and name that follow "the last …", each with what is of the same day."""
        after = question[question.index(time.said) + len(time.said) :][:NOUN_CHARS]
        fitting = _of_kind([s for s in self._sources() if s.occurred_on], kinds_named(after) or kinds_named(question))
        named = _named(fitting, after)
        days = sorted({source.occurred_on for source in named if source.occurred_on}, reverse=True)
        return [[source for source in named if source.occurred_on == day] for day in days[:LATEST_TRIED]]

    def _dated(self, question: str, time: When) -> list[list[Source]]:
        """Those of that time; of the kind that is named first, then of any kind."""
        held = [source for source in self._sources() if time.holds(source.occurred_on)]
        first = _of_kind(held, kinds_named(_without(question, time)))
        return [first, held] if first != held else [held]

    def _near(self, citations: Sequence[Citation]) -> list[Evidence]:
        """What stands around the citations, as evidence of its own."""
        catalog = self.holdings.catalog
        readable = {source.id: source for source in self._sources()}
        found = []
        for citation in citations:
            if (source := readable.get(citation.source)) is None:
                continue
            first = max(0, citation.first_block - NEAR_BLOCKS)
            blocks = catalog.blocks(source.id, source.version, first, citation.last_block + NEAR_BLOCKS)
            found.append(_around(source, first, blocks))
        return [item for item in found if item.blocks]


def _around(source: Source, first: int, blocks: Sequence[Block]) -> Evidence:
    numbered = tuple(enumerate(blocks, start=first))
    return Evidence(0, source.id, source.title, source.kind, numbered, 1.0, occurred_on=source.occurred_on)


def _numbered(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Numbered from 1; what an earlier item holds as a whole is left out."""
    kept: list[Evidence] = []
    for item in evidence:
        inside = {index for index, _ in item.blocks}
        if not any(other.source == item.source and inside <= {i for i, _ in other.blocks} for other in kept):
            kept.append(item)
    return tuple(replace(item, n=n) for n, item in enumerate(kept, start=1))


def _of_kind(sources: Sequence[Source], kinds: Sequence[Kind]) -> list[Source]:
    """Those of these kinds; all of them when there are none."""
    return [source for source in sources if source.kind in kinds] or list(sources)


def _named(sources: Sequence[Source], words: str) -> list[Source]:
    """Those whose title or topic says one of `words` or means it; all of them when none does."""
    words = _ANY_MEETING.sub(" ", words)
    asked = subject_words(words) | {term for word in synonyms(words) for term in terms(word)}
    telling = [source for source in sources if named_by(source, asked)]
    return telling or list(sources)


def _without(question: str, time: When | None) -> str:
    """The question without the words that say which source is meant: "in the last meeting", "三月那次会上"."""
    if time is None:
        return question
    said = re.escape(time.said.strip())
    if HAN.search(time.said):
        words = rf"在?{said}的?(?:那[次场天份])?(?:的?{_ZH_NOUN})?(?:里面?|[上中])?[的，,]?"
    else:
        words = rf"(?:\b(?:in|at|during|from|of|on)\s+)?(?:\bthe\s+)?{said}\s*(?:[\w-]+\s+){{0,2}}?{_EN_NOUN}?\s*,?"
    return " ".join(re.sub(words, " ", question, count=1, flags=re.IGNORECASE).split())


def _alternating(rankings: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Several rankings as one: the first of each, then the second of each; a chunk counts once."""
    longest = max(map(len, rankings), default=0)
    hits = [ranking[i] for i in range(longest) for ranking in rankings if i < len(ranking)]
    return list({hit.chunk.id: hit for hit in reversed(hits)}.values())[::-1]
