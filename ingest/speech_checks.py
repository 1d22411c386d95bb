"""Text that a speech model makes up, recognised: loops, film credits over silence, its own prompt.

Works on words with times; every check returns the words to keep, so that what goes can be
counted in seconds. Prefers keeping: people do say "对对对" and "thank you".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vectorstore.models import Word

LOOP_TIMES, LOOP_WORDS = 3, 10  # this often in a row, and this many words in all: "no, no, no, no" is a person
LONGEST_LOOP = 30  # words in one round
NO_SPEECH, LOW_SCORE = 0.6, -0.6  # Whisper's thresholds are 0.6 and -1.0; its text over music scores -0.75
SURELY_NO_SPEECH = 0.8  # noise and silence: 0.84 and 0.93; of 93 windows of real speech none was above 0.3
READ_BACK = 3  # glossary terms in a row
SHORTEST_HAN_CUT, SHORTEST_LATIN_CUT = 2, 4  # characters of a term that breaks off
UNSURE_SPEECH, UNSURE_SCORE = 0.2, -0.6  # enough doubt to disbelieve a stock phrase

# Never spoken in a meeting: credits that the training videos carried in their subtitles.
_CREDITS = re.compile(
    r"字幕(由|志愿者|組|组|製作|制作|提供)|amara\.org|明镜与点点|明鏡與點點|"
    r"(subtitles?|captions?|transcri(bed|ption)) by",
    re.IGNORECASE,
)
# Spoken by some, made up by the model over silence and music far more often.
_STOCK = re.compile(
    r"^\W*((thanks|thank you)( so much| very much)? for (watching|listening|viewing)|(please )?(like and )?subscribe"
    r"( to (my|our|the) channel)?|see you (in the )?next (time|video)|(谢谢|感谢)(大家)?(的)?(观看|收看|收听|观赏)|"
    r"(謝謝|感謝)(大家)?(的)?(觀看|收看|收聽|觀賞)|请不吝点赞.*|請不吝點贊.*|(欢迎|歡迎)?(订阅|訂閱).{0,6}(频道|頻道))\W*$",
    re.IGNORECASE,
)


def without_loops(words: Sequence[Word]) -> tuple[list[Word], float]:
    """The words with every loop cut down to its first round, and the seconds cut."""
    texts = [_bare(word.text) for word in words]
    kept: list[Word] = []
    dropped, at = 0.0, 0
    while at < len(words):
        size, times = _loop_at(texts, at)
        kept += words[at : at + size]
        after = at + size * times
        dropped += words[after - 1].end - words[at + size - 1].end
        at = after
    return kept, round(dropped, 2)


def _loop_at(texts: Sequence[str], at: int) -> tuple[int, int]:
    """The words in one round and the rounds of the loop that begins at `at`; (1, 1) when none does."""
    for size in range(1, min(LONGEST_LOOP, (len(texts) - at) // LOOP_TIMES) + 1):
        times, unit = 1, texts[at : at + size]
        while texts[at + times * size : at + (times + 1) * size] == unit:
            times += 1
        if times >= LOOP_TIMES and times * size >= LOOP_WORDS:
            return size, times
    return 1, 1


def made_up(text: str, score: float, no_speech: float) -> str | None:
    """Why nobody can have said `text` ("silence", "stock_phrase"), or None. `score` is the average
    log probability of a token, `no_speech` the model's probability that nobody speaks."""
    if no_speech > SURELY_NO_SPEECH or (no_speech > NO_SPEECH and score < LOW_SCORE):
        return "silence"
    if _CREDITS.search(text):
        return "stock_phrase"
    if _STOCK.match(text) and (no_speech > UNSURE_SPEECH or score < UNSURE_SCORE):
        return "stock_phrase"
    return None


def echoes(text: str, glossary: Sequence[str]) -> bool:
    """Whether `text` is the glossary read back and nothing else."""
    bare = _bare(text)
    return bool(bare) and _read_back(bare, glossary) == [(0, len(bare))]


def without_echoes(words: Sequence[Word], glossary: Sequence[str]) -> tuple[list[Word], float]:
    """The words without every run of them that only reads the glossary back, and the seconds of those.

    People do list three products in a row; whoever calls hears again, without a glossary, what goes here.
    """
    owner = [i for i, word in enumerate(words) for _ in _bare(word.text)]
    spans = _read_back("".join(_bare(word.text) for word in words), glossary)
    gone = {i for start, end in spans for i in owner[start:end]}
    kept = [word for i, word in enumerate(words) if i not in gone]
    return kept, round(sum(words[i].end - words[i].start for i in gone), 2)


def _read_back(bare: str, glossary: Sequence[str]) -> list[tuple[int, int]]:
    """Where `bare` is glossary terms one after another: three or more, or two of which one is cut short."""
    terms = sorted({_bare(term) for term in glossary} - {""}, key=len, reverse=True)
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(bare):
        end, whole, cut = at, 0, 0
        while (term := next((t for t in terms if bare.startswith(t, end)), None)) or (
            part := _beginning_of_a_term(bare[end:], terms)
        ):
            whole, cut = (whole + 1, cut) if term else (whole, cut + 1)
            end += len(term or part)
        if whole + cut >= READ_BACK or (cut and whole):
            spans.append((at, end))
        at = max(end, at + 1)
    return spans


def _beginning_of_a_term(text: str, terms: Sequence[str]) -> str:
    """The longest beginning of a term that `text` begins with, if it is long enough to be meant."""
    shared = max((_shared_beginning(text, term) for term in terms), key=len, default="")
    return shared if len(shared) >= (SHORTEST_LATIN_CUT if shared.isascii() else SHORTEST_HAN_CUT) else ""


def _shared_beginning(text: str, term: str) -> str:
    size = 0
    while size < min(len(text), len(term)) and text[size] == term[size]:
        size += 1
    return term[:size]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
