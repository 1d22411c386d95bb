"""The core calls over HTTP, under /api/v1 and as MCP tools, for the page's scripts, the CLI and other programs.

Put together here; what there is stands in the files beside this one, a noun each. Who calls is the gate's finding
(guard.py), what they may do access.py's. Errors are problem+json (errors.py).
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic.json_schema import models_json_schema
from starlette.routing import Route

from assistant import __version__, wire_models
from assistant.api import (
    ask,
    audit,
    coverage,
    decisions,
    docs,
    eval,
    firstdays,
    handover,
    interviews,
    library,
    me,
    notices,
    people,
    practice,
    questions,
    report,
    selfchecks,
    sources,
    talks,
    trust,
    uploads,
)
from assistant.api.errors import ANYWHERE, answer_in_problems, problems
from assistant.body_limit import BodyLimit
from assistant.build import App
from assistant.guard import Gate
from assistant.mcp_server import PATH, Door
from assistant.request_log import RequestLog

LEVEL = 2  # what /api/v1 offers: 1 had neither accounts, search nor MCP
ROUTERS = (
    *(sources.routes, library.routes, uploads.routes, ask.routes, eval.routes),
    *(people.routes, me.routes, notices.routes, audit.routes, talks.routes, trust.routes),
    *(handover.routes, coverage.routes, interviews.routes, questions.routes),
    *(decisions.routes, report.routes, firstdays.routes, selfchecks.routes, practice.routes),
)
BEARER = HTTPBearer(auto_error=False, description="A personal token: baton_…. Pages send their session's cookie.")
ABOUT = "Sources, answers and search. Lists come in pages: follow the Link header. Errors are problem+json."


class Contract(FastAPI):
    """FastAPI whose OpenAPI document also says what a problem is, which no endpoint returns by itself."""

    def openapi(self) -> dict[str, Any]:
        """The document, made when it is first asked for."""
        document = super().openapi()
        document["components"]["schemas"] |= models_json_schema(
            [(wire_models.Problem, "validation")], ref_template="#/components/schemas/{model}"
        )[1]["$defs"]
        return document


def build_api(app: App, token: str) -> FastAPI:
    """The ASGI application; pages are mounted onto it by serve.py. `token` is the data folder's secret."""
    api = Contract(
        title="Baton 接棒",
        version=__version__,
        description=ABOUT,
        docs_url=None,
        openapi_url="/api/openapi.json",
        redoc_url=None,
    )
    api.add_middleware(BodyLimit)
    api.add_middleware(Gate, identity=app.identity, owner_secret=token, public_url=app.settings.public_url)
    api.add_middleware(RequestLog)  # added last: around the others
    api.state.app = app
    api.state.token = token
    api.include_router(docs.routes)
    api.include_router(health_routes, responses=problems(500))
    for router in ROUTERS:
        api.include_router(router, responses=problems(*ANYWHERE), dependencies=[Depends(BEARER)])
    answer_in_problems(api, (health_routes, *ROUTERS))
    door = Door(api)
    api.router.lifespan_context = door.open
    api.router.routes.append(Route(PATH, door, include_in_schema=False))
    return api


health_routes = APIRouter(prefix="/api/v1", tags=["health"])


@health_routes.get("/health", response_model=wire_models.Health)
def health() -> Any:
    """That this is a Baton, and alive."""
    return {"service": "baton", "api": LEVEL}
