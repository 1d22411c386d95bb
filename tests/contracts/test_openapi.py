"""The OpenAPI document is a promise: schemathesis sends each endpoint what it allows, and what it does not.

No 5xx, no answer that is not documented, none of another content type or shape than documented, nothing that
breaks the rules accepted, nothing without a token. In process, on a real App with one small source.

What is well formed may still be refused with a documented 422 (an upload that was never sent, a password that
is easy to guess), so that one check of schemathesis is left out.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.build import App

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("openapi"),
    pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies"),  # schemathesis does
]
SECRET = "the data folder's secret"
AS_ADMINISTRATOR = {"Authorization": f"Bearer {SECRET}", "Host": "127.0.0.1"}
EXAMPLES = 5  # of each endpoint, of which there are some 150
TAKES_MINUTES = "/api/v1/sample"  # it takes in recordings; its answer is that of /submissions
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    verbosity=Verbosity.quiet,
)


@pytest.fixture(scope="module")
def api(shared_app: App, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """With a source, an account, and so with sign-in."""
    from assistant.api.site import build_api
    from assistant.people.users import Account
    from ingest.intake import Upload

    path = tmp_path_factory.mktemp("given") / "危机手册.md"
    path.write_text("# 危机手册\n\n出事第一小时先停掉全部投放。\n", encoding="utf-8")
    shared_app.pipeline.submit(shared_app.catalog.space_named("穗岚坊").id, [Upload(path, path.name)])
    while not all(source.status.ended for source in shared_app.catalog.sources()):
        time.sleep(0.1)
    shared_app.identity.users.add(Account("chen", admin=True))
    return build_api(shared_app, SECRET)


@pytest.fixture(scope="module")
def schema(api: FastAPI) -> Any:
    return schemathesis.openapi.from_asgi("/api/openapi.json", api, headers=AS_ADMINISTRATOR)


def test_no_endpoint_breaks_what_the_document_promises(schema: Any) -> None:
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    broken: list[str] = []
    for operation in operations:
        if operation.path != TAKES_MINUTES:
            broken += attempted(operation)
    assert not broken, "\n\n".join(dict.fromkeys(broken))


def attempted(operation: Any) -> list[str]:
    """What went wrong in some calls of the endpoint, half of them as documented and half of them not."""
    wrong: list[str] = []
    as_documented = operation.as_strategy()
    otherwise = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @BOUNDED
    @given(case=st.one_of(as_documented, otherwise))
    def attempt(case: Any) -> None:
        response = case.call(headers=AS_ADMINISTRATOR)
        try:
            case.validate_response(response, headers=AS_ADMINISTRATOR, excluded_checks=[positive_data_acceptance])
        except* AssertionError as failures:
            wrong.extend(f"{operation.label}: {failure}" for failure in failures.exceptions)

    attempt()
    return wrong


def test_errors_that_other_programs_meet_first_are_documented(schema: Any) -> None:
    for found in schema.get_all_operations():
        responses = found.ok().definition.raw["responses"]
        if found.ok().path != "/api/v1/health":
            assert {"401", "403", "422", "429", "500", "503"} <= set(responses), found.ok().label
        for status, said in responses.items():
            if status >= "4":
                assert list(said["content"]) == ["application/problem+json"], (found.ok().label, status)


def test_every_endpoint_says_what_it_gives_and_wants_a_token(api: FastAPI) -> None:
    document = api.openapi()
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name = f"{method} {path}"
            assert operation["description"].strip(), name
            assert operation.get("security") or path == "/api/v1/health", name
            contents = [said.get("content", {}) for said in operation["responses"].values()]
            typed = [content["application/json"]["schema"] for content in contents if "application/json" in content]
            assert all(typed), f"{name} gives anything"


def test_streams_are_described(api: FastAPI) -> None:
    answers = api.openapi()["paths"]["/api/v1/ask"]["post"]["responses"]["200"]
    assert set(answers["content"]) == {"application/json", "text/event-stream"}
    assert all(f"`{event}`" in answers["description"] for event in ("searching", "delta", "notice", "done", "failed"))
    lines = api.openapi()["paths"]["/api/v1/evaluations"]["post"]["responses"]["200"]["content"]
    assert set(lines) == {"application/x-ndjson"}


def test_people_read_it_without_scripts_and_without_the_internet(api: FastAPI) -> None:
    from fastapi.testclient import TestClient

    with TestClient(api, headers=AS_ADMINISTRATOR) as client:
        page = client.get("/api/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(f"<code>{path}</code>" in page.text for path in api.openapi()["paths"])
    assert 'id="Problem"' in page.text
    assert not [remote for remote in ("<script", "<link", "src=", "//cdn") if remote in page.text]
