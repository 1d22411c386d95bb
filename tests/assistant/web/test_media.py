from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from assistant.api.errors import answer_in_problems
from assistant.guard import COOKIE, Gate
from assistant.links import Links
from assistant.people.audit import Wanted
from assistant.people.roles import Grant, Role
from assistant.people.users import Account
from assistant.web.media import routes
from vectorstore.models import Block, Kind, Locator, Source, Status

if TYPE_CHECKING:
    from shelves import Shelf

CONTENT = bytes(range(256)) * 40


class Linked(TestClient):
    """A page's person: every address of theirs carries the link that the page wrote for them."""

    shelf: Shelf
    person = "local"

    def request(self, method: str, url: Any, **options: Any) -> Any:
        """The same, with the link."""
        if found := re.match(r"/media/([0-9a-f]{32})", str(url)):
            url = f"{url}{'&' if '?' in url else '?'}{self.shelf.links.query(self.person, found[1])}"
        return super().request(method, url, **options)


@pytest.fixture
def bare(shelf: Shelf) -> Iterator[Linked]:
    site = FastAPI()
    site.state.app = shelf
    site.include_router(routes)
    answer_in_problems(site, ())
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="secret")
    with Linked(site, base_url="http://127.0.0.1") as client:
        client.shelf = shelf
        yield client


@pytest.fixture
def client(bare: Linked) -> Linked:
    return bare


@pytest.fixture
def clip(shelf: Shelf) -> Source:
    return shelf.add("走查.mp4", CONTENT, kind=Kind.VIDEO)


def test_a_whole_file(client: TestClient, clip: Source) -> None:
    reply = client.get(f"/media/{clip.id}")
    assert reply.status_code == 200
    assert reply.content == CONTENT
    assert reply.headers["content-type"] == "video/mp4"
    assert reply.headers["accept-ranges"] == "bytes"
    assert reply.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, 10240),
        ("bytes=-500", 9740, 10240),
        ("bytes=10239-10239", 10239, 10240),
        ("bytes=10000-99999", 10000, 10240),
    ],
)
def test_ranges(client: TestClient, clip: Source, asked: str, start: int, end: int) -> None:
    reply = client.get(f"/media/{clip.id}", headers={"Range": asked})
    assert reply.status_code == 206
    assert reply.content == CONTENT[start:end]
    assert reply.headers["content-range"] == f"bytes {start}-{end - 1}/10240"
    assert reply.headers["content-length"] == str(end - start)


def test_several_ranges(client: TestClient, clip: Source) -> None:
    reply = client.get(f"/media/{clip.id}", headers={"Range": "bytes=0-9,100-109"})
    assert reply.status_code == 206
    assert reply.headers["content-type"].startswith("multipart/byteranges")
    assert CONTENT[100:110] in reply.content


def test_a_range_that_is_not_there(client: TestClient, clip: Source) -> None:
    reply = client.get(f"/media/{clip.id}", headers={"Range": "bytes=10240-"})
    assert reply.status_code == 416
    assert reply.headers["content-range"] == "bytes */10240"


def test_a_range_of_another_version_gives_the_whole(client: TestClient, clip: Source) -> None:
    reply = client.get(f"/media/{clip.id}", headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    assert reply.status_code == 200
    assert len(reply.content) == len(CONTENT)


def test_head_tells_size_and_sends_nothing(client: TestClient, clip: Source) -> None:
    reply = client.head(f"/media/{clip.id}")
    assert reply.status_code == 200
    assert reply.headers["content-length"] == "10240"
    assert reply.content == b""


def test_a_download_carries_its_chinese_name(client: TestClient, shelf: Shelf) -> None:
    title = "千川投放报表 2026年2-3月（终稿）“新”.xlsx"
    source = shelf.add(title, CONTENT, kind=Kind.SHEET)
    disposition = client.get(f"/media/{source.id}?download=1").headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition.partition("''")[2]) == title
    assert disposition.isascii()


