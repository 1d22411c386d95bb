"""Late interaction over packed tokens: arithmetic, against the plain definition."""

from __future__ import annotations

import numpy as np
import pytest

from vectorstore.e5 import E5
from vectorstore.e5_weights import Floats
from vectorstore.late import STRETCH, met, pack

CHANCE = np.random.default_rng(7)


def states(tokens: int, dimension: int = 64) -> Floats:
    made = CHANCE.normal(size=(tokens, dimension)).astype(np.float32)
    unit: Floats = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def test_packing_keeps_the_direction_in_two_bits_a_number() -> None:
    tokens = states(200, 384)
    packed = pack(tokens * 3.0)
    assert len(packed) == 200 * 384 // 4
    assert packed == pack(tokens), "of a state's direction, not its length"
    cosines = [float(met(token[None], [pack(token[None])])[0, 0]) for token in tokens[:20]]
    assert min(cosines) > 0.92


def test_every_token_of_the_question_takes_its_best() -> None:
    question, passage = states(5), states(3 * STRETCH)
    exact = (question @ passage.T).max(axis=1).mean()
    assert met(question, [pack(passage)])[0, 0] == pytest.approx(exact, abs=0.05)


def test_a_stretch_must_hold_the_words_together() -> None:
    question = states(4)
    other = states(4 * STRETCH)
    together, apart = other.copy(), other.copy()
    together[60:64] = question
    apart[[5, 65, 125, 185]] = question
    (whole, near), (whole_apart, near_apart) = met(question, [pack(together), pack(apart)])
    assert whole == pytest.approx(whole_apart, abs=0.02)
    assert near == pytest.approx(whole, abs=0.02)
    assert near_apart < near - 0.3


@pytest.mark.parametrize("tokens", [1, STRETCH // 2, STRETCH // 2 + 1, STRETCH, STRETCH + 1, 500])
def test_passages_of_any_length_beside_others(tokens: int) -> None:
    question, passage, other = states(3), pack(states(tokens)), pack(states(40))
    alone = met(question, [passage])
    np.testing.assert_allclose(met(question, [other, passage, b"", other])[1], alone[0], rtol=1e-5)
    assert (alone[:, 1] <= alone[:, 0] + 1e-6).all()


def test_without_tokens_nothing_is_met() -> None:
    assert met(states(0), [pack(states(3))]).tolist() == [[0.0, 0.0]]
    assert met(states(3), [b"", b""]).tolist() == [[0.0, 0.0]] * 2
    assert met(states(3), []).shape == (0, 2)


@pytest.mark.slow
class TestWords:
    """With the bundled embedder's own tokens."""

    def test_the_passage_that_holds_what_is_asked_meets_it_best(self, e5: E5) -> None:
        near_misses = ["五月的投放预算是二十万，由周妍管。", "四月的排期表在周妍那里。"]
        read = e5.read_passages([*near_misses, "四月的投放预算是三十万，陈总已经批了。"])
        found = met(e5.read_query("四月的投放预算是多少？").tokens, read.tokens)
        assert int(found[:, 0].argmax()) == 2

    def test_across_languages(self, e5: E5) -> None:
        read = e5.read_passages(["Access to the ad account is requested through Li Hua.", "The office is closed."])
        found = met(e5.read_query("广告账户的权限找谁申请？").tokens, read.tokens)
        assert found[0, 0] > found[1, 0] + 0.1

    def test_reading_gives_the_vectors_of_embedding(self, e5: E5) -> None:
        texts = ["三月的差评危机先公开道歉。", "", "a b c"]
        read = e5.read_passages(texts)
        np.testing.assert_array_equal(read.vectors, e5.embed_passages(texts))
        np.testing.assert_array_equal(e5.read_query("谁？").vector, e5.embed_query("谁？"))
        assert all(tokens and len(tokens) % 96 == 0 for tokens in read.tokens)
