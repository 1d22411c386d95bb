"""What a voice sounds like, as 256 numbers: Resemblyzer's encoder (GE2E) in numpy, without torch.

Windows of 1.6 s of sound go through a mel filterbank and three LSTM layers; voices are alike when the
cosine of their numbers is high. One core does about 60 s of sound a second at two windows a second.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.recordings import SAMPLE_RATE, Samples
from ingest.voice_weights import HIDDEN, MELS, Floats, VoiceWeights

WINDOW_S = 1.6
FRAMES = 160  # of 10 ms in a window
HOP, WIDTH = 160, 400  # samples
LOUDNESS = 10 ** (-30 / 20)  # quieter sound is raised to this
BATCH = 64


def embedded(weights: VoiceWeights, windows: list[Samples]) -> Floats:
    """One row of 256 per window, of length 1. Windows are cut or padded with silence to `WINDOW_S`."""
    rows = np.zeros((len(windows), HIDDEN), np.float32)
    for at in range(0, len(windows), BATCH):
        mels = np.stack([mel(window) for window in windows[at : at + BATCH]])
        rows[at : at + BATCH] = _encoded(weights, mels)
    return rows


def _encoded(weights: VoiceWeights, mels: Floats) -> Floats:
    """Mel windows (n, frames, mels) through the LSTM; the last state, projected and scaled to length 1."""
    sequence = mels.transpose(1, 0, 2)
    for into, recurrent, bias in weights.layers:
        driven = sequence @ into.T + bias
        state = np.zeros((mels.shape[0], HIDDEN), np.float32)
        cell = np.zeros_like(state)
        states = np.empty((len(driven), *state.shape), np.float32)
        turned = np.ascontiguousarray(recurrent.T)
        for step, drive in enumerate(driven):
            gates = drive + state @ turned
            entry, keep, new, out = np.split(gates, 4, axis=1)
            cell = _sigmoid(keep) * cell + _sigmoid(entry) * np.tanh(new)
            state = _sigmoid(out) * np.tanh(cell)
            states[step] = state
        sequence = states
    raw = np.maximum(sequence[-1] @ weights.projection.T + weights.bias, 0)
    return np.asarray(raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9), np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(0.5 * (np.tanh(0.5 * x) + 1), np.float32)


def mel(window: Samples) -> Floats:
    """Mel power spectrum (frames, mels), as librosa makes it; no logarithm."""
    sound = np.zeros(FRAMES * HOP, np.float32)
    sound[: len(window)] = window[: len(sound)]
    level = float(np.sqrt(np.mean(np.square(sound))))
    if 0 < level < LOUDNESS:
        sound = sound * np.float32(LOUDNESS / level)
    padded = np.pad(sound, WIDTH // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, WIDTH)[::HOP][:FRAMES]
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WIDTH) / WIDTH)
    power = np.square(np.abs(np.fft.rfft(frames * hann, axis=1)))
    return np.asarray(power @ _filters().T, np.float32)


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float64]:
    """Slaney's mel filters (mels, bins): linear to 1 kHz, logarithmic above, of equal area."""
    bins = np.linspace(0, SAMPLE_RATE / 2, WIDTH // 2 + 1)
    edges = _hertz(np.linspace(0, _mels(SAMPLE_RATE / 2), MELS + 2))
    rising = (bins[None, :] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins[None, :]) / (edges[2:] - edges[1:-1])[:, None]
    area = 2 / (edges[2:] - edges[:-2])
    filters: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling)) * area[:, None]
    return filters


_LINEAR, _BREAK, _STEP = 200 / 3, 15.0, np.log(6.4) / 27


def _mels(hertz: float) -> float:
    return hertz / _LINEAR if hertz < 1000 else _BREAK + float(np.log(hertz / 1000)) / _STEP


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    above: NDArray[np.float64] = 1000 * np.exp(_STEP * (mels - _BREAK))
    return np.where(mels < _BREAK, mels * _LINEAR, above)
