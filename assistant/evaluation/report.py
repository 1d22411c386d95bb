"""A run, and its comparison with another, as text for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from assistant.chat.events import EXTRACTIVE
from assistant.evaluation.compare import Comparison, Pair
from assistant.evaluation.gold import NO_PLACE, NO_SOURCE
from assistant.evaluation.measure import Estimate, Summary, grouped, summary
from assistant.evaluation.result import Result, Run
from assistant.evaluation.words import figure, place_words, say, verdict_words
from vectorstore.errors import say_record

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SHOWN_CHARS = 160  # of an answer
NAMED = 8  # questions that a warning names
GROUP_METRICS = ("passed", "recall@1", "recall@5", "coverage", "contains", "f1", "answered", "refusal_recall")

GROUPS: dict[str, Callable[[Result], str]] = {
    "by_lang": lambda result: result.lang,
    "by_kind": lambda result: result.kind,
    "by_space": lambda result: result.space,
}


def text_report(run: Run, lang: str, comparison: Comparison | None = None, before: Run | None = None) -> str:
    """Figures, groups, what changed, then every question that failed."""
    parts = [say("title", lang, file=run.file), facts(run, lang), "", *_figures(summary(run.results), lang, comparison)]
    for title, by in GROUPS.items():
        if groups := grouped(run.results, by):
            parts += ["", say(title, lang), *_group_table(groups, lang)]
    if comparison is not None and before is not None:
        parts += ["", *_compared(comparison, before, lang)]
    if warned := warnings(run, lang):
        parts += ["", *warned]
    failed = [result for result in run.results if not result.passed]
    heading = say("failed", lang, count=len(failed), all=len(run.results))
    parts += ["", heading if failed else say("all_passed", lang, all=len(run.results))]
    for result in failed:
        parts += _question(result, lang)
    return "\n".join(map(printable, parts)) + "\n"


def printable(line: str) -> str:
    """Without what would steer a terminal, which a file's name may hold."""
    return _CONTROL.sub("", line)


def facts(run: Run, lang: str) -> str:
    """What was asked of whom, in one line."""
    answerer = say("extractive", lang) if run.answerer == EXTRACTIVE else say("written", lang, model=run.answerer)
    said = say(
        "facts",
        lang,
        count=len(run.results),
        started=run.started_at[:16].replace("T", " ") + " UTC",
        seconds=f"{run.seconds:.1f}",
        answerer=answerer,
        embedder=run.embedder,
    )
    return f"{said} · {say('judge', lang, model=run.judge)}" if run.judge else said


def warnings(run: Run, lang: str) -> list[str]:
    """What makes the figures say less than they seem to."""
    said = []
    for problem in (NO_SOURCE, NO_PLACE):
        if ids := [result.id for result in run.results if result.problem == problem]:
            names = ", ".join(ids[:NAMED]) + ("…" if len(ids) > NAMED else "")
            said.append(say(f"problem.{problem}", lang, count=len(ids), names=names))
    if noticed := [result.notice for result in run.results if result.notice]:
        said.append(say("notices", lang, count=len(noticed), first=say_record(noticed[0], lang)))
    unjudged = [r for r in run.results if r.contains is not None and not r.refused and r.judged is None]
    if run.judge and unjudged:
        said.append(say("unjudged", lang, count=len(unjudged)))
    return said


def expected(result: Result, lang: str) -> tuple[str, str]:
    """The accepted answers, and where they stand; either may be ""."""
    if not result.answerable:
        return say("expected_refusal", lang), ""
    where = (result.expected.get("source", ""), place_words(result.expected, lang), result.expected.get("text", ""))
    return " / ".join(result.answers), " · ".join(filter(None, where))


def state(result: Result, lang: str) -> str:
    """Whether it passed or why not, and where the right passage was among those searched."""
    rank = say("found_at", lang, rank=result.rank) if result.rank else ""
    return " · ".join(filter(None, (verdict_words(result.verdict, lang), rank)))


def _figures(all_of_it: Summary, lang: str, comparison: Comparison | None) -> Iterator[str]:
    names = [f"{say(f'm.{name}', lang)}  {name}" for name in all_of_it]
    width = max(map(_width, names))
    for name, label in zip(all_of_it, names, strict=True):
        value = all_of_it[name]
        bounds = f"({figure(name, value.low)}–{figure(name, value.high)})"
        line = f"{_padded(label, width)}  {figure(name, value.value):>7}  {bounds:<17} n={value.n}"
        change = comparison.differences.get(name) if comparison else None
        yield f"{line}  {signed(name, change)}" if change else line


def signed(name: str, change: Estimate) -> str:
    """A difference with its sign, marked when its interval leaves out zero."""
    sign = "+" if change.value >= 0 else "−"
    mark = " *" if change.low > 0 or change.high < 0 else ""
    return f"{sign}{figure(name, abs(change.value))}{mark}"


def _group_table(groups: Mapping[str, Summary], lang: str) -> Iterator[str]:
    labels = [label or "–" for label in groups]
    width = max(map(_width, labels))
    shown = [name for name in GROUP_METRICS if any(name in of_group for of_group in groups.values())]
    yield " ".join([" " * width, "    n", *(f"{name:>14}" for name in shown)])
    for label, of_group in zip(labels, groups.values(), strict=True):
        cells = (f"{figure(name, of_group[name].value):>14}" if name in of_group else f"{'–':>14}" for name in shown)
        yield " ".join([_padded(label, width), f"{of_group['passed'].n:>5}", *cells])


def _compared(comparison: Comparison, before: Run, lang: str) -> Iterator[str]:
    yield say("compared", lang, file=before.file, started=before.started_at[:16].replace("T", " "))
    for key, pairs in (("worse", comparison.worse), ("better", comparison.better), ("changed", comparison.changed)):
        yield say(key, lang, count=len(pairs))
        for pair in pairs:
            yield from _pair(pair, lang)
    yield say("same", lang, count=comparison.same)
    if alone := len(comparison.gone) + len(comparison.new):
        yield say("only", lang, count=alone)


def _pair(pair: Pair, lang: str) -> Iterator[str]:
    yield f"  {pair.now.id}  {pair.now.question}"
    yield f"      {say('before', lang)}: {verdict_words(pair.before.verdict, lang)} · {_short(pair.before.answer)}"
    yield f"      {say('now', lang)}: {verdict_words(pair.now.verdict, lang)} · {_short(pair.now.answer)}"


def _question(result: Result, lang: str) -> Iterator[str]:
    yield f"✗ {result.id}  {result.question}"
    yield f"    {state(result, lang)}"
    answers, where = expected(result, lang)
    yield f"    {say('expected', lang)}: {' · '.join(filter(None, (answers, where)))}"
    yield f"    {say('answered', lang)}: {_short(result.answer)}"
    for citation in result.citations[:3]:
        yield f"    [{citation['n']}] {citation['title']} {place_words(citation, lang)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1] + "…"


def _width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
