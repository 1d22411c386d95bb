"""Where an embedder puts texts that answer each other, and texts that have nothing in common.

Every embedder has its own idea of a high cosine: e5 gives unrelated texts 0.76, others 0.1. What reads the
evidence was fitted on the bundled one's cosines. For any other, twelve questions and their answers
in both languages are embedded once; the two levels found for each pair of languages say how
its cosines translate. Kept in a file beside the index under the embedder's name. Knows nothing of the space's
own texts, and two levels make a line: an embedder that is far better or worse stays so.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.chat.language import language_of

Floats = npt.NDArray[np.float32]
LANGUAGES = ("zh", "en")
NARROWEST = 0.02  # between the two levels; an embedder that tells nothing apart must not blow its noise up

# Question and answer, twice: the same in Chinese and in English.
_PAIRS = (
    (
        "会议是什么时候开始的？",
        "会议上午九点半准时开始。",
        "When did the meeting start?",
        "The meeting started at half past nine sharp.",
    ),
    (
        "谁负责给客户打电话？",
        "给客户打电话由王老师负责。",
        "Who calls the client?",
        "Ms Wang is responsible for calling the client.",
    ),
    (
        "广告预算一共多少钱？",
        "广告预算总共是三十万元。",
        "How much is the advertising budget?",
        "The advertising budget is 300,000 yuan in total.",
    ),
    (
        "为什么推迟了新品上市？",
        "因为许可证还没有批下来，新品上市推迟了。",
        "Why was the product launch delayed?",
        "The launch was delayed because the licence had not been granted.",
    ),
    ("这座桥有多长？", "这座桥全长一千二百米。", "How long is the bridge?", "The bridge is 1,200 metres long."),
    (
        "他在哪所大学读书？",
        "他就读于一所南方的师范大学。",
        "Which university did he attend?",
        "He studied at a teachers' university in the south.",
    ),
    (
        "怎样保存新鲜的面包？",
        "面包应该装进纸袋，放在阴凉的地方保存。",
        "How should fresh bread be stored?",
        "Keep bread in a paper bag in a cool place.",
    ),
    (
        "这部电影的导演是谁？",
        "该片由一位年轻的女导演执导。",
        "Who directed the film?",
        "The film was made by a young female director.",
    ),
    (
        "火山上一次喷发是哪一年？",
        "这座火山最近一次喷发发生在1950年。",
        "In which year did the volcano last erupt?",
        "The volcano's last eruption was in 1950.",
    ),
    (
        "这种鸟以什么为食？",
        "它们主要吃昆虫和种子。",
        "What does this bird feed on?",
        "They mainly eat insects and seeds.",
    ),
    (
        "球队最后赢了几分？",
        "终场时球队以三分的优势获胜。",
        "By how many points did the team win?",
        "At the end the team won by three points.",
    ),
    (
        "医院的门诊设在几楼？",
        "门诊部在医院的二楼。",
        "On which floor is the outpatient clinic?",
        "The outpatient department is on the hospital's second floor.",
    ),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """By "question's language, text's language": the typical cosine of texts that have nothing in common, and of
    a question and its answer."""

    levels: dict[str, tuple[float, float]]

    def standard(self, cosine: float, asked_in: str, said_in: str) -> float:
        """The cosine as a share of the way from nothing in common (0) to an answer (1)."""
        unrelated, related = self.levels[f"{asked_in}>{said_in}"]
        return (cosine - unrelated) / (related - unrelated)

    def cosine(self, standard: float, asked_in: str, said_in: str) -> float:
        """The inverse of `standard`."""
        unrelated, related = self.levels[f"{asked_in}>{said_in}"]
        return unrelated + standard * (related - unrelated)


# The bundled e5's, by `measured`; the weights were fitted on them.
BUNDLED = Scale({"zh>zh": (0.807, 0.921), "zh>en": (0.707, 0.805), "en>zh": (0.711, 0.801), "en>en": (0.715, 0.852)})


def measured(similarity: Callable[[str, Sequence[str]], Floats]) -> Scale:
    """The scale of the embedder behind `similarity`: 24 questions and 24 answers are embedded."""
    questions = {"zh": [pair[0] for pair in _PAIRS], "en": [pair[2] for pair in _PAIRS]}
    answers = {"zh": [pair[1] for pair in _PAIRS], "en": [pair[3] for pair in _PAIRS]}
    levels = {}
    for asked_in in LANGUAGES:
        for said_in in LANGUAGES:
            cosines = np.stack([similarity(question, answers[said_in]) for question in questions[asked_in]])
            own = np.eye(len(_PAIRS), dtype=bool)
            unrelated, related = float(cosines[~own].mean()), float(cosines[own].mean())
            levels[f"{asked_in}>{said_in}"] = (unrelated, max(related, unrelated + NARROWEST))
    return Scale(levels)


class AsBundled:
    """Any embedder's cosines, told as the bundled one would tell them. Thread-safe.

    The scale is measured at the first question and kept in `file`, which may hold those of several embedders and
    may be deleted at any time. What the embedder raises flies.
    """

    def __init__(self, similarity: Callable[[str, Sequence[str]], Floats], embedder: str, file: Path) -> None:
        self._similarity = similarity
        self._embedder = embedder
        self._file = file
        self._scale: Scale | None = None
        self._lock = threading.Lock()

    def __call__(self, question: str, sentences: Sequence[str]) -> Floats:
        """One cosine per sentence."""
        scale, asked_in = self._known(), language_of(question)
        told = [
            BUNDLED.cosine(scale.standard(float(cosine), asked_in, said_in), asked_in, said_in)
            for cosine, said_in in zip(self._similarity(question, sentences), map(language_of, sentences), strict=True)
        ]
        return np.array(told, np.float32)

    def _known(self) -> Scale:
        with self._lock:
            if self._scale is None:
                kept = _read(self._file)
                if self._embedder not in kept:
                    kept[self._embedder] = measured(self._similarity).levels
                    self._file.parent.mkdir(parents=True, exist_ok=True)
                    self._file.write_text(json.dumps(kept, indent=1), encoding="utf-8")
                self._scale = Scale({pair: (low, high) for pair, (low, high) in kept[self._embedder].items()})
            return self._scale


def _read(file: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """By embedder; nothing when the file is missing or was not written by us."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
