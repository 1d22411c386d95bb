from urllib.parse import parse_qs

from assistant.links import HOLDS_S, REMEMBERED, STEP_S, Links


class Clock:
    """A time that is told."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def asked(query: str) -> tuple[int, str]:
    values = parse_qs(query)
    return int(values["until"][0]), values["sig"][0]


def test_a_link_holds_for_its_caller_and_source_until_it_runs_out() -> None:
    clock = Clock()
    links = Links(b"key", clock)
    until, signature = asked(links.query("lin", "clip"))
    assert clock.now + HOLDS_S < until <= clock.now + HOLDS_S + STEP_S
    assert links.holds("lin", "clip", until, signature)
    assert not links.holds("wu", "clip", until, signature)
    assert not links.holds("lin", "other", until, signature)
    assert not links.holds("lin", "clip", until + 1, signature)
    assert not links.holds("linclip", "", until, signature)
    assert not Links(b"other", clock).holds("lin", "clip", until, signature)
    clock.now = until
    assert not links.holds("lin", "clip", until, signature)


def test_a_page_drawn_again_has_the_same_link() -> None:
    clock = Clock()
    links = Links(b"key", clock)
    first = links.query("lin", "clip")
    clock.now += 1
    assert links.query("lin", "clip") == first
    clock.now += STEP_S
    assert links.query("lin", "clip") != first


def test_odd_signatures_hold_nothing() -> None:
    links = Links(b"key", Clock())
    for signature in ("", "中文", "\udc80", "0" * 40, "x" * 100_000):
        assert not links.holds("lin", "clip", 1 << 62, signature)


def test_a_sitting_begins_once_and_again_after_a_while() -> None:
    clock = Clock()
    links = Links(b"key", clock)
    assert links.sits_down("lin", "clip", "played")
    assert not links.sits_down("lin", "clip", "played")
    assert links.sits_down("lin", "clip", "downloaded")
    assert links.sits_down("wu", "clip", "played")
    clock.now += HOLDS_S
    assert links.sits_down("lin", "clip", "played")


def test_sittings_that_are_over_are_not_remembered_for_ever() -> None:
    clock = Clock()
    links = Links(b"key", clock)
    for n in range(REMEMBERED):
        links.sits_down("lin", str(n), "played")
    clock.now += HOLDS_S
    links.sits_down("lin", "last", "played")
    assert len(links._sittings) == 1
