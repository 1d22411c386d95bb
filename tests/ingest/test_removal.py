"""What is forgotten is gone from the data folder's bytes, and the report says what went from where."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.removal import Removal

if TYPE_CHECKING:
    from assistant.build import App

WORDS = ("Quetzalcoatlus", "翼龙直播", "Ottokar", "Brontolith")
CHAT = """Ottokar 2026-03-06 21:04
我们和 Quetzalcoatlus 的合同九月到期，翼龙直播暂停。

Wilhelmine 2026-03-06 21:06
Tell the Quetzalcoatlus people before Friday, the password is Brontolith9!
"""


def traces(folder: Path) -> dict[str, list[str]]:
    """Which of the words stand in which file, in either coding of text."""
    found: dict[str, list[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file() and "cache" not in path.relative_to(folder).parts:
            data = path.read_bytes()
            for word in WORDS:
                if any(word.encode(coding) in data for coding in ("utf-8", "utf-16-le", "unicode_escape")):
                    found.setdefault(word, []).append(path.relative_to(folder).as_posix())
    return found


def settled(app: App, source_id: str) -> None:
    """Until it is read."""
    deadline = time.monotonic() + 60
    while not app.catalog.source(source_id).status.ended:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_nothing_of_a_forgotten_source_is_left_in_the_data_folder(emptied_app: App, tmp_path: Path) -> None:
    from assistant import desk
    from assistant.chat.events import Done
    from assistant.people.roles import LOCAL
    from ingest.intake import Upload

    app = emptied_app
    path = tmp_path / "Quetzalcoatlus 群聊.txt"
    path.write_text(CHAT, encoding="utf-8")
    space = app.catalog.space_named("穗岚坊").id
    kept = tmp_path / "other.txt"
    kept.write_text("The office is in Hangzhou. 办公室在杭州。", encoding="utf-8")
    one, other = app.pipeline.submit(space, [Upload(path, path.name, topic="翼龙直播"), Upload(kept, "办公室.txt")])
    for submission in (one, other):
        settled(app, submission.source.id)
    visit = desk.Visit(app, LOCAL)
    conversation, events = desk.ask(visit, desk.Asked("合同什么时候到期？"))
    answer = next(event.answer for event in events if isinstance(event, Done))
    assert [citation.source for citation in answer.citations] == [one.source.id]
    assert set(traces(app.settings.folder)) == set(WORDS)  # the original holds the password, too

    removal = desk.forget(visit, one.source.id)

    assert removal.titles == (path.name,)
    assert removal.bytes == len(CHAT.encode())
    assert removal.places.keys() >= {"sources", "versions", "blocks", "chunks", "vectors", "keywords", "sentences"}
    assert removal.places["answers"] == removal.places["files"] == removal.places["jobs"] == 1
    left = traces(app.settings.folder)
    assert {file for files in left.values() for file in files} <= {"vectors/chroma.sqlite3"}
    app.store.compact()
    assert traces(app.settings.folder) == {}
    [turn] = app.history.turns(conversation)
    assert turn.answer.question == "合同什么时候到期？"
    assert turn.answer.text == ""
    assert turn.answer.citations == ()
    _, events = desk.ask(visit, desk.Asked("办公室在哪里？"))
    assert "杭州" in next(event.answer.text for event in events if isinstance(event, Done))


def test_removals_add_up() -> None:
    one = Removal(("a",), 2, 10, Counter(blocks=1))
    both = one + Removal(("b",), 3, 5, Counter(blocks=2, files=1))
    assert both == Removal(("a", "b"), 5, 15, Counter(blocks=3, files=1))
    assert sum([one], Removal()) == one
