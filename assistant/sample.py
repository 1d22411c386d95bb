"""The sample handover in examples/: two fictitious clients, for a first look and for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ingest.intake import Submission, Upload
from ingest.pipeline import Pipeline
from vectorstore.catalog import Catalog
from vectorstore.models import Source, Status

FOLDER = Path(__file__).parents[1] / "examples" / "handover"


def is_there() -> bool:
    """False where Baton was installed without its examples."""
    return (FOLDER / "manifest.json").is_file()


def load(catalog: Catalog, pipeline: Pipeline) -> list[Submission]:
    """Make the sample's clients and submit their files. Loading it twice adds nothing."""
    submissions = []
    for space in _manifest()["spaces"]:
        made = catalog.space_named(space["name"], space["glossary"])
        uploads = [
            Upload(
                FOLDER / source["path"],
                Path(source["path"]).name,
                topic=source["topic"],
                occurred_on=date.fromisoformat(source["date"]),
            )
            for source in space["sources"]
        ]
        submissions += pipeline.submit(made.id, uploads)
    return submissions


def suggested(sources: Sequence[Source], lang: str) -> list[str]:
    """Questions in `lang` ("zh" or "en") whose answer is in these sources, which may be the sample's, by now."""
    readable = {source.title for source in sources if source.status is Status.DONE}
    of_lang = [item for item in _manifest()["suggested"] if item["lang"] == lang]
    return [item["question"] for item in of_lang if Path(item["source"]).name in readable]


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return manifest
