"""The durable walk of a file: stored → recognised → read in parts → masked → chunked → indexed → done.

Each step's outcome is recorded by DBOS, so after a crash the walk goes on at the step that was
running. What a step does is steps.py's business; how a file is told apart and stored, intake.py's.
One Pipeline at a time in a process, since DBOS is a singleton.
"""

from __future__ import annotations

import logging
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetWorkflowID
from dbos import error as dbos_error

from ingest.errors import DiskFull, Unexpected
from ingest.intake import Submission, Upload, told_apart
from ingest.parts import Plan
from ingest.removal import Removal, remove
from ingest.steps import STALE, Forgotten, Steps
from vectorstore import db
from vectorstore.errors import BatonError
from vectorstore.models import Source, Status

JOBS_VERSION = "1"  # of the workflow's steps; raised only when a running job must not go on under new code
SPEECH_QUEUE, READING_QUEUE = "speech", "reading"  # apart, so that documents do not wait behind a long recording
REVISION_QUEUE = "revision"  # one after the other: two revisions of one chunk would each see half of what changed
INDEX_BATCH = 64  # chunks per step: a crash costs at most one batch, about a second of embedding
STEP_TRIES = 3
ENDED_JOBS = ["SUCCESS", "ERROR", "CANCELLED"]
JOBS_WAIT_S = 30.0  # for the jobs' database, which its engine looks into all the time

log = logging.getLogger(__name__)
T = TypeVar("T")


