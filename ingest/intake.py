"""Taking files in: stored whole, told apart, recorded. No reading and no waiting happens here.

Identical content in the same space is not taken twice; a known name with new content is a
new version of the same source. A file that cannot be taken is recorded as failed with the
reason, so that the person sees it in the list beside the others.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Literal

from ingest.errors import DiskFull, EmptyFile, IngestError, TooLarge
from ingest.recognise import recognise
from vectorstore.catalog import Catalog, new_id
from vectorstore.models import Kind, Source, Status
from vectorstore.originals import Originals
from vectorstore.visible import visible, visible_name

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A local file, the name people know it by, and what they said about it."""

    path: Path
    title: str
    context: str = ""  # where it came from: "交接包.zip/广告/"
    topic: str = ""
    occurred_on: date | None = None
    parent: str | None = None  # the archive it was unpacked from
    owner: str = "local"  # the person who gives it
    restricted: bool = False  # for the space's managers only
    kind: Kind | None = None  # what it is where the file does not tell: an interview, an answer
    facts: dict[str, Any] = field(default_factory=dict)  # what is known of it before it is read


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of an upload. A duplicate's source is the one already there."""

    source: Source
    outcome: Literal["new", "new_version", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Intake:
    """Where files are taken to. `max_bytes` is the largest that is."""

    catalog: Catalog
    originals: Originals
    max_bytes: int

    def admit(self, space: str, upload: Upload) -> Submission:
        """Store one file and record it as a source that awaits work.

        Never raises for the file's own faults: those are the outcome "refused" and a failed
        source. Admitting the same file twice changes nothing.
        """
        upload = replace(upload, title=visible_name(upload.title), context=visible(upload.context))
        known = self.catalog.source_with_name(space, upload.context, upload.title)
        source = _draft(space, upload, known)
        try:
            source = replace(source, sha256=self._store(upload))
            same = self.catalog.source_with_content(space, source.sha256)
            if same is not None:
                return Submission(same, "duplicate")
            with self.originals.local(source.sha256) as path:
                recognised = recognise(path, upload.title)
            source = replace(source, kind=upload.kind or recognised.kind, suffix=recognised.suffix)
        except IngestError as error:
            refused = replace(source, status=Status.FAILED, error=error.record())
            return self._record(refused, known, "refused")
        return self._record(source, known, "new_version" if known else "new")

    def _store(self, upload: Upload) -> str:
        size = upload.path.stat().st_size
        if size == 0:
            raise EmptyFile(file=upload.title)
        if size > self.max_bytes:
            raise TooLarge(file=upload.title, size=_mib(size), limit=_mib(self.max_bytes))
        with disk_full_named(upload.title):
            return self.originals.put(upload.path)

    def _record(
        self, source: Source, known: Source | None, outcome: Literal["new", "new_version", "refused"]
    ) -> Submission:
        if known is None:
            self.catalog.add(source)
        else:
            self.catalog.add_version(source)
        return Submission(source, outcome)


def told_apart(uploads: Sequence[Upload]) -> list[Upload]:
    """The uploads with a number added to names that occur twice at once: those are different
    files from different folders, not versions of each other."""
    seen: dict[tuple[str, str], int] = {}
    result = []
    for upload in uploads:
        key = (upload.context, upload.title)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            name = PurePath(upload.title)
            upload = replace(upload, title=f"{name.stem} ({seen[key]}){name.suffix}")
        result.append(upload)
    return result


@contextmanager
def disk_full_named(title: str) -> Iterator[None]:
    """Turn the system's "no space left" into the error a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise DiskFull(file=title) from error


def _draft(space: str, upload: Upload, known: Source | None) -> Source:
    return Source(
        id=known.id if known else new_id(),
        space=space,
        title=upload.title,
        kind=Kind.DOCUMENT,
        sha256="",
        suffix=PurePath(upload.title).suffix.lower(),
        size=upload.path.stat().st_size,
        status=Status.STORED,
        version=known.version + 1 if known else 1,
        topic=upload.topic or (known.topic if known else ""),
        occurred_on=upload.occurred_on or (known.occurred_on if known else None),
        context=upload.context,
        parent=upload.parent,
        owner=known.owner if known else upload.owner,
        restricted=known.restricted if known else upload.restricted,
        facts=upload.facts,
    )


def _mib(size: int) -> str:
    return f"{size / MIB:.0f} MiB"
