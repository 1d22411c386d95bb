"""Baton in a terminal. Every command is a call to the API: of the Baton that BATON_SERVER names, of the one
that owns the data folder, or of one started for as long as the command runs.

Exit codes: 0 done, 1 something failed (the reason is on stderr), 2 wrong usage, 3 the question
has no answer in the sources.
"""

from __future__ import annotations

import json
import locale
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from assistant import __version__, cli_upload
from assistant.cli_answer import print_answer
from assistant.cli_eval import evaluate
from assistant.cli_handover import handover
from assistant.cli_people import add_to as add_people_to
from assistant.cli_report import report
from assistant.client import POLL_S, Baton, reached, terminal_lang
from assistant.settings import Settings
from assistant.wire import cited_in
from vectorstore.errors import BatonError

FAILED, NO_ANSWER = 1, 3
ENDED = ("done", "failed", "cancelled")

json_flag = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
space_option = click.option("--space", default="", help="The client, by name; every client when left out.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--server", metavar="URL", help="A Baton elsewhere that does the work. Better: BATON_SERVER.")
@click.option(
    "--token",
    metavar="TOKEN",
    help="Your token there, or - for the first line of stdin. Others on this machine can read it on your command "
    "line: better set BATON_TOKEN.",
)
@click.pass_context
def commands(context: click.Context, server: str, token: str) -> None:
    """Baton 接棒: what a team knows about a client, handed on."""
    if token == "-":
        context.params["token"] = sys.stdin.readline().strip()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit. Errors a person can act on are one line on stderr."""
    with suppress(locale.Error):  # LC_ALL names one that this machine does not have, as over SSH
        locale.setlocale(locale.LC_CTYPE, "")
    try:
        code = commands(arguments, standalone_mode=False)  # what Exit was raised with; None from the rest
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except (click.Abort, KeyboardInterrupt):
        raise SystemExit(130) from None
    except BatonError as error:
        click.echo(error.say(terminal_lang()), err=True)
        raise SystemExit(FAILED) from None
    raise SystemExit(code)


@commands.command()
@click.option(
    "--setup", is_flag=True, help="Print a link, good once for 30 minutes, that makes the first administrator."
)
def serve(setup: bool) -> None:
    """Open the page (also what `python app.py` does)."""
    from assistant.serve import serve as serve_folder  # the parts behind it take seconds to import

    serve_folder(Settings.load(), lambda url: click.echo(f"Baton 接棒  {url}  (Ctrl+C to stop)"), setup=setup)


@commands.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--space", required=True, help="The client these belong to; made if it is new.")
@click.option("--topic", default="", help="What they are about: 投放, crisis, …")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="When it was held or written.")
@click.option("--detach", is_flag=True, help="Do not wait; a running `baton serve` works on, or the next one does.")
@json_flag
def ingest(paths: Sequence[Path], space: str, topic: str, date: datetime | None, detach: bool, as_json: bool) -> None:
    """Take in files and folders: recordings, videos, documents, transcripts, archives."""
    said: dict[str, Any] = {"space": space, "topic": topic, "date": date.date().isoformat() if date else None}
    with reached() as baton:
        if baton.elsewhere:
            said["uploads"], left = cli_upload.upload(baton, paths, quiet=as_json)
        else:
            said["paths"], left = [str(path.resolve()) for path in paths], 0
        submissions = baton.call("POST", "/submissions", json=said)["submissions"]
        if not detach:
            _wait(baton, submissions, quiet=as_json)
        results = [_as_it_stands(baton, submission) for submission in submissions]
    _report(results, as_json)
    if left or any(result["source"]["status"] == "failed" for result in results):
        raise click.exceptions.Exit(FAILED)


@commands.command()
@click.argument("question")
@space_option
@click.option("--kind", multiple=True, help="Only in sources of this kind: recording, video, document, sheet, …")
@click.option("--topic", multiple=True, help="Only in sources with this topic.")
@click.option("--speaker", multiple=True, help="Only in what this person said.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only in sources from this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Only in sources up to this day.")
@click.option("--continue", "follow_up", is_flag=True, help="Follow up on the latest conversation.")
@json_flag
def ask(question: str, as_json: bool, follow_up: bool, **where: Any) -> None:
    """Ask a question, in Chinese or English."""
    request = {
        "question": question,
        "spaces": [where["space"]] if where["space"] else [],
        "kinds": where["kind"],
        "topics": where["topic"],
        "speakers": where["speaker"],
        "since": where["since"] and where["since"].date().isoformat(),
        "until": where["until"] and where["until"].date().isoformat(),
        "conversation": "latest" if follow_up else None,
    }
    with reached() as baton:
        answer = baton.call("POST", "/ask", json=request)
        for cited in cited_in(answer):
            cited["url"] = f"{baton.owner.url}{cited['url']}"
    if as_json:
        _print_json(answer)
    else:
        print_answer(answer)
    if answer["refused"]:
        raise click.exceptions.Exit(NO_ANSWER)


@commands.command()
@space_option
@json_flag
def sources(space: str, as_json: bool) -> None:
    """List what has been taken in."""
    with reached() as baton:
        found = baton.listed("/sources", **({"space": space} if space else {}))
    if as_json:
        _print_json(found)
        return
    for source in found:
        click.echo(
            f"{source['id']}  {_state(source):<12} {source['kind']:<10} {source['space_name']} · {_name(source)}"
        )


@commands.command()
@click.argument("source_ids", nargs=-1, required=True)
@json_flag
def forget(source_ids: Sequence[str], as_json: bool) -> None:
    """Remove sources from everywhere."""
    with reached() as baton:
        removals = [baton.call("DELETE", f"/sources/{source_id}") for source_id in source_ids]
    if as_json:
        _print_json(removals)
        return
    for removal in removals:
        names = ", ".join(removal["titles"])
        click.echo(f"removed {names}: {removal['chunks']} chunks, {removal['bytes']} bytes")
        click.echo("  " + ", ".join(f"{count} {place}" for place, count in sorted(removal["places"].items())))


@commands.command()
@click.argument("source_id")
def cancel(source_id: str) -> None:
    """Stop working on a source."""
    with reached() as baton:
        click.echo(_state(baton.call("POST", f"/sources/{source_id}/cancel")))


@commands.command()
@click.argument("source_id")
def retry(source_id: str) -> None:
    """Work again on a source that failed or was cancelled."""
    with reached() as baton:
        source = baton.call("POST", f"/sources/{source_id}/retry")
        _wait(baton, [{"source": source}], quiet=False)
        source = baton.call("GET", f"/sources/{source_id}")
    _report([{"outcome": "retried", "source": source}], as_json=False)
    if source["status"] == "failed":
        raise click.exceptions.Exit(FAILED)


@commands.group()
def retention() -> None:
    """How long files and chats are kept."""


@retention.command("run")
@json_flag
def retention_run(as_json: bool) -> None:
    """Let go of what is due now; a running Baton does so once a day."""
    with reached() as baton:
        swept = baton.call("POST", "/retention/run")
    if as_json:
        _print_json(swept)
    else:
        click.echo("removed " + ", ".join(f"{count} {what}" for what, count in swept.items()))


commands.add_command(evaluate)
commands.add_command(handover)
commands.add_command(report)
add_people_to(commands)


@commands.command()
def reindex() -> None:
    """Make the indexes anew, after the embedder was changed."""
    with reached() as baton:
        click.echo(f"{baton.call('POST', '/reindex')['chunks']} chunks indexed")


@commands.command()
def mcp() -> None:
    """Speak MCP (Model Context Protocol) on stdin and stdout, for assistants that start their tools themselves."""
    from assistant.mcp_server import serve_stdio  # the SDK takes over a second to import

    with reached() as baton:
        serve_stdio(baton.owner.url, baton.headers)


def _as_it_stands(baton: Baton, submission: dict[str, Any]) -> dict[str, Any]:
    """The submission with its source as it is now; a duplicate of what is not the caller's has no id to ask for."""
    source = submission["source"]
    return {**submission, "source": baton.call("GET", f"/sources/{source['id']}") if source["id"] else source}


