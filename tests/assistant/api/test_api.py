"""The API on a real App, called in process."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.site import build_api
from assistant.build import App
from assistant.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_api")]
TOKEN = "the secret in the data folder"


@pytest.fixture(scope="module")
def shared_settings(shared_settings: Settings) -> Settings:
    return Settings.load(data=shared_settings.folder, port=0, max_upload_mb=1)


@pytest.fixture
def app(emptied_app: App) -> App:
    return emptied_app


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(build_api(app, TOKEN), base_url="http://127.0.0.1:7860") as client:
        yield client


def put(client: TestClient, name: str, content: bytes) -> str:
    reply = client.put("/api/v1/uploads", params={"name": name}, content=content)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["upload"])


def submit(client: TestClient, files: dict[str, bytes], space: str = "穗岚坊") -> list[dict[str, Any]]:
    uploads = [{"upload": put(client, name, content), "name": name} for name, content in files.items()]
    reply = client.post("/api/v1/submissions", json={"space": space, "topic": "危机", "uploads": uploads})
    assert reply.status_code == 200, reply.text
    submissions: list[dict[str, Any]] = reply.json()["submissions"]
    return submissions


def settled(client: TestClient) -> list[dict[str, Any]]:
    for _ in range(600):
        sources: list[dict[str, Any]] = client.get("/api/v1/sources").json()
        if all(source["status"] in ("done", "failed", "cancelled") for source in sources):
            return sources
        time.sleep(0.1)
    raise AssertionError(sources)


HANDBOOK = "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n".encode()


def test_upload_submit_ask_open_forget(client: TestClient, app: App) -> None:
    (submission,) = submit(client, {"危机手册（终稿）.md": HANDBOOK})
    assert submission["outcome"] == "new"
    (source,) = settled(client)
    assert (source["title"], source["topic"], source["space_name"]) == ("危机手册（终稿）.md", "危机", "穗岚坊")

    answer = client.post("/api/v1/ask", json={"question": "出事第一小时先做什么？"}).json()
    assert not answer["refused"]
    assert "停掉全部投放" in answer["answer"]
    cited = answer["citations"][0]
    assert (cited["n"], cited["source"], cited["kind"]) == (1, source["id"], "document")
    assert cited["url"] == f"/?source={source['id']}&block={cited['first_block']}"

    blocks = client.get(f"/api/v1/sources/{source['id']}/blocks").json()
    assert blocks[cited["first_block"]]["text"] in HANDBOOK.decode()
    assert client.get(f"/api/v1/sources/{source['id']}").json()["versions"][0]["version"] == 1

    removal = client.delete(f"/api/v1/sources/{source['id']}").json()
    assert removal.pop("places")["chunks"] == source["facts"]["chunks"]
    assert removal == {"titles": ["危机手册（终稿）.md"], "chunks": source["facts"]["chunks"], "bytes": len(HANDBOOK)}
    assert client.get(f"/api/v1/sources/{source['id']}").status_code == 404
    assert not any(path.is_file() for path in (app.settings.folder / "incoming").rglob("*"))


def test_an_answer_streams_and_ends_with_the_whole(client: TestClient) -> None:
    submit(client, {"危机手册.md": HANDBOOK})
    settled(client)
    reply = client.post("/api/v1/ask", json={"question": "第一小时先做什么？"}, headers={"Accept": "text/event-stream"})
    events = [dict(line.split(": ", 1) for line in event.splitlines()) for event in reply.text.split("\n\n") if event]
    names = [event["event"] for event in events]
    assert names[:2] == ["searching", "found"]
    assert names[-1] == "done"
    streamed = "".join(json.loads(event["data"])["text"] for event in events if event["event"] == "delta")
    assert streamed == json.loads(events[-1]["data"])["answer"]


def test_a_conversation_is_followed_up(client: TestClient, app: App) -> None:
    submit(client, {"危机手册.md": HANDBOOK})
    settled(client)
    first = client.post("/api/v1/ask", json={"question": "出事第一小时先停什么？"}).json()
    client.post("/api/v1/ask", json={"question": "然后呢？", "conversation": "latest"})
    assert [turn.answer.question for turn in app.history.turns(first["conversation"])] == [
        "出事第一小时先停什么？",
        "然后呢？",
    ]


def test_several_files_at_once_each_have_their_outcome(client: TestClient) -> None:
    outcomes = submit(
        client, {"手册.md": HANDBOOK, "手册 副本.md": HANDBOOK, "空.docx": b"", "程序.exe": b"MZ" + bytes(99)}
    )
    assert [outcome["outcome"] for outcome in outcomes] == ["new", "duplicate", "refused", "refused"]
    assert "空.docx" in outcomes[2]["error"]["zh"]
    assert "程序.exe" in outcomes[3]["error"]["en"]


def test_too_large_a_body_is_refused_and_leaves_nothing(client: TestClient, app: App) -> None:
    reply = client.put("/api/v1/uploads", params={"name": "大会.mp4"}, content=bytes(1_048_577))
    assert reply.status_code == 413
    assert "大会.mp4" in reply.json()["error"]["zh"]
    assert not any(path.is_file() for path in (app.settings.folder / "incoming").rglob("*"))


def test_an_upload_id_cannot_name_another_file(client: TestClient) -> None:
    for bad in ("../records.sqlite", "0" * 32, "x"):
        body = {"space": "x", "uploads": [{"upload": bad, "name": "a.txt"}]}
        assert client.post("/api/v1/submissions", json=body).status_code == 422


def test_a_hostile_file_name_stays_a_name(client: TestClient) -> None:
    (submission,) = submit(client, {"../../etc/passwd.md": HANDBOOK})
    assert submission["source"]["title"] == "passwd.md"


def test_paths_want_the_secret(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "交接").mkdir()
    (tmp_path / "交接" / "手册.md").write_bytes(HANDBOOK)
    (tmp_path / "交接" / ".DS_Store").write_bytes(b"x")
    body = {"space": "穗岚坊", "paths": [str(tmp_path / "交接")]}
    assert client.post("/api/v1/submissions", json=body).status_code == 403
    trusted = {"Authorization": f"Bearer {TOKEN}"}
    reply = client.post("/api/v1/submissions", json=body, headers=trusted).json()
    assert [(s["source"]["title"], s["source"]["context"]) for s in reply["submissions"]] == [("手册.md", "交接/")]
    empty = {"space": "穗岚坊", "paths": [str(tmp_path / "nowhere")]}
    assert client.post("/api/v1/submissions", json=empty, headers=trusted).status_code == 422


def test_other_web_sites_are_kept_out(client: TestClient) -> None:
    assert client.get("/api/v1/sources", headers={"Host": "evil.example"}).status_code == 403
    foreign = {"Origin": "https://evil.example"}
    assert client.post("/api/v1/sample", headers=foreign).status_code == 403
    assert client.post("/api/v1/reindex").status_code == 403
    own = {"Origin": "http://127.0.0.1:7860", "Authorization": f"Bearer {TOKEN}"}
    assert client.post("/api/v1/reindex", headers=own).json() == {"chunks": 0}


def test_unknown_things_are_said_in_both_languages(client: TestClient) -> None:
    for reply in (client.get("/api/v1/sources/nobody"), client.get("/api/v1/sources", params={"space": "别家"})):
        assert reply.status_code == 404
        assert set(reply.json()["error"]) == {"en", "zh"}


def test_an_archive_brings_its_members(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("广告/手册.md", HANDBOOK)
    (submission,) = submit(client, {"交接包.zip": packed.getvalue()})
    for _ in range(100):
        members = [source for source in settled(client) if source["parent"] == submission["source"]["id"]]
        if members:
            break
        time.sleep(0.1)
    assert [(member["title"], member["context"]) for member in members] == [("手册.md", "交接包.zip/广告/")]
