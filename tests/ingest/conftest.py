"""The real files of ../shared/data/documents, and one reading process for all tests of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.documents import DocumentReader
from vectorstore.models import Kind, Source, Status

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "documents"


@pytest.fixture
def real_file() -> Callable[[str], Path]:
    """A file of the shared set; skips where the set is not there."""

    def find(name: str) -> Path:
        if not (DATA / name).exists():
            pytest.skip(f"needs {name} from ../shared/data/documents")
        return DATA / name

    return find


@pytest.fixture(scope="session")
def reader() -> Iterator[DocumentReader]:
    made = DocumentReader(timeout_s=120)
    yield made
    made.close()


@pytest.fixture
def source() -> Callable[..., Source]:
    """A source with only what a test cares about."""

    def make(kind: Kind = Kind.DOCUMENT, **fields: Any) -> Source:
        required: dict[str, Any] = {"sha256": "0" * 64, "suffix": "", "size": 1, "status": Status.MASKED}
        return Source(**{"id": "s1", "space": "tea", "title": "交接.docx", "kind": kind, **required, **fields})

    return make
