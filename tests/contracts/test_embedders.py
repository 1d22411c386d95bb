"""What every embedder promises: the bundled one, an endpoint over real HTTP, and either behind the cache."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from vectorstore.embed import Embedder

pytestmark = pytest.mark.slow

TEXTS = [
    "差评危机在三月爆发，团队先公开道歉，再联系每一位买家退款。",
    "The A12-3 launch campaign ran on a budget of 30,000 dollars in June.",
    "周会定在每周二上午十点，由王敏主持。",
]


def test_one_unit_row_per_text_in_order(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    assert rows.shape == (3, embedder.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    alone = np.stack([embedder.embed_passages([text])[0] for text in TEXTS])
    # int8 activations are scaled per batch, so a neighbour may move a vector a little, never more than this.
    assert (rows * alone).sum(axis=1).min() > 0.999


def test_a_question_is_nearest_to_its_passage(embedder: Embedder) -> None:
    rows = embedder.embed_passages(TEXTS)
    for question, right in (
        ("差评是怎么处理的？", 0),
        ("What was the launch budget?", 1),
        ("周会什么时候开？", 2),
        ("How much was spent on A12-3?", 1),
    ):
        vector = embedder.embed_query(question)
        assert vector.shape == (embedder.dimension,)
        assert int((rows @ vector).argmax()) == right, question


def test_no_texts_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "a", "\x00\x07", "half \ud83d of an emoji", "<s></s><pad><mask>", "好" * 100_000, "x " * 100_000],
    ids=["empty", "blank", "letter", "controls", "surrogate", "markers", "huge-zh", "huge-en"],
)
def test_any_text_has_a_finite_unit_vector(embedder: Embedder, text: str) -> None:
    rows = embedder.embed_passages([text, "normal"])
    assert np.isfinite(rows).all()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.isfinite(embedder.embed_query(text)).all()


def test_the_same_text_has_the_same_vector(embedder: Embedder) -> None:
    rows = embedder.embed_passages([TEXTS[0], TEXTS[1], TEXTS[0]])
    assert float(rows[0] @ rows[2]) > 0.9999


def test_many_batches_keep_the_order(embedder: Embedder) -> None:
    texts = [f"第{i}号活动" + "的预算说明" * (i % 7) for i in range(40)]
    rows = embedder.embed_passages(texts)
    for i in (0, 17, 39):
        assert float(rows[i] @ embedder.embed_passages([texts[i]])[0]) > 0.999


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    expected = embedder.embed_passages(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: (embedder.embed_passages(TEXTS), embedder.embed_query("预算")), range(16)))
    for rows, question in results:
        assert (rows * expected).sum(axis=1).min() > 0.999
        assert float(question @ results[0][1]) > 0.999


def test_names_tell_embedders_apart(embedder: Embedder) -> None:
    assert embedder.name in ("e5-small-int8/1", "openai:e5-served")