class Pipeline:
    """Takes files in, works on them in the background, and removes them again."""

    def __init__(self, steps: Steps, jobs_url: str) -> None:
        self.steps = steps
        self.shelves = steps.shelves
        self.catalog = steps.shelves.catalog
        self.jobs_url = jobs_url
        self._workflow: Callable[[str], str]
        self._revision: Callable[[str, list[int]], str]

    def launch(self) -> None:
        """Start the worker: jobs that a crash cut short go on, sources without a job get one."""
        DBOS(
            config=DBOSConfig(
                name="baton",
                system_database_url=self.jobs_url,
                application_version=JOBS_VERSION,
                executor_id="local",
                enable_otlp=False,
                log_level="CRITICAL",  # failures are in the source's record; DBOS would print them again
                notification_listener_polling_interval_sec=10,
            )
        )

        @DBOS.workflow(name="ingest")
        def ingest(source_id: str) -> str:
            return self._ingest(source_id)

        @DBOS.workflow(name="revise")
        def revise(source_id: str, positions: list[int]) -> str:
            return self._revise(source_id, positions)

        self._workflow, self._revision = ingest, revise
        DBOS.launch()
        DBOS.register_queue(SPEECH_QUEUE, worker_concurrency=1, polling_interval_sec=0.5)
        DBOS.register_queue(READING_QUEUE, worker_concurrency=2, polling_interval_sec=0.5)
        DBOS.register_queue(REVISION_QUEUE, worker_concurrency=1, polling_interval_sec=0.5)
        for source in self.catalog.sources():
            if not source.status.ended and not self._jobs(source):
                self._enqueue(source)
            if left := source.facts.get(STALE):
                self.revise(source.id, left)

    def close(self) -> None:
        """Stop the worker; what it was doing goes on at the next launch."""
        DBOS.destroy(destroy_registry=True)
        for handler in list(DBOS.logger.handlers):  # made anew at the next launch, on what is standard error by then
            DBOS.logger.removeHandler(handler)
        self.steps.reader.close()

    def submit(self, space: str, uploads: Sequence[Upload]) -> list[Submission]:
        """Store files and queue them; one Submission per upload, in order.

        All are recorded before any is worked on, so that a recording sees the transcript it came with.
        """
        submissions = [self.steps.intake.admit(space, upload) for upload in told_apart(uploads)]
        for submission in submissions:
            if submission.outcome == "duplicate":
                self.retry(submission.source.id)
            elif submission.outcome != "refused":
                self._stop_jobs(submission.source)
                self._enqueue(submission.source)
        return submissions

    def cancel(self, source_id: str) -> Source:
        """Stop working on a source after its running step; what is indexed so far stays searchable."""
        source = self.catalog.source(source_id)
        if not source.status.ended:
            self._stop_jobs(source)
            self.catalog.update(source_id, status=Status.CANCELLED)
        return self.catalog.source(source_id)

    def retry(self, source_id: str) -> Source:
        """Work again on a failed or cancelled source, from the step that did not finish."""
        source = self.catalog.source(source_id)
        if source.status not in (Status.FAILED, Status.CANCELLED) or not source.sha256:
            return source
        self.catalog.update(source_id, status=Status.STORED, error=None)
        jobs = self._jobs(source)
        if not jobs:
            self._enqueue(source)
            return self.catalog.source(source_id)
        steps = DBOS.list_workflow_steps(jobs[-1])
        broken = [step["function_id"] for step in steps if step["error"] is not None]
        first_missing = max((step["function_id"] for step in steps), default=0) + 1
        with SetWorkflowID(_job_id(source, len(jobs))):
            DBOS.fork_workflow(jobs[-1], min(broken, default=first_missing), queue_name=_queue(source))
        return self.catalog.source(source_id)

    def revise(self, source_id: str, positions: Sequence[int]) -> None:
        """Soon let what stands in the source's blocks at these positions now be what is found."""
        if positions:
            with SetWorkflowID(f"{source_id}-revision-{uuid4().hex}"):
                DBOS.enqueue_workflow(REVISION_QUEUE, self._revision, source_id, list(positions))

    def read_again(self, source_id: str) -> Source:
        """Read what is there once more, under what people say of its masking by now.

        What was indexed of it goes first: another masking may cut other chunks. KeyError if there is none.
        """
        source = self.catalog.source(source_id)
        self._stop_jobs(source)
        self.catalog.put_chunks((), [piece.id for piece in self.catalog.chunks_of(source_id)])
        self.shelves.unindex(source)
        unmasked = {name: 0 for name in source.facts if name.startswith("masked.")}
        self.catalog.update(source_id, status=Status.STORED, progress=0.0, error=None, facts=unmasked)
        self._enqueue(source)
        return self.catalog.source(source_id)

    def forget(self, source_id: str) -> Removal:
        """Remove a source from everywhere, with what was unpacked from it. KeyError if there is none."""
        removal = self._forget(self.catalog.source(source_id))
        db.cut_log(self.catalog.engine)
        if removal.places["jobs"]:
            self._compact_jobs()
        return removal

    def forget_finished_jobs(self) -> int:
        """Remove the records of jobs whose source is gone; how many."""
        known = {source.id for source in self.catalog.sources()}
        ended = DBOS.list_workflows(status=ENDED_JOBS, load_input=False, load_output=False)
        gone = [job.workflow_id for job in ended if _source_of(job.workflow_id) not in known]
        if gone:
            DBOS.delete_workflows(gone)
            self._compact_jobs()
        return len(gone)

    def reindex(self, tell: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Make both indexes anew from the catalog's chunks; returns how many. `tell(done, total)` as it goes."""
        sources = self.catalog.sources()
        ids_of = {source.id: [piece.id for piece in self.catalog.chunks_of(source.id)] for source in sources}
        total, done = sum(map(len, ids_of.values())), 0
        for space in {source.space for source in sources}:
            self.shelves.store.drop_space(space)
            self.shelves.lexical.drop_space(space)
            self.shelves.sentences.drop_space(space)
        for source in sources:
            for batch in _batches(ids_of[source.id]):
                self.shelves.index(source.space, batch)
                done += len(batch)
                tell(done, total)
        return total

    def _ingest(self, source_id: str) -> str:
        """The workflow. Only step outcomes steer it, so that a replay takes the same turns."""
        try:
            self._walk(source_id)
        except dbos_error.DBOSWorkflowCancelledError:
            raise
        except Forgotten:
            return "forgotten"
        except BatonError as error:
            self._give_up(source_id, error)
            return Status.FAILED
        except Exception as error:
            # The worker's edge: a bug met in one file must not leave it "at work" for ever.
            log.exception("ingest of %s failed", source_id)
            self._give_up(source_id, _named(error, self.catalog.source(source_id).title))
            return Status.FAILED
        return Status.DONE

    def _walk(self, source_id: str) -> None:
        steps = self.steps
        plan: Plan = _durable(steps.inspect, source_id)
        facts: Counter[str] = Counter()
        offset = 0
        for number, part in enumerate(plan.parts, start=1):
            count, part_facts = _durable(steps.read, source_id, part, offset)
            facts.update(part_facts)
            for batch in _batches(_durable(steps.chunk, source_id, offset, count)):
                _durable(steps.index, source_id, batch)
            offset += count
            _durable(steps.note_progress, source_id, dict(facts), number / len(plan.parts))
        if plan.is_archive:
            for member in _durable(steps.unpack, source_id):
                self._enqueue(self.catalog.source(member))
        self.revise(source_id, _durable(steps.finish, source_id, bool(plan.parts)))

    def _revise(self, source_id: str, positions: list[int]) -> str:
        """The workflow of a revision. One that fails is remembered, and made up for at the next launch."""
        try:
            _durable(self.steps.revise, source_id, positions)
        except Forgotten:
            return "forgotten"
        except BatonError as error:
            log.warning("revision of %s waits for the next launch: %s", source_id, error)
            _durable(self.steps.note_stale, source_id, positions)
            return Status.FAILED
        return Status.DONE

    def _give_up(self, source_id: str, error: BatonError) -> None:
        for recording in _durable(self.steps.fail, source_id, error):
            self._enqueue(self.catalog.source(recording))

    def _enqueue(self, source: Source) -> None:
        with SetWorkflowID(_job_id(source, len(self._jobs(source)))):
            DBOS.enqueue_workflow(_queue(source), self._workflow, source.id)

    def _jobs(self, source: Source) -> list[str]:
        """The ids of the jobs for this version of the source, oldest first."""
        found = DBOS.list_workflows(workflow_id_prefix=_job_id(source), load_input=False, load_output=False)
        return [job.workflow_id for job in found]

    def _forget(self, source: Source) -> Removal:
        children = [self._forget(child) for child in self.catalog.children(source.id)]
        self._stop_jobs(source)
        removal = remove(self.shelves, source)
        return sum(children, replace(removal, places=removal.places + Counter(jobs=self._forget_jobs(source))))

    def _forget_jobs(self, source: Source) -> int:
        """Remove the records of a source's jobs: they hold its name and what was found out about it.

        One that may be in the middle of a step keeps its record until `forget_finished_jobs`.
        """
        if not source.status.ended:
            return 0
        jobs = DBOS.list_workflows(workflow_id_prefix=f"{source.id}-", load_input=False, load_output=False)
        if jobs:
            DBOS.delete_workflows([job.workflow_id for job in jobs])
        return len(jobs)

    def _compact_jobs(self) -> None:
        """Rewrite the jobs' own database without what was deleted from it: DBOS leaves it in free pages."""
        url = sa.make_url(self.jobs_url)
        if url.get_backend_name() == "sqlite" and url != self.catalog.engine.url:
            with closing(sqlite3.connect(str(url.database), timeout=JOBS_WAIT_S)) as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _stop_jobs(self, source: Source) -> None:
        for job in DBOS.list_workflows(workflow_id_prefix=source.id, status=["PENDING", "ENQUEUED"]):
            DBOS.cancel_workflow(job.workflow_id)


def _job_id(source: Source, number: int | None = None) -> str:
    prefix = f"{source.id}-v{source.version}-"
    return prefix if number is None else f"{prefix}{number}"


def _source_of(job_id: str) -> str:
    return job_id.partition("-")[0]


def _queue(source: Source) -> str:
    return SPEECH_QUEUE if source.kind.is_heard else READING_QUEUE


def _durable(step: Callable[..., T], *arguments: Any) -> T:
    """Run one step under DBOS; errors that may pass are tried again, a second later and then two."""
    options: Any = {
        "name": step.__name__,
        "retries_allowed": True,
        "max_attempts": STEP_TRIES,
        "should_retry": lambda error: isinstance(error, BatonError) and error.retryable,
    }
    return DBOS.run_step(options, step, *arguments)


def _named(error: Exception, title: str) -> BatonError:
    full = isinstance(error, sa.exc.OperationalError) and "disk is full" in str(error)
    return DiskFull(file=title) if full else Unexpected(file=title, reason=f"{type(error).__name__}: {error}"[:300])


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    return (list(ids[i : i + INDEX_BATCH]) for i in range(0, len(ids), INDEX_BATCH))