def _wait(baton: Baton, submissions: Sequence[dict[str, Any]], *, quiet: bool) -> None:
    """Until every submitted source has ended, and whatever was unpacked from them; Ctrl+C leaves them to the worker."""
    wanted = {submission["source"]["id"] for submission in submissions}
    shown: dict[str, str] = {}
    while True:
        listed = baton.listed("/sources")
        wanted |= {source["id"] for source in listed if source["parent"] in wanted}
        mine = [source for source in listed if source["id"] in wanted]
        for source in mine:
            line = f"{_state(source):<12} {_name(source)}"
            if not quiet and shown.get(source["id"]) != line:
                shown[source["id"]] = line
                click.echo(line, err=True)
        if all(source["status"] in ENDED for source in mine):
            return
        time.sleep(POLL_S)


def _report(results: Sequence[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        _print_json(list(results))
        return
    for result in results:
        source = result["source"]
        error = f"  {source['error'][terminal_lang()]}" if source["error"] else ""
        click.echo(f"{source['id']}  {result['outcome']:<12} {_state(source):<12} {_name(source)}{error}")


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _state(source: dict[str, Any]) -> str:
    ended = source["status"] in ENDED
    return source["status"] if ended else f"{source['status']} {source['progress']:.0%}"


def _name(source: dict[str, Any]) -> str:
    return f"{source['context']}{source['title']}"
