from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.chat.scale import BUNDLED, LANGUAGES, AsBundled, Scale, measured

Similarity = Callable[[str, Sequence[str]], np.ndarray]

PAIRS = [f"{asked}>{said}" for asked in LANGUAGES for said in LANGUAGES]
QUESTION, ANSWER, OTHER = "日预算上限是多少？", "日预算上限是三千元。", "今天天气很好。"


def stretched(similarity: Similarity) -> Similarity:
    """The same embedder with cosines that lie elsewhere."""
    return lambda question, sentences: (similarity(question, sentences) - 0.7) * 2


def counting(similarity: Similarity) -> tuple[Similarity, list[str]]:
    asked: list[str] = []

    def counted(question: str, sentences: Sequence[str]) -> np.ndarray:
        asked.append(question)
        return similarity(question, sentences)

    return counted, asked


def test_unrelated_is_zero_and_an_answer_one() -> None:
    scale = Scale({"zh>en": (0.2, 0.6)})
    assert scale.standard(0.2, "zh", "en") == 0.0
    assert scale.standard(0.6, "zh", "en") == 1.0
    assert scale.cosine(scale.standard(0.45, "zh", "en"), "zh", "en") == pytest.approx(0.45)


def test_every_pair_of_languages_has_two_levels() -> None:
    assert set(BUNDLED.levels) == set(PAIRS)
    assert all(low < high for low, high in BUNDLED.levels.values())


def test_an_embedder_that_tells_nothing_apart_stays_finite() -> None:
    flat = measured(lambda question, sentences: np.full(len(sentences), 0.5, np.float32))
    assert all(high > low for low, high in flat.levels.values())


@pytest.mark.slow
def test_the_bundled_levels_are_the_bundled_embedder_s(e5_similarity: Similarity) -> None:
    found = measured(e5_similarity)
    for pair in PAIRS:
        assert found.levels[pair] == pytest.approx(BUNDLED.levels[pair], abs=0.004)


@pytest.mark.slow
def test_another_embedder_s_cosines_are_told_as_the_bundled_one_would(
    e5_similarity: Similarity, tmp_path: Path
) -> None:
    told = AsBundled(stretched(e5_similarity), "stretched", tmp_path / "scales.json")
    assert told(QUESTION, [ANSWER, OTHER]) == pytest.approx(e5_similarity(QUESTION, [ANSWER, OTHER]), abs=0.01)


def test_the_scale_is_measured_once_and_kept(similarity: Similarity, tmp_path: Path) -> None:
    file = tmp_path / "beside" / "scales.json"
    first, asked = counting(similarity)
    AsBundled(first, "one", file)(QUESTION, [ANSWER])
    measuring = len(asked)
    assert measuring > 1
    again, asked = counting(similarity)
    told = AsBundled(again, "one", file)
    told(QUESTION, [ANSWER])
    told(QUESTION, [OTHER])
    assert asked == [QUESTION, QUESTION]


def test_embedders_share_the_file(similarity: Similarity, tmp_path: Path) -> None:
    file = tmp_path / "scales.json"
    AsBundled(similarity, "one", file)(QUESTION, [ANSWER])
    AsBundled(stretched(similarity), "other", file)(QUESTION, [ANSWER])
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert set(kept) == {"one", "other"}
    assert kept["one"] != kept["other"]


@pytest.mark.parametrize("spoilt", ["", "{", "[]", "null", '"x"'])
def test_a_spoilt_file_is_measured_anew(similarity: Similarity, tmp_path: Path, spoilt: str) -> None:
    file = tmp_path / "scales.json"
    file.write_text(spoilt, encoding="utf-8")
    assert len(AsBundled(similarity, "one", file)(QUESTION, [ANSWER, OTHER])) == 2
    assert "one" in json.loads(file.read_text(encoding="utf-8"))


def test_no_sentences_no_cosines(similarity: Similarity, tmp_path: Path) -> None:
    assert AsBundled(similarity, "one", tmp_path / "scales.json")(QUESTION, []).shape == (0,)