@pytest.mark.parametrize("title", ["页面.html", "图.svg", "脚本.js", "文.xml", "无后缀", "合同.pdf"])
def test_what_could_run_in_the_page_is_only_handed_over(client: TestClient, shelf: Shelf, title: str) -> None:
    source = shelf.add(title, b"<script>alert(1)</script>")
    reply = client.get(f"/media/{source.id}")
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_playable_copy_is_played_and_the_original_downloaded(client: TestClient, shelf: Shelf) -> None:
    source = shelf.add("录音.amr", b"#!AMR original", kind=Kind.RECORDING, facts={"playable": "copy.m4a"})
    copy = shelf.folder / "copy.m4a"
    copy.write_bytes(b"derived")
    assert client.get(f"/media/{source.id}").content == b"#!AMR original"  # until the copy is made
    shelf.originals.put_derived(source.sha256, copy)
    reply = client.get(f"/media/{source.id}")
    assert reply.content == b"derived"
    assert reply.headers["content-type"] == "audio/mp4"
    assert client.get(f"/media/{source.id}?download=1").content == b"#!AMR original"


def test_a_transcript_plays_its_recording(client: TestClient, shelf: Shelf, clip: Source) -> None:
    transcript = shelf.add("走查.vtt", b"WEBVTT", kind=Kind.TRANSCRIPT, companion=clip.id)
    assert client.get(f"/media/{transcript.id}").content == CONTENT
    assert client.get(f"/media/{transcript.id}?download=1").content == b"WEBVTT"


def test_unknown_refused_and_listed_are_not_found(client: TestClient, shelf: Shelf) -> None:
    refused = shelf.add("空.pdf", kind=Kind.PDF, status=Status.FAILED, sha256="")
    for path in (refused.id, "f" * 32, "..%2f..%2fetc%2fpasswd", "", f"{refused.id}/pages/1.png"):
        assert client.get(f"/media/{path}").status_code == 404


def test_an_original_that_is_gone_is_not_found(client: TestClient, shelf: Shelf, clip: Source) -> None:
    shelf.originals.delete(clip.sha256)
    assert client.get(f"/media/{clip.id}").status_code == 410


def test_a_large_file_is_streamed(client: TestClient, shelf: Shelf) -> None:
    """Two GiB that takes no room on disk: its last bytes come at once, and memory stays small."""
    import resource

    sparse = shelf.folder / "sparse.mp4"
    with sparse.open("wb") as file:
        file.truncate(2 << 30)
        file.seek(-4, 2)
        file.write(b"tail")
    source = shelf.add("长会.mp4", b"placeholder", kind=Kind.VIDEO)
    with shelf.originals.local(source.sha256) as kept:
        sparse.replace(kept)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reply = client.get(f"/media/{source.id}", headers={"Range": "bytes=-4"})
    assert reply.content == b"tail"
    assert reply.headers["content-range"] == f"bytes {(2 << 30) - 4}-{(2 << 30) - 1}/{2 << 30}"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


@pytest.fixture
def contract(shelf: Shelf) -> Source:
    path = shelf.folder / "contract.pdf"
    document = pypdfium2.PdfDocument.new()
    for _ in range(3):
        document.new_page(300, 400)
    document.save(path)
    document.close()
    return shelf.add("合同.pdf", path.read_bytes(), kind=Kind.PDF, facts={"pages": 3})


def test_a_page_as_a_picture(client: TestClient, shelf: Shelf, contract: Source) -> None:
    reply = client.get(f"/media/{contract.id}/pages/3.png?width=200")
    assert reply.headers["content-type"] == "image/png"
    picture = shelf.folder / "page.png"
    picture.write_bytes(reply.content)
    with Image.open(picture) as opened:
        assert opened.size == (200, 267)


@pytest.mark.parametrize(
    ("page", "status"),
    [("0", 404), ("4", 404), ("-1", 404), ("x", 422), ("1", 200), ("1?width=99999", 422), ("1?width=0", 422)],
)
def test_pages_that_are_not_there(client: TestClient, contract: Source, page: str, status: int) -> None:
    number, _, query = page.partition("?")
    assert client.get(f"/media/{contract.id}/pages/{number}.png?{query}").status_code == status


