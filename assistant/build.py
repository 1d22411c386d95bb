"""Composition root: Settings in, an App of working parts out. Tests call the same function."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from assistant.chat.answer import DEFAULT_LIMITS, DEFAULT_WRITING, Answerer, Writing
from assistant.chat.extractive import Similarity
from assistant.chat.history import History
from assistant.chat.holdings import Holdings
from assistant.chat.llm import SCRIPTED, Chat, ChatOptions, make_chat
from assistant.chat.scale import AsBundled
from assistant.chat.standing import Known
from assistant.chat.verdicts import Verdicts
from assistant.errors import SettingsError
from assistant.evaluation import run as evaluation
from assistant.evaluation.controls import Controls
from assistant.evaluation.errors import JudgeNeedsModel
from assistant.evaluation.rounds import ControlRuns
from assistant.handover import templates
from assistant.handover.answered import Answered
from assistant.handover.capturing import Capture, Hear, Told, Withdraw
from assistant.handover.covering.places import Library, Yardstick
from assistant.handover.covering.sought import of_template
from assistant.handover.deciding.dead import dead_by
from assistant.handover.deciding.precedent import precedents
from assistant.handover.deciding.reading import CatchUp
from assistant.handover.likeness import Likeness
from assistant.handover.post import Office, Post
from assistant.handover.records.shelf import Records
from assistant.handover.staleness import stale_by
from assistant.handover.standing import verified
from assistant.handover.surveying import Surveyor
from assistant.links import Links
from assistant.people.access import narrowed
from assistant.people.audit import Audit
from assistant.people.identity import Identity
from assistant.people.limits import RateLimit
from assistant.people.members import Members
from assistant.people.sessions import Sessions
from assistant.people.tokens import Tokens
from assistant.people.users import Users
from assistant.settings import Settings
from ingest.dictation import dictated
from ingest.intake import Intake, Upload
from ingest.parts import Reader
from ingest.pipeline import Pipeline
from ingest.speech import BUNDLED, ENDPOINT_MODEL, SpeechOptions
from ingest.steps import Shelves, Steps
from vectorstore import db
from vectorstore.catalog import Catalog
from vectorstore.e5_weights import Floats
from vectorstore.embed import Embedder, make_embedder
from vectorstore.glossary import Glossary
from vectorstore.lexical import LexicalIndex
from vectorstore.lines import Lines
from vectorstore.models import Source
from vectorstore.names import SpeakerNames
from vectorstore.originals import Originals
from vectorstore.search import Searcher
from vectorstore.sentences import SentenceIndex
from vectorstore.store import VectorStore

MIB = 1 << 20
ASKED_AT_ONCE_AND_PER_MINUTE = (20, 30)  # questions of one person: more than anybody types, less than a script


@dataclass(frozen=True, slots=True)
class App:
    """Everything a page, the API or the CLI needs."""

    settings: Settings
    engine: sa.Engine
    catalog: Catalog
    originals: Originals
    store: VectorStore
    lexical: LexicalIndex
    searcher: Searcher
    pipeline: Pipeline
    answerer: Answerer
    history: History
    evaluation: evaluation.Parts
    controls: ControlRuns
    identity: Identity
    audit: Audit
    verdicts: Verdicts
    names: SpeakerNames
    lines: Lines
    glossary: Glossary
    handover: Records
    capture: Capture
    withdraw: Withdraw
    hear: Hear
    likeness: Likeness
    surveyor: Surveyor
    post: Post
    catch_up: CatchUp
    chat: Chat | None

    links: Links = field(default_factory=lambda: Links(secrets.token_bytes(32)))
    asking: RateLimit = field(default_factory=lambda: RateLimit(*ASKED_AT_ONCE_AND_PER_MINUTE))

    def close(self) -> None:
        """Stop the worker and let go of the data folder."""
        self.controls.close()
        self.surveyor.close()
        self.post.close()
        self.catch_up.close()
        self.pipeline.close()
        self.searcher.close()
        self.engine.dispose()


def build(settings: Settings) -> App:
    """Make the data folder if it is new, open everything in it and start the worker."""
    turn_telemetry_off()
    folder = settings.folder
    folder.mkdir(parents=True, exist_ok=True)
    cache = folder / "cache"
    threads = settings.threads or os.cpu_count() or 1
    engine = db.connect(settings.database_url or f"sqlite:///{folder / 'records.sqlite'}")
    catalog = Catalog(engine)
    originals = Originals(settings.originals_url or folder.as_uri(), folder / "work")
    embedder = make_embedder(
        settings.embeddings_model,
        cache,
        url=settings.embeddings_url or None,
        api_key=settings.embeddings_api_key.get_secret_value() or None,
        threads=threads,
    )
    store = VectorStore(settings.chroma_url or folder / "vectors", embedder.name, embedder.dimension)
    lexical = LexicalIndex(engine)
    sentences = SentenceIndex(engine, embedder)
    searcher = Searcher(store, lexical, sentences, embedder, catalog.chunks)
    names, lines = SpeakerNames(engine), Lines(engine)
    shelves = Shelves(catalog, originals, store, lexical, sentences, embedder, names, lines)
    reader = Reader(_speech(settings, threads), cache, settings.read_timeout_s)
    intake = Intake(catalog, originals, settings.max_upload_mb * MIB)
    jobs_url = settings.database_url or f"sqlite:///{folder / 'jobs.sqlite'}"
    pipeline = Pipeline(Steps(shelves, reader, intake, folder / "work"), jobs_url)
    pipeline.launch()
    limits = replace(DEFAULT_LIMITS, tokens=settings.evidence_tokens)
    written = replace(DEFAULT_WRITING.limits, tokens=settings.evidence_tokens)
    writing = Writing(written, rerank=settings.rerank, check=settings.check_answers)
    chat = make_chat(_chat(settings, settings.effective_chat_model))
    similarity: Similarity = partial(_similarity, embedder)
    if settings.embeddings_model != "bundled":
        similarity = AsBundled(similarity, embedder.name, folder / "scales.json")
    holdings = Holdings(searcher.search, catalog, narrowed)

    handover = Records.over(engine)
    likeness = Likeness(similarity)
    catch_up = CatchUp(catalog, handover.ledger)
    known = Known(
        precedents=(
            Answered(handover.questions, catalog, likeness),
            precedents(catalog, handover.ledger, partial(_similarity, embedder), catch_up),
        ),
        standings=(
            partial(verified, catalog, Users(engine)),
            stale_by(handover.reviews, date.today),
            dead_by(catalog, handover.ledger, catch_up),
        ),
    )

    def answerer(chat: Chat | None) -> Answerer:
        return Answerer(holdings, similarity, chat, limits, writing, known)

    judge_named = partial(_judge, settings)
    evaluated = evaluation.Parts(searcher.search, catalog, answerer, chat, embedder.name, judge_named)
    return App(
        *(settings, engine, catalog, originals, store, lexical, searcher, pipeline, answerer(chat), History(engine)),
        evaluation=evaluated,
        controls=ControlRuns(evaluated, Controls(engine)),
        identity=Identity(Users(engine), Members(engine), Sessions(engine), Tokens(engine), settings.open_to_others),
        audit=Audit(engine),
        verdicts=Verdicts(engine),
        names=names,
        lines=lines,
        glossary=Glossary(engine),
        handover=handover,
        capture=partial(_capture, pipeline, folder / "work"),
        withdraw=partial(_withdraw, pipeline),
        hear=partial(dictated, reader),
        likeness=likeness,
        surveyor=Surveyor(_surveyed(holdings, similarity), handover.coverage, chat),
        post=Post(_office(settings)),
        catch_up=catch_up,
        chat=chat,
    )


def turn_telemetry_off() -> None:
    """Tell Gradio, unstructured and Hugging Face code to send and fetch nothing. Chroma is told in store.py."""
    os.environ.update(
        GRADIO_ANALYTICS_ENABLED="False",
        DO_NOT_TRACK="true",
        SCARF_NO_ANALYTICS="true",
        HF_HUB_DISABLE_TELEMETRY="1",
    )


def _capture(pipeline: Pipeline, folder: Path, told: Told) -> Source:
    """Take in what somebody told."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as made:
        path = Path(made) / "told.md"
        path.write_text(told.text, encoding="utf-8")
        upload = Upload(
            path,
            f"{told.title}.md",
            told.kind.value,
            topic=told.topic,
            occurred_on=told.occurred_on,
            owner=told.owner,
            restricted=told.restricted,
            kind=told.kind,
            facts=told.facts,
        )
        (submission,) = pipeline.submit(told.space, [upload])
    return submission.source


