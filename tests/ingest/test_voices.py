"""The encoder's arithmetic on made-up weights, and real voices with the installed model."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.recordings import SAMPLE_RATE
from ingest.voice_weights import HIDDEN, MELS, VoiceWeights
from ingest.voices import FRAMES, WINDOW_S, embedded, mel


@pytest.fixture(scope="module")
def weights() -> VoiceWeights:
    rng = np.random.default_rng(4)

    def some(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) * 0.1).astype(np.float32)

    layers = tuple((some(1024, HIDDEN if i else MELS), some(1024, HIDDEN), some(1024)) for i in range(3))
    return VoiceWeights(layers, some(HIDDEN, HIDDEN), some(HIDDEN))


def tone(hertz: float, seconds: float = WINDOW_S, loud: float = 0.3) -> np.ndarray:
    return (loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def plainly(weights: VoiceWeights, frames: np.ndarray) -> np.ndarray:
    """The LSTM as textbooks write it, one frame and one gate at a time."""
    sequence = list(frames.astype(np.float64))
    for into, recurrent, bias in weights.layers:
        state, cell, states = np.zeros(HIDDEN), np.zeros(HIDDEN), []
        for frame in sequence:
            gates = into @ frame + recurrent @ state + bias
            entry, keep, out = (1 / (1 + np.exp(-gates[i * HIDDEN : (i + 1) * HIDDEN])) for i in (0, 1, 3))
            cell = keep * cell + entry * np.tanh(gates[2 * HIDDEN : 3 * HIDDEN])
            state = out * np.tanh(cell)
            states.append(state)
        sequence = states
    raw = np.maximum(weights.projection @ sequence[-1] + weights.bias, 0)
    return np.asarray(raw / np.linalg.norm(raw))


def test_rows_are_what_the_textbook_computes(weights: VoiceWeights) -> None:
    sound = tone(300.0) + tone(900.0, loud=0.1)
    assert embedded(weights, [sound])[0] == pytest.approx(plainly(weights, mel(sound)), abs=1e-4)


def test_a_row_of_length_one_per_window(weights: VoiceWeights) -> None:
    rows = embedded(weights, [tone(200.0 + i) for i in range(70)])
    assert rows.shape == (70, HIDDEN)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(70), abs=1e-4)
    assert rows[0] == pytest.approx(embedded(weights, [tone(200.0)])[0], abs=1e-5)


@pytest.mark.parametrize("seconds", [0.0, 0.01, 1.0, 5.0])
def test_any_length_of_sound(weights: VoiceWeights, seconds: float) -> None:
    rows = embedded(weights, [tone(200.0, seconds)])
    assert rows.shape == (1, HIDDEN)
    assert np.isfinite(rows).all()


def test_no_windows_no_rows(weights: VoiceWeights) -> None:
    assert embedded(weights, []).shape == (0, HIDDEN)


@pytest.mark.parametrize(("hertz", "band"), [(200, 3), (1000, 14), (4000, 30)])
def test_a_tone_lies_in_its_band(hertz: float, band: int) -> None:
    spectrum = mel(tone(hertz))
    assert spectrum.shape == (FRAMES, MELS)
    assert abs(int(spectrum.mean(axis=0).argmax()) - band) <= 1


def test_quiet_sound_is_raised_and_loud_sound_left() -> None:
    assert mel(tone(500.0, loud=0.001)) == pytest.approx(mel(tone(500.0, loud=0.01)), rel=1e-3)
    assert mel(tone(500.0, loud=0.4)).max() == pytest.approx(4 * mel(tone(500.0, loud=0.2)).max(), rel=1e-3)


def test_silence_stays_silent() -> None:
    assert mel(np.zeros(SAMPLE_RATE, np.float32)).max() == 0.0