def test_only_paged_sources_have_pages(client: TestClient, clip: Source) -> None:
    assert client.get(f"/media/{clip.id}/pages/1.png").status_code == 404


def test_an_address_without_its_link_or_with_anothers_opens_nothing(shelf: Shelf, bare: Linked, clip: Source) -> None:
    other, links = shelf.add("别的.mp4", b"x", kind=Kind.VIDEO), shelf.links
    get = partial(TestClient.request, bare)
    for query in (
        "",
        links.query("local", other.id),
        links.query("somebody", clip.id),
        Links(b"another key").query("local", clip.id),
        links.query("local", clip.id).replace("until=", "until=9"),
        links.query("local", clip.id)[:-1],
        "until=9999999999&sig=%00\u4e2d",
        "until=1&sig=",
    ):
        reply = get("GET", f"/media/{clip.id}?{query}")
        assert reply.status_code == 403, query
        assert reply.json()["code"] == "LinkExpired"
    assert get("GET", f"/media/{clip.id}?{links.query('local', clip.id)}").status_code == 200


@pytest.fixture
def team(shelf: Shelf, bare: Linked, clip: Source) -> dict[str, str]:
    """Sessions of the people of the clip's client, and one of another client's manager."""
    users, sessions = shelf.identity.users, shelf.identity.sessions
    people = {
        name: users.add(Account(name, admin=name == "chen")).id for name in ("chen", "mandy", "lin", "wu", "zhao")
    }
    other = shelf.catalog.space_named("漪珀").id
    for name, role in (("mandy", Role.MANAGER), ("lin", Role.CONTRIBUTOR), ("wu", Role.NEWCOMER)):
        shelf.identity.members.put(clip.space, people[name], role)
    shelf.identity.members.put(other, people["zhao"], Role.MANAGER)
    shelf.catalog.update(clip.id, owner=people["lin"])
    return people | {f"{name} signed in": sessions.open(id_, "test") for name, id_ in people.items()}


def sits(bare: Linked, team: dict[str, str], name: str) -> Linked:
    """The same browser, with that person at it."""
    bare.person = team[name]
    bare.cookies.set(COOKIE, team[f"{name} signed in"])
    return bare


def test_a_link_in_the_wrong_hands_tells_nothing(
    bare: Linked, shelf: Shelf, team: dict[str, str], clip: Source
) -> None:
    theirs = shelf.links.query(team["lin"], clip.id)
    get = partial(TestClient.request, sits(bare, team, "wu"))
    assert get("GET", f"/media/{clip.id}?{theirs}").status_code == 403
    sits(bare, team, "zhao")
    stranger, unknown = get("GET", f"/media/{clip.id}?{theirs}"), get("GET", f"/media/{'f' * 32}?{theirs}")
    assert stranger.status_code == unknown.status_code == 404
    assert stranger.json()["code"] == unknown.json()["code"]
    assert bare.get(f"/media/{clip.id}").status_code == 404  # their own link to it, could they make one


def test_what_was_masked_opens_for_owner_and_managers_only(
    bare: Linked, shelf: Shelf, team: dict[str, str], contract: Source
) -> None:
    blocks = [Block("第一页", Locator(page=1)), Block("密码：[密码已隐藏]", Locator(page=2))]
    shelf.catalog.put_blocks(contract.id, 1, 0, blocks)
    shelf.catalog.update(contract.id, owner=team["lin"], facts={"masked.password": 1})
    for name, status in (("chen", 200), ("mandy", 200), ("lin", 200), ("wu", 403), ("zhao", 404)):
        client = sits(bare, team, name)
        assert client.get(f"/media/{contract.id}?download=1").status_code == status
        assert client.get(f"/media/{contract.id}").status_code == status  # not only with the word in the address
        assert client.get(f"/media/{contract.id}/pages/2.png").status_code == status
        assert client.get(f"/media/{contract.id}/pages/1.png").status_code == (200 if name == "wu" else status)
    shelf.catalog.update(contract.id, facts={"masked.password": 0})
    assert sits(bare, team, "wu").get(f"/media/{contract.id}?download=1").status_code == 200


