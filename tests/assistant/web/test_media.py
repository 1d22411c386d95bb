from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from assistant.guard import Gate
from assistant.web.media import routes
from vectorstore.models import Kind, Source, Status

if TYPE_CHECKING:
    from conftest import Shelf  # type: ignore[import-not-found]

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def client(shelf: Shelf) -> Iterator[TestClient]:
    site = FastAPI()
    site.state.app = shelf
    site.include_router(routes)
    site.add_middleware(Gate, identity=shelf.identity, owner_secret="secret")
    with TestClient(site, base_url="http://127.0.0.1") as client:
        yield client


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
    assert client.get(f"/media/{clip.id}").status_code == 404


def test_a_large_file_is_streamed(client: TestClient, shelf: Shelf) -> None:
    """Half a GB that takes no room on disk: its last bytes come at once, and memory stays small."""
    import resource

    sparse = shelf.folder / "sparse.mp4"
    with sparse.open("wb") as file:
        file.truncate(512 << 20)
        file.seek(-4, 2)
        file.write(b"tail")
    source = shelf.add("长会.mp4", b"placeholder", kind=Kind.VIDEO)
    with shelf.originals.local(source.sha256) as kept:
        sparse.replace(kept)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reply = client.get(f"/media/{source.id}", headers={"Range": "bytes=-4"})
    assert reply.content == b"tail"
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
