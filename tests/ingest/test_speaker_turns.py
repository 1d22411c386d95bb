"""Clusters and sequences of made-up voices: directions in space with some noise around them."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.speaker_turns import averages, clustered, settled, unit
from ingest.voice_weights import Floats


def voices(count: int, seed: int = 3) -> Floats:
    """Directions at right angles."""
    turned = np.linalg.qr(np.random.default_rng(seed).standard_normal((256, count)))[0]
    return np.asarray(turned.T, np.float32)


def spoken(who: list[int], noise: float = 0.3, seed: int = 5) -> Floats:
    """A row per moment, near its speaker's direction."""
    rng = np.random.default_rng(seed)
    made = voices(max(who) + 1)[who] + noise * rng.standard_normal((len(who), 256)).astype(np.float32) / 16
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def same_partition(labels: np.ndarray, who: list[int]) -> bool:
    pairs = set(zip(labels.tolist(), who, strict=True))
    return len(pairs) == len(set(who)) == len(set(labels.tolist()))


@pytest.mark.parametrize("who", [[0] * 8, [0, 0, 1, 1, 0, 1], [0, 1, 2] * 10, [3, 2, 1, 0] * 5])
def test_voices_are_told_apart(who: list[int]) -> None:
    assert same_partition(clustered(spoken(who)), who)


def test_a_higher_bar_makes_more_clusters() -> None:
    rows = spoken([0] * 30, noise=1.2)
    few, many = (len(set(clustered(rows, bar).tolist())) for bar in (0.1, 0.9))
    assert few == 1
    assert many > 10


@pytest.mark.parametrize("count", [0, 1])
def test_hardly_anything_to_cluster(count: int) -> None:
    assert clustered(spoken([0] * 1)[:count]).tolist() == [0] * count


def test_silence_is_not_like_itself() -> None:
    assert len(set(clustered(np.zeros((4, 256), np.float32)).tolist())) == 4


def test_the_same_rows_give_the_same_clusters() -> None:
    rows = spoken([0, 1, 2, 1] * 20, noise=1.0)
    assert np.array_equal(clustered(rows), clustered(rows.copy()))


def test_averages_come_by_first_appearance_and_without_small_ones() -> None:
    who = [1] * 7 + [2] * 2 + [0] * 9
    rows = spoken(who)
    found = averages(rows, np.array(who), least=6)
    assert [count for _, count in found] == [7, 9]
    assert found[0][0] @ voices(3)[1] > 0.9
    assert np.linalg.norm(found[1][0]) == pytest.approx(1.0, abs=1e-5)


def test_a_lone_outlier_does_not_change_the_speaker() -> None:
    who = [0] * 6 + [1] * 6
    rows = spoken(who)
    rows[3] = unit(0.55 * voices(2)[1] + 0.45 * voices(2)[0])
    assert settled(rows, voices(2)).tolist() == who


def test_a_real_change_is_followed_at_once() -> None:
    who = [0, 0, 0, 1, 1, 0, 0, 1, 1, 1]
    assert settled(spoken(who), voices(2)).tolist() == who


def test_one_voice_is_everybody() -> None:
    assert settled(spoken([0, 1, 0]), voices(1)).tolist() == [0, 0, 0]
