"""Evaluations and control questions over HTTP, on a real App with one handbook."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.site import build_api
from assistant.build import App
from assistant.evaluation.questions import MAX_BYTES
from assistant.evaluation.result import Run
from ingest.intake import Upload

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_api_eval")]
TOKEN = "the secret in the data folder"
HANDBOOK = "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n"
QUESTIONS = (
    '{"id": "a", "question": "出事第一小时先做什么？", "answers": ["停掉全部投放"], "source": "危机手册.md"}\n'
    '{"id": "b", "question": "首席财务官的生日是哪天？", "answerable": false}\n'
).encode()


@pytest.fixture(scope="module")
def app(shared_app: App, tmp_path_factory: pytest.TempPathFactory) -> App:
    path = tmp_path_factory.mktemp("outside") / "危机手册.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    shared_app.pipeline.submit(shared_app.catalog.space_named("穗岚坊").id, [Upload(path, path.name)])
    shared_app.catalog.space_named("漪珀")
    until(lambda: all(source.status.ended for source in shared_app.catalog.sources()))
    return shared_app


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(build_api(app, TOKEN), base_url="http://127.0.0.1:7860") as client:
        yield client
        client.delete("/api/v1/spaces/穗岚坊/controls")


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def events(client: TestClient, data: bytes, **params: Any) -> list[dict[str, Any]]:
    reply = client.post("/api/v1/evaluations", params={"name": "q.jsonl", **params}, content=data)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in reply.iter_lines()]


def test_results_are_told_one_by_one_and_then_the_run(client: TestClient, app: App) -> None:
    told = events(client, QUESTIONS)
    assert [event["event"] for event in told] == ["started", "result", "result", "run"]
    assert told[0]["total"] == 2
    assert [(event["id"], event["verdict"]) for event in told[1:3]] == [("a", "passed"), ("b", "passed")]
    run = Run.from_json(told[-1]["run"])
    assert (run.file, len(run.results), run.results[0].rank) == ("q.jsonl", 2, 1)
    assert app.history.conversations("local") == []
    assert app.controls.store.rounds(app.catalog.spaces()[0].id) == []


def test_only_the_named_clients_are_asked(client: TestClient) -> None:
    mixed = QUESTIONS + '{"id": "c", "question": "价格？", "answerable": false, "space": "漪珀"}'.encode()
    assert events(client, mixed)[0]["total"] == 3
    assert events(client, mixed, space=["穗岚坊"])[0]["total"] == 2
    (run,) = [event["run"] for event in events(client, mixed, space=["漪珀"]) if event["event"] == "run"]
    assert [result["verdict"] for result in run["results"]] == ["no_source", "passed", "passed"]


REFUSED: list[tuple[bytes, dict[str, Any], int, str]] = [
    (b"", {}, 422, "holds no question"),
    (b'{"question": "a", "answer": "b"}', {}, 422, "q.jsonl, line 1: there is no key “answer”"),
    ('{"question": "谁批准？"}'.encode("gb18030"), {}, 422, "not UTF-8"),
    ('{"question": "a", "space": "别家"}'.encode(), {}, 422, "no client called 别家"),
    (QUESTIONS, {"space": "别家"}, 404, "no client called 别家"),
    (b" " * (MAX_BYTES + 1), {}, 413, "32 MiB"),
    (QUESTIONS, {"judge": "gpt-5"}, 403, "only for whoever sits at the machine"),
]


def test_what_cannot_be_asked_is_refused_in_words(client: TestClient) -> None:
    for body, params, status, said in REFUSED:
        reply = client.post("/api/v1/evaluations", params={"name": "q.jsonl", **params}, content=body)
        assert reply.status_code == status, said
        assert said in reply.json()["error"]["en"]
        assert reply.json()["error"]["zh"] != reply.json()["error"]["en"]


def test_a_judge_wants_the_secret_and_an_endpoint(client: TestClient) -> None:
    trusted = {"Authorization": f"Bearer {TOKEN}"}
    reply = client.post("/api/v1/evaluations", params={"judge": "gpt-5"}, content=QUESTIONS, headers=trusted)
    assert (reply.status_code, "OPENAI_API_KEY" in reply.json()["error"]["en"]) == (422, True)
    scripted = {"judge": 'scripted:[{"say": "WRONG"}]'}
    told = client.post("/api/v1/evaluations", params=scripted, content=QUESTIONS, headers=trusted)
    run = json.loads(told.text.splitlines()[-1])["run"]
    assert [result["judged"] for result in run["results"]] == [False, None]
    assert run["results"][0]["verdict"] == "wrong"
    unknown = client.post("/api/v1/evaluations", params={"judge": "nobody:x"}, content=QUESTIONS, headers=trusted)
    assert (unknown.status_code, "nobody:x cannot judge" in unknown.json()["error"]["en"]) == (422, True)


def test_what_other_readers_take_for_the_end_of_a_line_stays_inside_it(client: TestClient) -> None:
    odd = b'{"question": "a\\u2028b\\u0085c?", "answerable": false, "id": "\\u2028x\\u2029"}'
    assert [event["event"] for event in events(client, odd)] == ["started", "result", "run"]


def test_control_questions_are_kept_asked_and_removed(client: TestClient) -> None:
    path = "/api/v1/spaces/穗岚坊/controls"
    nothing = client.get(path).json()
    assert nothing == {"file": None, "running": None, "rounds": [], "latest": None}
    assert client.post(f"{path}/start").status_code == 422
    assert client.put(path, params={"name": "自测.jsonl"}, content=QUESTIONS).json() == {
        "name": "自测.jsonl",
        "asked": 2,
    }
    assert client.post(f"{path}/start").json() == {"total": 2}
    until(lambda: client.get(path).json()["running"] is None)
    found = client.get(path).json()
    assert (found["file"]["asked"], [(one["asked"], one["passed"]) for one in found["rounds"]]) == (2, [(2, 2)])
    assert [result["verdict"] for result in found["latest"]["results"]] == ["passed", "passed"]
    assert client.post(f"{path}/stop").status_code == 200, "nothing to stop is no error"
    assert client.delete(path).status_code == 200
    assert client.get(path).json() == nothing


def test_a_wrong_file_is_not_kept(client: TestClient) -> None:
    path = "/api/v1/spaces/穗岚坊/controls"
    reply = client.put(path, content=b"{")
    assert (reply.status_code, "line 1" in reply.json()["error"]["en"]) == (422, True)
    assert client.get(path).json()["file"] is None
    assert client.put("/api/v1/spaces/nobody/controls", content=QUESTIONS).status_code == 404
    foreign = {"Origin": "https://evil.example"}
    assert client.put(path, content=QUESTIONS, headers=foreign).status_code == 403


def test_two_rounds_at_once_are_refused(client: TestClient) -> None:
    path = "/api/v1/spaces/穗岚坊/controls"
    many = "\n".join(json.dumps({"question": f"第{n}小时先做什么？"}) for n in range(400))
    client.put(path, content=many.encode())
    client.post(f"{path}/start")
    again = client.post(f"{path}/start")
    assert (again.status_code, "穗岚坊" in again.json()["error"]["zh"]) == (409, True)
    assert client.get(path).json()["running"]["total"] == 400
    client.post(f"{path}/stop")
    until(lambda: client.get(path).json()["running"] is None)
    assert client.get(path).json()["rounds"] == []
