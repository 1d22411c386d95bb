"""The MCP door with the SDK's own client: over HTTP against a started server, over stdio in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from assistant.people.roles import Grant

if TYPE_CHECKING:
    from conftest import Office  # type: ignore[import-not-found]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("office")]
ROOT = Path(__file__).parents[2]
TOOLS = {"search", "ask", "list_sources", "get_source", "find_decisions"}


@asynccontextmanager
async def over_http(office: Office, token: str, mode: Any = "auto") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60, trust_env=False) as http,
        Client(streamable_http_client(f"{office.url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool gives; the sentence if it refuses."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert content.type == "text"
    if result.is_error:
        return content.text
    assert json.loads(content.text) == result.structured_content
    return result.structured_content


def test_a_program_searches_asks_lists_and_reads(office: Office) -> None:
    async def walk() -> None:
        for mode in ("auto", "legacy"):  # today's protocol, and the one with a handshake
            async with over_http(office, office.token("lin", [Grant.READ]), mode) as client:
                tools = {tool.name: tool for tool in (await client.list_tools()).tools}
                assert set(tools) == TOOLS
                assert tools["search"].input_schema["required"] == ["query"]
                assert "instructions" in (client.instructions or "")

                (passage, *_) = (await call(client, "search", query="出事先做什么", limit=3))["passages"]
                assert (passage["space_name"], passage["title"]) == ("穗岚坊", "危机手册.md")
                assert "停掉全部投放" in passage["text"]
                assert not {"score", "dense", "lexical"} & set(passage)
                assert passage["url"].startswith(f"{office.url}/?source={office.sources['穗岚坊']}")

                answer = await call(client, "ask", question="出事第一小时先做什么？")
                assert "停掉全部投放" in answer["answer"]
                assert answer["citations"][0]["space_name"] == "穗岚坊"
                assert answer["citations"][0]["url"].startswith(office.url)
                again = await call(client, "ask", question="然后呢？", conversation=answer["conversation"])
                assert again["conversation"] == answer["conversation"]

                listed = await call(client, "list_sources")
                assert {source["space_name"] for source in listed["sources"]} == {"穗岚坊"}
                assert "危机手册.md" in {source["title"] for source in listed["sources"]}
                read = await call(client, "get_source", source=office.sources["穗岚坊"], limit=1)
                assert (read["source"]["title"], len(read["blocks"]), read["next"]) == ("危机手册.md", 1, 1)
                rest = await call(client, "get_source", source=office.sources["穗岚坊"], first=read["next"])
                assert rest["next"] is None
                assert "陈总" in rest["blocks"][-1]["text"]

    anyio.run(walk)


def test_lists_go_on_where_they_stopped(office: Office) -> None:
    async def walk() -> None:
        async with over_http(office, office.token("chen")) as client:
            everything = (await call(client, "list_sources"))["sources"]
            pages, cursor = [], ""
            while cursor is not None:
                page = await call(client, "list_sources", limit=1, cursor=cursor)
                pages += page["sources"]
                cursor = page["next"]
            assert [source["id"] for source in pages] == [source["id"] for source in everything]
            assert len(pages) > 1
            assert "cursor" in await call(client, "list_sources", cursor="???")

    anyio.run(walk)


def decide(office: Office, what: str, day: str, **more: Any) -> str:
    """Write a decision into the ledger of 穗岚坊; its id."""
    with office.as_(office.secret) as api:
        made = api.post("/spaces/穗岚坊/decisions", json={"what": what, "decided_on": day, **more})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])


def test_decisions_are_found_with_their_reasons_state_and_moment(office: Office) -> None:
    moment = {"source": office.sources["穗岚坊"], "block": 1}
    old = decide(office, "素材库每月三十条", "2026-01-05", why="新品多", people=["陈总"], moment=moment)
    new = decide(office, "素材库降到二十条", "2026-03-14", why="投诉率高")
    decide(office, "素材库被删", "2026-02-01", kind="crisis")
    with office.as_(office.secret) as api:
        api.post(f"/decisions/{old}/relation", json={"later": new, "bond": "supersedes"}).raise_for_status()

    async def walk() -> None:
        async with over_http(office, office.token("lin", [Grant.READ])) as client:

            async def found(**wanted: Any) -> list[Any]:
                return list(
                    (await call(client, "find_decisions", space="穗岚坊", words="素材库", **wanted))["decisions"]
                )

            later, crisis, earlier = await found()
            assert (later["what"], later["state"], later["url"]) == ("素材库降到二十条", "in force", None)
            assert (crisis["kind"], crisis["state"], crisis["confirmed"]) == ("crisis", None, True)
            assert (earlier["why"], earlier["people"], earlier["decided_on"]) == ("新品多", ["陈总"], "2026-01-05")
            assert (earlier["state"], earlier["later"]) == ("superseded", ["素材库降到二十条"])
            assert earlier["url"].startswith(f"{office.url}/?source={moment['source']}")
            assert await found(state="superseded") == [earlier]
            assert await found(since="2026-03-01", until="2026-03-31") == [later]
            assert await found(until="2025-12-31") == []
            assert await found(state=None, since=None) == [later, crisis, earlier]
            first = await call(client, "find_decisions", space="穗岚坊", words="素材库", limit=1)
            assert first["decisions"] == [later]
            assert await found(cursor=first["next"]) == [crisis, earlier]

    anyio.run(walk)


def test_decisions_of_another_client_do_not_exist(office: Office) -> None:
    decide(office, "只给穗岚坊看的决定", "2026-01-05")

    async def walk() -> None:
        async with over_http(office, office.token("wu")) as client:
            unknown = await call(client, "find_decisions", space="没有这个客户")
            assert isinstance(unknown, str)
            assert await call(client, "find_decisions", space="穗岚坊") == unknown.replace("没有这个客户", "穗岚坊")
            for odd in ("../sources", "..", "a/b?c#d", "%2e%2e", "漪珀/decisions/file"):
                assert isinstance(await call(client, "find_decisions", space=odd), str), odd
            for wrong in ({"state": "dismissed"}, {"since": "yesterday"}, {"limit": 0}, {"words": "\x00"}):
                assert next(iter(wrong)) in await call(client, "find_decisions", space="漪珀", **wrong)

    anyio.run(walk)


def test_another_clients_source_does_not_exist(office: Office) -> None:
    foreign = office.sources["漪珀"]

    async def walk() -> None:
        async with over_http(office, office.token("lin")) as client:
            unknown = await call(client, "get_source", source="0" * 32)
            assert await call(client, "get_source", source=foreign) == unknown.replace("0" * 32, foreign)
            assert "漪珀" in await call(client, "search", query="预算", spaces=["漪珀"])
            assert "漪珀" in await call(client, "list_sources", space="漪珀")
            everywhere = json.dumps(await call(client, "search", query="漪珀三月的投放预算是多少"), ensure_ascii=False)
            assert "四十二万" not in everywhere
            assert (await call(client, "ask", question="漪珀三月的投放预算是多少？"))["refused"]
            for odd in ("../spaces", f"{foreign}/blocks", "a?b", "\x00", "x" * 65, ""):
                assert "source" in await call(client, "get_source", source=odd)

    anyio.run(walk)


def test_a_token_that_may_not_read_sees_nothing(office: Office) -> None:
    async def walk() -> None:
        async with over_http(office, office.token("lin", [Grant.WRITE])) as client:
            assert (await call(client, "list_sources"))["sources"] == []
            assert (await call(client, "search", query="出事先做什么"))["passages"] == []
            assert "There is no source" in await call(client, "get_source", source=office.sources["穗岚坊"])

    anyio.run(walk)


def test_a_revoked_token_is_out_at_once(office: Office) -> None:
    token, secret = office.tokens.make(office.people["lin"], "to be revoked", [Grant.READ], 1)

    async def walk() -> None:
        async with over_http(office, secret) as client:
            assert (await call(client, "list_sources"))["sources"]
            office.tokens.revoke(office.people["lin"], token.id)
            with pytest.raises(MCPError):
                await call(client, "list_sources")

    anyio.run(walk)
    with office.as_(secret) as api:
        refused = api.post(f"{office.url}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert refused.json()["code"] == "SignInNeeded"


def test_what_is_wrong_is_said_in_words_a_model_can_act_on(office: Office) -> None:
    async def walk() -> None:
        async with over_http(office, office.token("lin")) as client:
            assert "query" in await call(client, "search")
            assert "limit" in await call(client, "search", query="x", limit=10**30)
            assert "question" in await call(client, "ask", question="\x00")
            assert "lang" in await call(client, "ask", question="什么？", lang="fr")
            assert "There is no such conversation" in await call(client, "ask", question="?", conversation="0" * 32)
            with pytest.raises(MCPError, match="no such tool"):
                await client.call_tool("forget", {})

    anyio.run(walk)


def test_every_call_is_in_the_audit_log_under_its_person(office: Office) -> None:
    async def walk() -> None:
        async with over_http(office, office.token("wu")) as client:
            await call(client, "ask", question="漪珀三月的投放预算是多少？")
            await call(client, "get_source", source=office.sources["漪珀"])

    anyio.run(walk)
    with office.as_(office.secret) as api:
        rows = api.get("/audit", params={"person": office.people["wu"]}).json()
    assert {row["action"] for row in rows} >= {"asked", "viewed"}
    assert {row["address"] for row in rows} == {"127.0.0.1"}
    assert all(row["request"] for row in rows)


def test_browsers_elsewhere_and_other_methods_are_turned_away(office: Office) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with office.as_(office.token("lin")) as api:
        foreign = api.post(f"{office.url}/mcp", json=message, headers={"Origin": "https://evil.example"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "Forbidden")
        for method in ("GET", "DELETE", "PUT"):
            refused = api.request(method, f"{office.url}/mcp")
            assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        too_long = api.post(f"{office.url}/mcp", content=b" " * (2 << 20), headers={"Content-Type": "application/json"})
        assert too_long.status_code == 413
        assert api.post(f"{office.url}/mcp", content=b"\xff{").status_code == 400


def bridge(office: Office, token: str, **environment: str) -> StdioServerParameters:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {"BATON_SERVER": office.url, "BATON_TOKEN": token, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    start = [sys.executable, "-c", "from assistant.cli import main; main()", "mcp"]
    return StdioServerParameters(
        command=start[0], args=start[1:], env={**inherited, **settings, **environment}, cwd=str(office.folder)
    )


def test_over_stdio_the_bridge_reaches_the_server(office: Office) -> None:
    async def walk() -> None:
        async with Client(bridge(office, office.token("lin"))) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            assert (await call(client, "search", query="出事先做什么"))["passages"][0]["space_name"] == "穗岚坊"
            assert "There is no source" in await call(client, "get_source", source=office.sources["漪珀"])

    anyio.run(walk)


def test_over_stdio_the_local_folder_is_reached_through_its_owner(office: Office) -> None:
    async def walk() -> None:
        local = bridge(office, "", BATON_SERVER="", BATON_DATA=str(office.folder))
        async with Client(local) as client:
            titles = {source["title"] for source in (await call(client, "list_sources"))["sources"]}
            assert titles >= {"危机手册.md", "投放预算.md"}

    anyio.run(walk)


def test_over_stdio_a_token_revoked_meanwhile_is_said(office: Office) -> None:
    token, secret = office.tokens.make(office.people["lin"], "to be revoked", [Grant.READ], 1)

    async def walk() -> None:
        async with Client(bridge(office, secret)) as client:
            assert (await call(client, "list_sources"))["sources"]
            office.tokens.revoke(office.people["lin"], token.id)
            assert await call(client, "list_sources") == "Sign in first."

    anyio.run(walk)


def test_without_a_token_nothing_is_told(office: Office) -> None:
    assert httpx.post(f"{office.url}/mcp", json={}, trust_env=False).status_code == 401
