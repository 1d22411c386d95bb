"""A small library in a real database, a keyword search over it, and real bundled vectors where asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.chat.evidence import Evidence
from assistant.chat.holdings import Holdings
from assistant.chat.language import terms
from assistant.people.access import narrowed
from vectorstore.catalog import Catalog
from vectorstore.e5 import E5
from vectorstore.models import Block, Chunk, Hit, Kind, Locator, Scope, Source, Status

SCALE = 14.0  # what the product's search gives a chunk that holds everything; refusing reads that score


class Library:
    """Sources written into a catalog, found by the share of a question's terms in their chunks."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.space = catalog.space_named("穗岚").id
        self.chunks: list[Chunk] = []

    def add(
        self, id: str, title: str, kind: Kind, blocks: Sequence[Block], chunk_blocks: int = 3, day: date | None = None
    ) -> None:
        source = Source(id, self.space, title, kind, id, ".txt", 1, Status.DONE, occurred_on=day)
        self.catalog.add(source)
        self.catalog.put_blocks(id, 1, 0, blocks)
        chunks = []
        for first in range(0, len(blocks), chunk_blocks):
            part = blocks[first : first + chunk_blocks]
            chunks.append(
                Chunk(
                    id=f"{id}-v1-{first}",
                    source=id,
                    space=self.space,
                    text="\n".join(block.text for block in part),
                    locator=part[0].locator.through(part[-1].locator),
                    first_block=first,
                    last_block=first + len(part) - 1,
                    kind=kind,
                    title=title,
                    occurred_on=day,
                    speakers=tuple(dict.fromkeys(block.speaker for block in part if block.speaker)),
                )
            )
        self.catalog.put_chunks(chunks)
        self.chunks += chunks

    @property
    def scope(self) -> Scope:
        return Scope((self.space,))

    @property
    def holdings(self) -> Holdings:
        return Holdings(self.search, self.catalog, narrowed, lambda: date(2026, 5, 4))

    def search(self, scope: Scope, text: str, k: int) -> list[Hit]:
        asked = terms(text)
        hits = []
        for chunk in self.chunks:
            share = len(asked & terms(chunk.text)) / max(1, len(asked))
            inside = chunk.space in scope.spaces and chunk.source in (scope.sources or (chunk.source,))
            heard = not scope.speakers or set(scope.speakers) & set(chunk.speakers)
            if share and inside and heard and chunk.kind in (scope.kinds or (chunk.kind,)):
                hits.append(Hit(chunk, SCALE * share, None, share))
        return sorted(hits, key=lambda hit: -hit.score)[:k]


def speech(text: str, start: float, end: float, speaker: str | None = None) -> Block:
    return Block(text, Locator(start=start, end=end), speaker=speaker, kind="speech")


@pytest.fixture
def library(catalog: Catalog) -> Library:
    """A Chinese crisis meeting, an English call, a playbook and an ad report."""
    library = Library(catalog)
    library.add(
        "meeting",
        "2026-03-07 危机复盘会.m4a",
        Kind.RECORDING,
        [
            speech("我们先回顾一下三月六号晚上的事情。", 0.0, 4.0, "林晓曼"),
            speech("第一次危机是有博主说我们的燕麦片里有虫。", 4.5, 9.0, "林晓曼"),
            speech("当晚九点我们下架了短视频，十点半发了第一份声明。", 9.5, 16.0, "赵琪"),
            speech("第二次危机是假冒客服骗消费者的钱。", 20.0, 25.0, "林晓曼"),
            speech("那一次我们先报警，再由吴敏给每一位消费者打电话，退款一共四万两千元。", 25.5, 35.0, "赵琪"),
            speech("为什么先报警？因为平台要看到报案回执才会封号。", 36.0, 44.0, "吴敏"),
        ],
    )
    library.add(
        "call",
        "2026-02-11 Client call.m4a",
        Kind.RECORDING,
        [
            speech(
                "We are moving the launch of the sunscreen from March fifth to March eighteenth.", 10.5, 17.0, "Emma"
            ),
            speech(
                "The registration is late, so the certificate arrives on March tenth at the earliest.",
                23.5,
                33.0,
                "Emma",
            ),
            speech("The budget is four hundred and eighty thousand yuan for six weeks.", 38.8, 47.0, "Emma"),
        ],
    )
    library.add(
        "report",
        "千川投放报表.xlsx",
        Kind.SHEET,
        [
            Block("日期: 3月6日; 消耗: 12,400; 投产比: 1.8", Locator(sheet="3月", row=7), kind="row"),
            Block("日期: 3月7日; 消耗: 3,100; 投产比: 2.6", Locator(sheet="3月", row=8), kind="row"),
        ],
        chunk_blocks=1,
    )
    return library


