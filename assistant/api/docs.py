"""The OpenAPI document as a page that people read, at /api/docs.

FastAPI's own page is a script from a content delivery network: it wants the internet, and our pages may run no
foreign script. This one is HTML alone.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

STYLE = """
:root { color-scheme: light dark; font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding: .5rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.5rem; }
p { white-space: pre-line; }
pre { overflow-x: auto; font-size: 13px; }
"""

routes = APIRouter(include_in_schema=False)


@routes.get("/api/docs")
def docs(request: Request) -> HTMLResponse:
    """Every endpoint with its words, what it takes and what it gives; then every shape."""
    return HTMLResponse(page_html(request.app.openapi()))


def page_html(document: dict[str, Any]) -> str:
    """The document, endpoints by their tag."""
    by_tag: dict[str, list[Markup]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            tag = (operation.get("tags") or ["others"])[0]
            by_tag.setdefault(tag, []).append(_operation_html(method.upper(), path, operation))
    parts = [Markup("<h2>{}</h2>{}").format(tag, Markup().join(found)) for tag, found in by_tag.items()]
    shapes = [
        Markup('<details id="{}"><summary>{}</summary><pre>{}</pre></details>').format(name, name, _json(shape))
        for name, shape in sorted(document["components"]["schemas"].items())
    ]
    return Markup(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>{title}</title><style>{style}</style><h1>{title}</h1>"
        '<p>{about} <a href="/api/openapi.json">OpenAPI</a></p>'
        "{parts}<h2>shapes</h2>{shapes}"
    ).format(
        title=document["info"]["title"],
        style=Markup(STYLE),
        about=document["info"].get("description", ""),
        parts=Markup().join(parts),
        shapes=Markup().join(shapes),
    )


def _operation_html(method: str, path: str, operation: dict[str, Any]) -> Markup:
    takes = {key: operation[key] for key in ("parameters", "requestBody") if key in operation}
    answers = Markup().join(
        Markup("<p><b>{}</b> {}</p>{}").format(status, said["description"], _contents_html(said))
        for status, said in operation["responses"].items()
    )
    return Markup("<details><summary><b>{}</b> <code>{}</code></summary><p>{}</p>{}{}</details>").format(
        method,
        path,
        operation.get("description", ""),
        Markup("<pre>{}</pre>").format(_json(takes)) if takes else "",
        answers,
    )


def _contents_html(said: dict[str, Any]) -> Markup:
    """What an answer holds; problems are all alike and not repeated."""
    contents = {kind: content for kind, content in said.get("content", {}).items() if "problem" not in kind}
    return Markup("<pre>{}</pre>").format(_json(contents)) if contents else escape("")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