def _withdraw(pipeline: Pipeline, source_id: str) -> None:
    pipeline.forget(source_id)


def _similarity(embedder: Embedder, question: str, sentences: Sequence[str]) -> Floats:
    """Cosine of each sentence to the question, shape (n,)."""
    return embedder.embed_passages(sentences) @ embedder.embed_query(question)


def _office(settings: Settings) -> Office:
    smtp = settings.smtp_url.get_secret_value()
    return Office(smtp, settings.mail_from, settings.address, tuple(host.lower() for host in settings.webhook_hosts))


def _surveyed(holdings: Holdings, similarity: Similarity) -> Library:
    yardstick = Yardstick.of(of_template(templates.load()["agency"]))
    return Library(holdings.search, holdings.catalog, similarity, yardstick)


def _speech(settings: Settings, threads: int) -> SpeechOptions:
    return SpeechOptions(
        model=settings.speech_model,
        device=settings.speech_device,
        compute_type=settings.speech_compute,
        languages=settings.speech_languages,
        simplify=settings.simplified,
        cpu_threads=threads,
        url=settings.speech_url or None,
        api_key=settings.speech_api_key.get_secret_value() or None,
        endpoint_model=settings.speech_model if settings.speech_model != BUNDLED else ENDPOINT_MODEL,
        diariser=settings.diariser,
    )


def _judge(settings: Settings, model: str) -> Chat:
    """The model of that name at the endpoint that answers come from; JudgeNeedsModel when there is none."""
    options = _chat(settings, model)
    if options.model != SCRIPTED and ":" not in model and not (options.api_key or options.base_url):
        raise JudgeNeedsModel(model=model, reason="no OPENAI_API_KEY")
    try:
        chat = make_chat(options)
    except SettingsError as error:
        raise JudgeNeedsModel(model=model, reason=error.details["reason"]) from error
    if chat is None:
        raise JudgeNeedsModel(model="-", reason="no model is named")
    return chat


def _chat(settings: Settings, model: str) -> ChatOptions:
    name, _, script = model.partition(":")
    scripted = name == SCRIPTED
    return ChatOptions(
        model=SCRIPTED if scripted else model,
        script=script if scripted else "",
        temperature=None,  # some models refuse any but their own
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout_s=settings.chat_timeout_s,
    )
