"""The sample handover in examples/: two fictitious clients half way through theirs, for a first look and for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.desk import Visit
from assistant.handover import checklist, handovers, phases
from assistant.handover.checklist import Change, State
from assistant.handover.handovers import Wish
from assistant.handover.records.handovers import Phase
from ingest.intake import Submission, Upload
from vectorstore.models import Source, Status

FOLDER = Path(__file__).parents[1] / "examples" / "handover"


def is_there() -> bool:
    """False where Baton was installed without its examples."""
    return (FOLDER / "manifest.json").is_file()


def load(visit: Visit, today: date | None = None) -> list[Submission]:
    """Make the sample's clients, submit their files and begin their handovers. Loading it twice adds nothing."""
    submissions = []
    for space in _manifest()["spaces"]:
        made = visit.app.catalog.space_named(space["name"], space["glossary"])
        uploads = [
            Upload(
                FOLDER / source["path"],
                Path(source["path"]).name,
                topic=source["topic"],
                occurred_on=date.fromisoformat(source["date"]),
            )
            for source in space["sources"]
        ]
        submissions += visit.app.pipeline.submit(made.id, uploads)
        if handovers.of(visit, made.id) is None:
            _begin(visit, made.id, space["handover"], today or date.today())
    return submissions


def _begin(visit: Visit, space: str, plan: dict[str, Any], today: date) -> None:
    """A handover as far as the plan says: who holds what, and what is done already."""
    begins, ends = today - timedelta(days=plan["began_days_ago"]), today + timedelta(days=plan["ends_in_days"])
    handovers.make(visit, space, Wish(plan["outgoing"], plan["incoming"], begins, ends, plan["template"]))
    made = checklist.items(visit, space)
    for section in dict.fromkeys(item.section for item in made):
        checklist.assign(visit, space, section, plan["owners"].get(section, plan["everything_else"]))
    for state in (State.DONE, State.DOING):
        for item in made:
            if item.key in plan[state.value]:
                checklist.change(visit, item.id, Change(state=state))
    phases.move(visit, space, Phase.CAPTURE)


def suggested(sources: Sequence[Source], lang: str) -> list[str]:
    """Questions in `lang` ("zh" or "en") whose answer is in these sources, which may be the sample's, by now."""
    readable = {source.title for source in sources if source.status is Status.DONE}
    of_lang = [item for item in _manifest()["suggested"] if item["lang"] == lang]
    return [item["question"] for item in of_lang if Path(item["source"]).name in readable]


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return manifest
