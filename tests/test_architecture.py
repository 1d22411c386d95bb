"""The house's arrows: who may import whom, read from the source and never from a running program."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("app", "assistant", "ingest", "prompts", "vectorstore")
MODULES = sorted(
    path.relative_to(ROOT) for folder in OURS for path in [*ROOT.glob(f"{folder}.py"), *(ROOT / folder).rglob("*.py")]
)

MAY_IMPORT = {
    "vectorstore": (),
    "prompts": (),
    "ingest": ("vectorstore", "prompts"),
    "assistant/chat": ("vectorstore", "prompts", "assistant.errors"),
    "assistant/evaluation": ("vectorstore", "prompts", "assistant.chat", "assistant.errors"),
    "assistant/people": ("vectorstore", "prompts", "assistant.errors"),
    "assistant/library": ("vectorstore", "ingest", "assistant.desk", "assistant.people", "assistant.errors"),
    "assistant/handover/records": (
        *("vectorstore", "assistant.people", "assistant.chat.evidence", "assistant.errors"),
        *("assistant.handover.interviewing.model", "assistant.handover.checking"),
        *("assistant.handover.deciding.model", "assistant.handover.deciding.signals"),
    ),
    "assistant/handover": (
        *("vectorstore", "prompts", "assistant.chat", "assistant.desk", "assistant.people", "assistant.errors"),
        *("assistant.outgoing", "assistant.wordfile", "assistant.addresses"),
    ),
    "assistant/errors.py": ("vectorstore",),
    "assistant/outgoing.py": ("vectorstore.visible",),
    "assistant/wordfile.py": ("assistant.outgoing",),
    "assistant/addresses.py": (),
    "assistant/settings.py": ("assistant.errors", "assistant.addresses"),
    "assistant/owner.py": (),
    "assistant/wire_models.py": ("vectorstore.models", "assistant.people.roles", "assistant.chat.standing"),
    "assistant/wire.py": ("vectorstore", "ingest.intake", "assistant.chat.events"),
    "assistant/guard.py": ("assistant.addresses", "assistant.errors", "assistant.people", "assistant.problems"),
    "assistant/problems.py": (
        *("vectorstore.errors", "ingest.errors", "assistant.errors", "assistant.evaluation.errors"),
        *("assistant.people", "assistant.library.errors", "assistant.handover.errors", "assistant.wire"),
    ),
}

ONLY_IN = {
    "chromadb": ["vectorstore/store.py"],
    "faster_whisper": ["ingest/transcribe.py"],
    "unstructured": ["ingest/documents.py"],
    "dbos": ["ingest/pipeline.py"],
    "gradio": ["assistant/web/*"],
    "mcp": ["assistant/mcp_server.py"],
    "fastapi": [
        *("assistant/api/*.py", "assistant/callers.py", "assistant/paging.py", "assistant/serve.py"),
        *("assistant/web/entrance.py", "assistant/web/login.py", "assistant/web/oidc.py"),
        *("assistant/web/media.py", "app.py"),
    ],
    "os.environ": ["assistant/settings.py", "assistant/build.py"],
}


def imports(path: Path) -> Iterator[str]:
    """The full dotted names that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_arrows_point_one_way(path: Path) -> None:
    room = next((room for room in MAY_IMPORT if path.as_posix().startswith(room)), None)
    if room is None:  # web, api, cli, serve, build and app meet everything
        return
    allowed = (room.removesuffix(".py").replace("/", "."), *MAY_IMPORT[room])
    ours = [name for name in imports(path) if any(is_in(name, package) for package in OURS)]
    assert [name for name in ours if not any(is_in(name, package) for package in allowed)] == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_third_parties_stay_behind_their_fences(path: Path) -> None:
    strays = [
        name
        for name in imports(path)
        for package, rooms in ONLY_IN.items()
        if is_in(name, package) and not any(path.match(room) for room in rooms)
    ]
    assert strays == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    if any(path.match(room) for room in ONLY_IN["os.environ"]):
        return
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


def test_there_is_no_import_cycle() -> None:
    by_name = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in MODULES}
    edges = {
        name: {
            target
            for imported in imports(path)
            for target in (imported, imported.rpartition(".")[0])
            if target in by_name and target != name
        }
        for name, path in by_name.items()
    }
    while leaves := {name for name, targets in edges.items() if not targets & edges.keys()}:
        edges = {name: targets for name, targets in edges.items() if name not in leaves}
    assert edges == {}


def test_no_module_is_called_by_what_it_is_not() -> None:
    vague = {"utils", "helpers", "common", "base", "manager", "misc"}
    assert [path for path in MODULES if path.stem in vague] == []
