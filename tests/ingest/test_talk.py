from __future__ import annotations

from itertools import pairwise

from ingest.pieces import Piece, pieces_of
from ingest.talk import TALK_LIMIT, cut_talk
from vectorstore.models import Block, Locator


def spoken(*segments: tuple[str, float, float], speakers: str = "") -> list[Piece]:
    """Segments of (text, pause before, seconds)."""
    at, pieces = 0.0, []
    for index, (text, pause, length) in enumerate(segments):
        at += pause
        speaker = speakers[index] if speakers else None
        block = Block(text, Locator(start=at, end=at + length), speaker=speaker, kind="speech")
        pieces.extend(pieces_of(block, index, TALK_LIMIT))
        at += length
    return pieces


def messages(*times: tuple[str, str], text: str = "收到。") -> list[Piece]:
    blocks = [Block(text, Locator(message=n), headings=when, kind="message") for n, when in enumerate(times, start=1)]
    return [piece for index, block in enumerate(blocks) for piece in pieces_of(block, index, TALK_LIMIT)]


def spans(pieces: list[Piece]) -> list[tuple[int, int]]:
    return [(group[0].index, group[-1].index) for group in cut_talk(pieces)]


LINE = "说" * 39 + "。"  # 100 of the limit's 900


def test_short_talk_is_one_chunk() -> None:
    assert spans(spoken(*[(LINE, 0.2, 8)] * 9)) == [(0, 8)]
    assert spans(spoken(("嗯。", 0, 1))) == [(0, 0)]
    assert spans([]) == []


def test_the_cut_is_at_the_longest_pause() -> None:
    segments = [(LINE, 0.2, 8.0)] * 20
    segments[6] = (LINE, 5.0, 8.0)
    assert spans(spoken(*segments))[0] == (0, 5)


def test_the_cut_is_at_a_new_speaker_when_pauses_are_equal() -> None:
    assert spans(spoken(*[(LINE, 0.2, 8.0)] * 20, speakers="甲" * 7 + "乙" * 13))[0] == (0, 6)


def test_a_silence_ends_a_subject_and_nothing_is_repeated_over_it() -> None:
    segments = [(LINE, 0.2, 8.0)] * 9
    segments[4] = (LINE, 25.0, 8.0)
    assert spans(spoken(*segments)) == [(0, 3), (4, 8)]


def test_one_short_segment_is_repeated() -> None:
    first, second = spans(spoken(*[(LINE, 0.2, 8.0)] * 16))[:2]
    assert second[0] == first[1]


def test_a_long_segment_is_not_repeated() -> None:
    long = "说" * 100 + "。"
    first, second = spans(spoken(*[(long, 0.2, 20.0)] * 6))[:2]
    assert second[0] == first[1] + 1


def test_a_short_rest_joins_the_last_chunk() -> None:
    assert spans(spoken(*[(LINE, 0.2, 8.0)] * 10)) == [(0, 9)]


def test_overlapping_times_do_no_harm() -> None:
    pieces = spoken(*[(LINE, -2.0, 8.0)] * 30)
    groups = spans(pieces)
    assert groups[0][0] == 0
    assert groups[-1][1] == 29


def test_a_chat_is_cut_where_it_paused() -> None:
    times = [("2024-03-05", f"09:{minute:02}") for minute in range(20)] + [
        ("2024-03-05", f"15:{m:02}") for m in range(5)
    ]
    assert spans(messages(*times, text="预算定了吗，先给到二十万。")) == [(0, 19), (20, 24)]


def test_a_chat_is_cut_between_days_and_never_repeats() -> None:
    times = [("2024-03-05", "09:00")] * 12 + [("2024-03-06", "09:00")] * 12
    assert spans(messages(*times, text="预算定了吗，先给到二十万，分三周。")) == [(0, 11), (12, 23)]


def test_chat_times_as_people_write_them() -> None:
    for morning, afternoon in (("上午9:00", "下午3:00"), ("9:00 AM", "3:00 PM"), ("09:00:01", "15:00:01")):
        times = [("3月5日", morning)] * 10 + [("3月5日", afternoon)] * 10
        assert spans(messages(*times, text="预算定了吗，先给到二十万，分三周。")) == [(0, 9), (10, 19)]


def test_chat_without_times() -> None:
    pieces = [
        piece
        for index in range(40)
        for piece in pieces_of(
            Block("预算定了吗，先给到二十万。", Locator(message=index + 1), kind="message"), index, TALK_LIMIT
        )
    ]
    groups = spans(pieces)
    assert groups[0][0] == 0
    assert groups[-1][1] == 39
    assert all(a[1] + 1 == b[0] for a, b in pairwise(groups))