@pytest.fixture
def walkthrough(catalog: Catalog) -> Library:
    """A screen recording in which steps are counted aloud."""
    library = Library(catalog)
    lines = (
        "这段录屏讲搜索计划 search plan 怎么搭。",
        "第一步，新建计划，选标准计划。不要选智能计划。",
        "第二步，每天的预算填八百块。",
        "Okay, and the weather?",
        "第三部，分时折扣。",
        "最后，截图发给许静。",
    )
    blocks = [speech(line, 10.0 * i, 10.0 * i + 8) for i, line in enumerate(lines)]
    library.add("walk", "计划搭建 search plan.mp4", Kind.VIDEO, blocks, chunk_blocks=6)
    return library


@pytest.fixture
def prices(catalog: Catalog) -> Library:
    """A call in which a price is named and, a question later, its reason."""
    library = Library(catalog)
    blocks = [
        speech("周报每个星期一上午发。", 0.0, 5.0, "赵琪"),
        speech("价格方面，燕麦脆的直播价，不能低于三十九块。", 6.0, 12.0, "吴敏"),
        speech("为什么是三十九块？", 14.0, 17.0, "赵琪"),
        speech("因为线下超市卖四十二块，低太多，经销商会退货。", 18.0, 25.0, "吴敏"),
    ]
    library.add("call", "价格沟通会.m4a", Kind.RECORDING, blocks, chunk_blocks=4)
    return library


@pytest.fixture
def dated(catalog: Catalog) -> Library:
    """Two kick-offs' worth of decisions, the later ones replacing the earlier; a playbook and a report."""
    library = Library(catalog)
    library.add(
        "kickoff",
        "2025-09-08 项目启动会.m4a",
        Kind.RECORDING,
        [
            speech("广告预算每个月三十万，其中七成做短视频广告。", 0.0, 8.0, "赵琪"),
            speech("我最怕的是最后一个知道。", 9.0, 12.0, "陈国栋（客户）"),
            speech("直播价不能低于三十九块。", 13.0, 18.0, "吴敏（客户）"),
        ],
        chunk_blocks=1,
        day=date(2025, 9, 8),
    )
    library.add(
        "review",
        "2026-03-14 危机复盘会.m4a",
        Kind.RECORDING,
        [
            speech("四月开始，广告预算每个月从三十万降到二十万。", 0.0, 8.0, "林晓曼"),
            speech("第一次回应改成两个小时之内。", 9.0, 14.0, "林晓曼"),
        ],
        chunk_blocks=1,
        day=date(2026, 3, 14),
    )
    library.add(
        "playbook",
        "危机应对手册.docx",
        Kind.DOCUMENT,
        [
            Block("不要做", Locator(paragraph=1), kind="heading"),
            Block("不要让主播在直播间解释。", Locator(paragraph=2), ("不要做",), kind="list"),
            Block("不要先退款再联系。", Locator(paragraph=3), ("不要做",), kind="list"),
            Block("不要用红包请达人发内容。", Locator(paragraph=4), ("不要做",), kind="list"),
            Block("手册每年修订一次。", Locator(paragraph=5), ("修订",)),
        ],
        chunk_blocks=2,
        day=date(2025, 11, 20),
    )
    library.add(
        "report",
        "千川投放报表.xlsx",
        Kind.SHEET,
        [Block("日期: 3月6日; 消耗: 12,400; 投产比: 1.8", Locator(sheet="3月", row=7), kind="row")],
        day=date(2026, 3, 31),
    )
    return library


def overlap(question: str, texts: Sequence[str]) -> np.ndarray:
    """Cosine of the two texts' sets of terms, put where e5 puts its own: 0.75 for nothing shared."""
    asked = terms(question)
    shares = [len(asked & terms(text)) / max(1.0, (len(asked) * len(terms(text))) ** 0.5) for text in texts]
    return np.array([0.75 + 0.2 * share for share in shares], np.float32)


@pytest.fixture
def similarity() -> Callable[[str, Sequence[str]], np.ndarray]:
    return overlap


def evidence(
    *texts: str, n: int = 1, kind: Kind = Kind.DOCUMENT, source: str = "playbook", score: float = 1.0
) -> Evidence:
    blocks = tuple((i, Block(text, Locator(paragraph=i + 1))) for i, text in enumerate(texts))
    return Evidence(n, source, "危机应对手册.docx", kind, blocks, score)


@pytest.fixture
def make_evidence() -> Callable[..., Evidence]:
    return evidence


@pytest.fixture(scope="session")
def e5_similarity(model_cache: Path) -> Callable[[str, Sequence[str]], np.ndarray]:
    """By the bundled embedder, as an installation does it."""
    e5 = E5(model_cache)
    return lambda question, sentences: e5.embed_passages(sentences) @ e5.embed_query(question)
