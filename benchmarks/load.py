"""Thirty people asking at once while a recording is taken in: how long they wait, and what it costs the recording.

    python -m benchmarks.load --people 30 --each 5 --cache FOLDER

Serves a data folder of its own with the sample's documents in it, makes the accounts, and lets everybody ask
one question after the other through the API with a token of their own, quoted answers, no model. The same is
done with nothing else at work and while a recording of the sample is heard; the recording is heard alone, too.
Prints a markdown table.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from assistant.owner import owner_of

EXAMPLES = Path(__file__).parents[1] / "examples" / "handover"
QUESTIONS = (
    "出事第一小时先做什么？",
    "投放预算是多少？",
    "陈总喜欢怎么听坏消息？",
    "Who approves the weekly report?",
    "上次危机是怎么处理的？",
    "有哪些会议录音？",
    "What is the ROI target?",
    "竞品为什么不能提？",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A served Baton, and a client that may do everything."""

    url: str
    http: httpx.Client

    def settled(self) -> None:
        """Wait until nothing is being taken in."""
        while any(s["status"] not in ("done", "failed", "cancelled") for s in self.sources()):
            time.sleep(0.5)

    def sources(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get("/sources", params={"limit": 200}).raise_for_status().json()
        return found

    def take_in(self, space: str, path: Path) -> str:
        """Submit one file; returns its source's id."""
        reply = self.http.post("/submissions", json={"space": space, "paths": [str(path)]}).raise_for_status()
        return str(reply.json()["submissions"][0]["source"]["id"])


@contextmanager
def served(cache: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        data.mkdir()
        cache.mkdir(parents=True, exist_ok=True)
        (data / "cache").symlink_to(cache.resolve())
        environment = {**os.environ, "BATON_DATA": str(data), "BATON_PORT": "0"}
        process = subprocess.Popen([sys.executable, "app.py"], cwd=Path(__file__).parents[1], env=environment)
        try:
            while (owner := owner_of(data)) is None:
                time.sleep(0.2)
            headers = {"Authorization": f"Bearer {owner.token}"}
            with httpx.Client(base_url=f"{owner.url}/api/v1", headers=headers, timeout=600, trust_env=False) as http:
                yield Server(owner.url, http)
        finally:
            process.terminate()
            process.wait()


def tokens_of_people(server: Server, count: int, space: str) -> list[str]:
    """New accounts in the space, and a token of each."""
    server.http.post(
        "/people", json={"name": "admin", "password": "长而且好记的口令 7", "admin": True}
    ).raise_for_status()
    tokens = []
    for n in range(count):
        password = f"口令{n} 长而且好记的"
        person = server.http.post("/people", json={"name": f"asker{n}", "password": password}).raise_for_status().json()
        server.http.put(f"/spaces/{space}/members/{person['id']}", json={"role": "newcomer"}).raise_for_status()
        tokens.append(_token(server, f"asker{n}", password))
    return tokens


def _token(server: Server, name: str, password: str) -> str:
    """Signed in as a browser does, and a token asked for."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=60) as browser:
        # One address signs thirty people in: slower than its limit allows at once.
        while (reply := browser.post("/sign-in", data={"name": name, "password": password})).status_code == 429:
            time.sleep(2)
        made = browser.post("/api/v1/me/tokens", json={"name": "load", "grants": ["read"], "days": 1})
        assert reply.status_code == 303, reply.text
        return str(made.raise_for_status().json()["secret"])


def everybody_asks(server: Server, tokens: list[str], each: int) -> list[float]:
    """Seconds of every answer. Raises for any that is not one."""

    def one(n: int) -> list[float]:
        headers = {"Authorization": f"Bearer {tokens[n]}"}
        seconds = []
        with httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=600, trust_env=False) as http:
            for i in range(each):
                start = time.perf_counter()
                http.post("/ask", json={"question": QUESTIONS[(n + i) % len(QUESTIONS)]}).raise_for_status()
                seconds.append(time.perf_counter() - start)
        return seconds

    with ThreadPoolExecutor(len(tokens)) as pool:
        return [second for taken in pool.map(one, range(len(tokens))) for second in taken]


def heard_in(server: Server, source: str) -> float:
    """Seconds until the recording is done."""
    start = time.perf_counter()
    while server.http.get(f"/sources/{source}").raise_for_status().json()["status"] not in ("done", "failed"):
        time.sleep(0.2)
    return time.perf_counter() - start


def row(name: str, seconds: list[float], heard: float | None) -> None:
    cells = [f"{np.percentile(seconds, p):.2f}" for p in (50, 95, 100)] if seconds else ["–"] * 3
    print(f"| {name} | {len(seconds)} | {' | '.join(cells)} | {'–' if heard is None else f'{heard:.0f}'} |", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--people", type=int, default=30)
    arguments.add_argument("--each", type=int, default=5)
    arguments.add_argument("--cache", type=Path, default=Path("~/.cache/baton-benchmarks").expanduser())
    options = arguments.parse_args()
    documents = sorted(p for p in EXAMPLES.rglob("*") if p.suffix in (".docx", ".xlsx", ".md", ".txt", ".pdf", ".pptx"))
    recording = max(EXAMPLES.rglob("*.m4a"), key=lambda path: path.stat().st_size)
    with served(options.cache) as server:
        for path in documents:
            server.take_in("load", path)
        server.settled()
        space = server.http.get("/spaces").json()[0]["id"]
        tokens = tokens_of_people(server, options.people, space)
        print("| | answers | p50 s | p95 | longest | recording done, s |\n|---|---|---|---|---|---|")
        everybody_asks(server, tokens, 1)  # what is worked out at the first question
        row("asking alone", everybody_asks(server, tokens, options.each), None)
        source = server.take_in("load", recording)
        row("recording alone", [], heard_in(server, source))
        server.http.delete(f"/sources/{source}").raise_for_status()
        source = server.take_in("load", recording)
        with ThreadPoolExecutor(1) as beside:
            heard = beside.submit(heard_in, server, source)
            asked = everybody_asks(server, tokens, options.each)
            while not heard.done():
                asked += everybody_asks(server, tokens, 1)
            row("both", asked, heard.result())


if __name__ == "__main__":
    main()
