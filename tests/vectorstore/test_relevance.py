"""What makes a chunk relevant, on vectors made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from vectorstore.models import Chunk, Kind, Locator
from vectorstore.relevance import FEATURES, LATE, Asked, asked, closer, features, scored, weights
from vectorstore.relevance import cosines as nearness
from vectorstore.script import script_of
from vectorstore.sentences import Near

QUESTION = np.array([1, 0, 0, 0], np.float32)


def question(text: str, known: dict[str, int] | None = None, total: int = 100) -> Asked:
    return asked(text, QUESTION, known or {}, total)


def judged(
    q: Asked, text: str, kind: Kind = Kind.DOCUMENT, title: str = "", cosines: tuple[float, ...] = (0.5,)
) -> dict[str, float]:
    rows = np.zeros((len(cosines), 4), np.float32)
    rows[:, 0] = cosines
    chunk = Chunk("c", "src", "s", text, Locator(), 0, 0, kind, title=title)
    script = script_of(text)
    [near] = nearness(q, [Near(script, rows[0], rows, ((0, len(text)),))])
    return dict(zip(FEATURES, features(q, chunk, script, near, 0.5), strict=True))


def test_every_feature_has_its_weight() -> None:
    first, second = (weights()[len(names)] for names in (FEATURES, FEATURES + LATE))
    assert (first[[FEATURES.index(name) for name in ("sentence", "coverage", "foreign sentence")]] > 0).all()
    assert (second[len(FEATURES) :] > 0).all()


def test_a_second_look_adds_what_is_met_by_the_chunks_script() -> None:
    rows = np.zeros((2, len(FEATURES)), np.float32)
    rows[1, FEATURES.index("foreign")] = 1.0
    looked = closer(rows, np.array([[0.5, 0.4], [0.3, 0.2]], np.float32))
    assert looked[:, len(FEATURES) :] == pytest.approx(np.array([[0.5, 0.4, 0, 0], [0, 0, 0.3, 0.2]]))
    assert scored(rows).shape == scored(looked).shape == (2,)


def test_the_best_sentences_count() -> None:
    found = judged(question("预算"), "预算", cosines=(0.2, 0.8, 0.5, 0.1))
    assert found["chunk"] == pytest.approx(0.2)
    assert found["sentence"] == pytest.approx(0.8)
    assert found["sentences"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("差评危机先道歉", 1, 1), ("差评很多", 0.2, 0.5), ("广告的预算", 0, 0), ("", 0, 0)],
)
def test_coverage(text: str, low: float, high: float) -> None:
    assert low <= judged(question("差评危机"), text)["coverage"] <= high


def test_rare_words_count_more() -> None:
    q = question("refund Suilan", {"refund": 60, "suilan": 1})
    assert judged(q, "Suilan it is")["coverage"] > 2 * judged(q, "the refund")["coverage"]


def test_titles_and_headings_are_read_too_but_no_sentence() -> None:
    q = question("四月预算")
    found = judged(q, "总额二十万。", title="四月预算表.xlsx")
    assert found["coverage"] == pytest.approx(1.0)
    assert found["window"] == 0.0


def test_words_together_count_more_than_apart() -> None:
    q = question("storm warning budget")
    together = judged(q, "A storm came. The storm warning budget is small. Nothing else.")
    apart = judged(q, "A storm came. Nothing else. A warning followed. Nothing. The budget is small.")
    assert together["coverage"] == apart["coverage"] == pytest.approx(1.0)
    assert together["window"] == pytest.approx(1.0)
    assert apart["window"] < 0.7
    assert together["keywords"] == 0.5


@pytest.mark.parametrize(("kind", "credit"), [(Kind.RECORDING, 0.6), (Kind.VIDEO, 0.6), (Kind.DOCUMENT, 0.0)])
def test_what_was_heard_counts_by_its_sound(kind: Kind, credit: float) -> None:
    assert judged(question("投产"), "那头铲呢", kind)["coverage"] == pytest.approx(credit)


def test_words_are_whole_words() -> None:
    assert judged(question("cat"), "category theory")["coverage"] == 0.0
    assert judged(question("cats"), "one cat")["coverage"] == pytest.approx(1.0)


def test_another_script_has_weights_of_its_own() -> None:
    found = judged(question("贾里德 Allen 有 136 次擒杀吗"), "Jared Allen had 136 career sacks.", cosines=(0.4, 0.7))
    assert found["foreign"] == 1.0
    assert found["foreign names"] == pytest.approx(1.0)
    assert found["foreign sentence"] == pytest.approx(0.7)
    assert found["chunk"] == found["coverage"] == 0.0


def test_names_in_an_english_question() -> None:
    assert question("What did Emma say about the 2.5 ROI?").names == ("emma", "2.5", "roi")


@pytest.mark.parametrize("text", ["", "？？", "的", "a" * 9000, "\x00\ud800", "🦞" * 40])
def test_odd_questions_and_texts_are_judged(text: str) -> None:
    assert np.isfinite(list(judged(question(text), "正文 text").values())).all()
    assert np.isfinite(list(judged(question("正文 text"), text).values())).all()
