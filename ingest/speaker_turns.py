"""Which moments of a recording have the same voice: clustering of voice embeddings, in numpy.

Works on rows of length 1, one per moment, in order of time. Does not know how many people there are. Two
people who talk at once come out as one of them; short interjections are given to whoever sounds nearest.

Thresholds were set on conversations joined from real clips and on the synthetic sample meetings; docs/decisions.md has
the figures, AMI's excerpts being held out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.voice_weights import Floats

Labels = NDArray[np.intp]

ALIKE = 0.7  # average cosine within a voice's moments
LEAST = 6  # moments (2.4 s) that make a voice
SAME = 0.82  # cosine of two averages that are one voice; 0.80 to 0.84 did equally well
SHARPNESS, CHANGE = 10.0, 2.0  # a change of speaker has to gain this much over the moments that follow


def clustered(rows: Floats, alike: float = ALIKE) -> Labels:
    """A number per row: agglomerative, average linkage, until no two clusters are `alike` on average."""
    count = len(rows)
    near = (rows @ rows.T).astype(np.float64)
    np.fill_diagonal(near, -2.0)
    size = np.ones(count)
    owner = np.arange(count)
    while count and near.max() >= alike:
        one, other = np.unravel_index(int(near.argmax()), near.shape)
        merged = (near[one] * size[one] + near[other] * size[other]) / (size[one] + size[other])
        merged[[one, other]] = -2.0
        merged[near[one] == -2.0] = -2.0  # clusters that are gone stay gone
        near[one], near[:, one] = merged, merged
        near[other], near[:, other] = -2.0, -2.0
        size[one] += size[other]
        owner[owner == other] = one
    return owner


def averages(rows: Floats, labels: Labels, least: int = LEAST) -> list[tuple[Floats, int]]:
    """(average row of length 1, number of rows) of each cluster of `least` rows or more, by first appearance."""
    found = []
    for label in dict.fromkeys(labels.tolist()):
        own = rows[labels == label]
        if len(own) >= least:
            found.append((unit(own.sum(axis=0)), len(own)))
    return found


def unit(row: Floats) -> Floats:
    """The row scaled to length 1."""
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)


def settled(rows: Floats, voices: Floats) -> Labels:
    """The voice of each row (an index into `voices`): the likeliest sequence, in which changes cost something."""
    gain = SHARPNESS * rows @ voices.T
    best, came = gain[0], []
    for row in gain[1:]:
        stays = best >= best.max() - CHANGE
        came.append(np.where(stays, np.arange(len(voices)), int(best.argmax())))
        best = np.maximum(best, best.max() - CHANGE) + row
    path = [int(best.argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return np.array(path[::-1], np.intp)