def test_nothing_opens_to_newcomers_before_it_is_known_what_is_masked(
    bare: Linked, shelf: Shelf, team: dict[str, str], contract: Source
) -> None:
    shelf.catalog.update(contract.id, status=Status.EXTRACTED)
    client = sits(bare, team, "wu")
    assert client.get(f"/media/{contract.id}?download=1").status_code == 403
    assert client.get(f"/media/{contract.id}/pages/1.png").status_code == 403


def test_an_archive_is_as_open_as_what_is_in_it(bare: Linked, shelf: Shelf, team: dict[str, str]) -> None:
    bundle = shelf.add("交接.zip", b"PK", kind=Kind.ARCHIVE)
    inside = shelf.add("账号.txt", b"y", parent=bundle.id, facts={"masked.password": 1})
    client = sits(bare, team, "wu")
    assert client.get(f"/media/{bundle.id}?download=1").status_code == 403
    shelf.catalog.update(inside.id, facts={"masked.password": 0})
    assert client.get(f"/media/{bundle.id}?download=1").status_code == 200
    shelf.catalog.update(inside.id, restricted=True)
    assert client.get(f"/media/{bundle.id}?download=1").status_code == 403


def test_what_is_masked_in_a_recording_plays_and_is_not_handed_over(
    bare: Linked, shelf: Shelf, team: dict[str, str], clip: Source
) -> None:
    shelf.catalog.update(clip.id, facts={"masked.phone": 1})
    client = sits(bare, team, "wu")
    assert client.get(f"/media/{clip.id}", headers={"Range": "bytes=0-9"}).status_code == 206
    assert client.get(f"/media/{clip.id}?download=1").status_code == 403


def test_a_program_sends_its_token_and_needs_no_link(
    bare: Linked, shelf: Shelf, team: dict[str, str], clip: Source
) -> None:
    token = shelf.identity.tokens.make(team["wu"], "script", [Grant.READ], 1)[1]
    get = partial(TestClient.request, bare)
    assert get("GET", f"/media/{clip.id}", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert get("GET", f"/media/{clip.id}", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_sitting_is_noted_once(bare: Linked, shelf: Shelf, team: dict[str, str], clip: Source) -> None:
    client = sits(bare, team, "wu")
    client.head(f"/media/{clip.id}")
    for start in range(0, 1000, 100):
        client.get(f"/media/{clip.id}", headers={"Range": f"bytes={start}-{start + 99}"})
    client.get(f"/media/{clip.id}?download=1")
    sits(bare, team, "lin").get(f"/media/{clip.id}")
    noted = [(entry.person, entry.action) for entry in shelf.audit.entries(Wanted())]
    wu, lin = team["wu"], team["lin"]
    assert noted == [(lin, "played"), (wu, "downloaded"), (wu, "played")]


@pytest.mark.parametrize(
    "path", ["", "..", "%2e%2e/records.sqlite", "..%2f..%2fetc%2fpasswd", "originals/", "x/../../records.sqlite", "%00"]
)
def test_there_is_no_way_to_other_files(bare: Linked, path: str) -> None:
    assert partial(TestClient.request, bare)("GET", f"/media/{path}").status_code in (404, 405)


def test_a_file_that_was_let_go_of_is_gone_even_where_another_source_keeps_it(
    client: TestClient, shelf: Shelf, clip: Source, contract: Source
) -> None:
    shelf.add("同一份.mp4", CONTENT, kind=Kind.VIDEO, space="漪珀")
    for source in (clip, contract):
        shelf.catalog.update(source.id, facts={"original_removed": "2026-05-04"})
    for path in (clip.id, f"{clip.id}?download=1", f"{contract.id}/pages/1.png"):
        reply = client.get(f"/media/{path}")
        assert (reply.status_code, reply.json()["code"]) == (410, "OriginalGone")
