from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.web.capture import SHOWN, form_html, rows_html
from assistant.web.library import Wanted, list_html, shell_html
from vectorstore.models import Kind, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf


def titles(html: str) -> list[str]:
    return re.findall(r'class="title"[^>]*>([^<]+)<', html)


def test_the_live_list_of_nothing(shelf: Shelf) -> None:
    html, busy = rows_html(shelf.visit, "zh")
    assert "这里还是空的" in html
    assert not busy


def test_the_live_list_shows_what_is_worked_on_first(shelf: Shelf, meeting: Source) -> None:
    shelf.add("等待.pdf", b"1", status=Status.EXTRACTED, progress=0.3)
    shelf.add("完成.md", b"2")
    html, busy = rows_html(shelf.visit, "zh")
    assert titles(html)[0] == "等待.pdf"
    assert set(titles(html)) == {"等待.pdf", "完成.md", meeting.title}
    assert busy


def test_the_live_list_is_still_once_all_has_ended(shelf: Shelf, meeting: Source) -> None:
    shelf.add("失败.pdf", b"1", status=Status.FAILED)
    assert rows_html(shelf.visit, "zh")[1] is False


def test_the_live_list_has_an_end(shelf: Shelf) -> None:
    for number in range(SHOWN + 3):
        shelf.add(f"{number}.txt", str(number).encode())
    html, _ = rows_html(shelf.visit, "en")
    assert len(titles(html)) == SHOWN
    assert "3 older ones are in the library" in html


def test_the_form_offers_known_topics(shelf: Shelf, meeting: Source) -> None:
    html = form_html(shelf.visit, "zh")
    assert '<option value="危机">' in html
    assert 'name="space" list="spaces" required' in html
    assert "webkitdirectory" in html


def test_the_library_filters(shelf: Shelf, meeting: Source) -> None:
    other = shelf.add("Client call.m4a", b"1", space="漪珀 Yipora", kind=Kind.RECORDING, topic="新品")
    shelf.add("手册.docx", b"2", context="交接包.zip/危机/")
    for wanted, expected in (
        (Wanted(), {"复盘会.wav", "Client call.m4a", "手册.docx"}),
        (Wanted(words="危机"), {"复盘会.wav", "手册.docx"}),
        (Wanted(words="CALL 新品"), {"Client call.m4a"}),
        (Wanted(space=other.space), {"Client call.m4a"}),
        (Wanted(kind="recording", words="复盘"), {"复盘会.wav"}),
    ):
        html, busy = list_html(shelf.visit, wanted, "zh")
        found = set(re.findall(r"([\w .]+\.(?:wav|m4a|docx))<", html))
        assert {name.strip() for name in found} == expected
        assert f"{len(expected)} 份资料" in html
        assert not busy


def test_nothing_matches_and_nothing_is_there(shelf: Shelf) -> None:
    assert "资料库还是空的" in list_html(shelf.visit, Wanted(), "zh")[0]
    shelf.add("a.txt")
    assert "No source matches" in list_html(shelf.visit, Wanted(words="zzz"), "en")[0]


def test_the_shelf_offers_every_kind() -> None:
    html = shell_html("en")
    assert re.findall(r'<option value="(\w+)"', html) == [kind.value for kind in Kind]
