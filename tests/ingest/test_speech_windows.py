from __future__ import annotations

import pytest

from ingest.speech_windows import KEPT_PAUSE_S, LONGEST_PAUSE_S, LONGEST_S, Window, holes, settle, windows


def test_neighbours_of_one_language_are_joined() -> None:
    cut = windows([(0.0, 2.0), (2.4, 5.0)], ["zh", "zh"])
    assert cut == [Window(0.0, 5.0, "zh", ((0.0, 2.0), (2.4, 5.0)))]


def test_a_change_of_language_begins_a_window() -> None:
    cut = windows([(0.0, 2.0), (2.1, 4.0), (4.1, 6.0)], ["zh", "en", "zh"])
    assert [(w.start, w.lang) for w in cut] == [(0.0, "zh"), (2.1, "en"), (4.1, "zh")]


def test_a_long_pause_begins_a_window() -> None:
    late = 2.0 + LONGEST_PAUSE_S + 0.1
    assert len(windows([(0.0, 2.0), (late, late + 1)], ["zh", "zh"])) == 2


def test_no_window_is_longer_than_whisper_hears_well() -> None:
    stretches = [(i * 3.0, i * 3.0 + 2.6) for i in range(40)]
    cut = windows(stretches, ["zh"] * 40)
    assert max(w.seconds for w in cut) <= LONGEST_S
    assert [stretch for w in cut for stretch in w.stretches] == stretches


def test_a_pause_is_cut_down_and_its_edges_kept() -> None:
    half = KEPT_PAUSE_S / 2
    window = Window(10.0, 16.0, "zh", ((10.0, 12.0), (12.1, 13.0), (14.0, 16.0)))
    assert window.parts == ((10.0, 13.0 + half), (14.0 - half, 16.0))
    assert window.seconds == pytest.approx(5.0 + KEPT_PAUSE_S)


def test_times_of_what_is_decoded_are_those_of_the_recording() -> None:
    window = Window(10.0, 16.0, "zh", ((10.0, 13.0), (14.0, 16.0)))
    half = KEPT_PAUSE_S / 2
    assert [window.real(at) for at in (0.0, 2.5, 3.0 + half)] == [10.0, 12.5, 13.0 + half]
    assert window.real(3.0 + KEPT_PAUSE_S) == pytest.approx(14.0)
    assert window.real(4.5 + KEPT_PAUSE_S) == pytest.approx(15.5)
    assert window.real(99.0) == 16.0
    times = [window.real(i / 10) for i in range(60)]
    assert times == sorted(times)


def test_one_stretch_longer_than_a_window_stays_whole() -> None:
    assert windows([(0.0, LONGEST_S + 5)], ["en"]) == [Window(0.0, LONGEST_S + 5, "en", ((0.0, LONGEST_S + 5),))]


def test_nothing_to_join() -> None:
    assert windows([], []) == []


@pytest.mark.parametrize(
    ("covered", "expected"),
    [
        ([], [(10.0, 20.0)]),
        ([(10.0, 20.0)], []),
        ([(10.4, 19.6)], []),  # word times are that imprecise
        ([(10.0, 14.0)], [(14.5, 20.0)]),
        ([(16.0, 20.0)], [(10.0, 15.5)]),
        ([(10.0, 12.0), (17.0, 20.0)], [(12.5, 16.5)]),
        ([(10.0, 14.0), (15.5, 20.0)], []),
        ([(17.0, 20.0), (10.0, 12.0)], [(12.5, 16.5)]),  # in any order
        ([(0.0, 9.0), (25.0, 30.0)], [(10.0, 20.0)]),  # elsewhere
    ],
)
def test_holes(covered: list[tuple[float, float]], expected: list[tuple[float, float]]) -> None:
    assert holes([(10.0, 20.0)], covered) == expected


def test_a_hole_never_leaves_its_stretch() -> None:
    assert holes([(0.0, 3.0), (8.0, 11.0)], [(1.0, 2.0)]) == [(8.0, 11.0)]


def heard(zh: float) -> dict[str, float]:
    return {"zh": zh, "en": 1 - zh}


def test_long_stretches_are_believed() -> None:
    langs = settle([heard(0.99), heard(0.005), heard(0.98)], [(0.0, 5.0), (6.0, 11.0), (12.0, 17.0)])
    assert langs == ["zh", "en", "zh"]


def test_a_breath_of_another_language_is_not() -> None:
    langs = settle([heard(0.99), heard(0.1), heard(0.97)], [(0.0, 5.0), (6.0, 6.6), (7.0, 12.0)])
    assert langs == ["zh", "zh", "zh"]


def test_several_short_ones_together_are() -> None:
    short = [(6.0 + i, 6.9 + i) for i in range(6)]
    langs = settle([heard(0.99), *[heard(0.02)] * 6, heard(0.99)], [(0.0, 5.0), *short, (13.0, 18.0)])
    assert langs == ["zh", *["en"] * 6, "zh"]


def test_an_only_stretch_is_what_it_sounds_like() -> None:
    assert settle([heard(0.2)], [(0.0, 0.5)]) == ["en"]
    assert settle([], []) == []


def test_more_than_two_languages() -> None:
    scores = [{"zh": 0.9, "en": 0.05, "ja": 0.05}, {"zh": 0.01, "en": 0.01, "ja": 0.98}]
    assert settle(scores, [(0.0, 4.0), (5.0, 9.0)]) == ["zh", "ja"]
