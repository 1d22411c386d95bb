"""Questions that top-k search fails, one number per kind: examples/questions-hard.jsonl over the sample handover.

    python -m benchmarks.hard_questions [--said] [--data FOLDER] [--cache FOLDER] [--show]

Recordings as the bundled model hears them or, with `--said`, as their true transcripts with names, the client's
people marked as such. Quoted answers, no model. `--data` keeps the folder, so that a second run asks only.

Library, list, compound: the share of what is wanted that is named (nothing, where something is that must not
be). Speaker: the right words, from the right mouth where the sources say whose they are. Time: the right
answer, from the right source first. Follow-up: the right answer. Superseded: the newer figure, and before the older.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant import sample
from assistant.build import App, build
from assistant.chat.answer import Answer
from assistant.people.access import scope_for
from assistant.people.roles import LOCAL
from assistant.settings import Settings
from ingest.intake import Upload

EXAMPLES = sample.FOLDER.parent
CLIENTS = ("陈国栋", "吴敏", "Emma Hartley", "Daniel Reed")
HEARD = (".m4a", ".opus", ".mp4")
Question = dict[str, Any]


def load(app: App, said: bool, folder: Path) -> None:
    """Take the sample's files in and wait; with `said` each recording's true transcript in its place."""
    for space in json.loads((sample.FOLDER / "manifest.json").read_text(encoding="utf-8"))["spaces"]:
        made = app.catalog.space_named(space["name"], space["glossary"])
        uploads = []
        for source in space["sources"]:
            path = sample.FOLDER / source["path"]
            if said and path.suffix in HEARD:
                path = _transcript(path, folder)
            elif said and path.suffix == ".vtt":
                continue  # the transcript that comes with one of the recordings
            held_on = date.fromisoformat(source["date"])
            uploads.append(Upload(path, path.name, topic=source["topic"], occurred_on=held_on))
        app.pipeline.submit(made.id, uploads)
    while not all(source.status.ended for source in app.catalog.sources()):
        time.sleep(0.2)


def _transcript(recording: Path, folder: Path) -> Path:
    """A WebVTT file of what is truly said."""
    lines = ["WEBVTT"]
    for turn in json.loads((EXAMPLES / "truth" / f"{recording.stem}.json").read_text(encoding="utf-8")):
        who, client = turn["speaker"], "（客户）" if turn["lang"] == "zh" else " (client)"
        times = f"{_clock(turn['start'])} --> {_clock(turn['end'])}"
        lines += ["", times, f"<v {who}{client if who in CLIENTS else ''}>{turn['text']}"]
    file = folder / f"{recording.stem}.vtt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds % 3600 // 60):02}:{seconds % 60:06.3f}"


def ask(app: App, question: Question) -> Answer:
    """The answer, after the questions that come before it."""
    scope, history = scope_for(app.catalog, LOCAL, [question["space"]]), list[Answer]()
    for text in [*question.get("after", []), question["question"]]:
        *_, done = app.answerer.answer(text, scope, history)
        history.append(done.answer)
    return history[-1]


def mark(app: App, question: Question, answer: Answer) -> float:
    """From 0 to 1, by the question's kind."""
    if answer.refused:
        return 0.0
    if question["kind"] in ("library", "list", "compound"):
        if any(_at(answer.text, one) is not None for one in question.get("none", [])):
            return 0.0
        return float(np.mean([_at(answer.text, *one.split("|")) is not None for one in question["all"]]))
    at = _at(answer.text, *question["answers"])
    if at is None:
        return 0.0
    if question["kind"] == "speaker":
        return float(all(question["by"] in name for name in _speakers(app, answer)))
    if question["kind"] == "time":
        return float(bool(answer.citations) and question["source"] in answer.citations[0].title)
    if question["kind"] == "superseded":
        older = _at(answer.text, *question["older"])
        return float(older is None or at < older)
    return 1.0


def _at(text: str, *ways: str) -> int | None:
    """Where the first of several ways of saying something stands."""
    found = [at for way in ways if (at := text.lower().find(way.lower())) >= 0]
    return min(found, default=None)


def _speakers(app: App, answer: Answer) -> set[str]:
    """Who is marked as saying what the answer cites."""
    cited = (
        app.catalog.blocks(one.source, app.catalog.source(one.source).version, one.first_block, one.last_block)
        for one in answer.citations
    )
    return {block.speaker for blocks in cited for block in blocks if block.speaker}


def table(app: App, questions: Sequence[Question], show: bool) -> None:
    marks = defaultdict[str, list[float]](list)
    for question in questions:
        answer = ask(app, question)
        marks[question["kind"]].append(mark(app, question, answer))
        if show and marks[question["kind"]][-1] < 1:
            print(f"{question['id']} {question['question']}\n    {answer.text[:300]!r}", file=sys.stderr)
    print("| " + " | ".join(marks) + " |\n" + "|---" * len(marks) + "|")
    print("| " + " | ".join(f"{np.mean(of_kind):.2f} of {len(of_kind)}" for of_kind in marks.values()) + " |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--said", action="store_true", help="true transcripts in place of recordings")
    arguments.add_argument("--data", type=Path, help="a data folder to keep, or one that has the sample in it")
    arguments.add_argument("--cache", type=Path, help="folder that keeps weights and vectors between runs")
    arguments.add_argument("--show", action="store_true", help="print what was answered wrong")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = options.data or Path(scratch) / "data"
        data.mkdir(parents=True, exist_ok=True)
        if options.cache and not (data / "cache").exists():
            (data / "cache").symlink_to(options.cache.resolve())
        app = build(Settings.load(data=data, port=0))
        try:
            if not app.catalog.sources():
                load(app, options.said, Path(scratch))
            lines = (EXAMPLES / "questions-hard.jsonl").read_text(encoding="utf-8").splitlines()
            table(app, list(map(json.loads, lines)), options.show)
        finally:
            app.close()


if __name__ == "__main__":
    main()
