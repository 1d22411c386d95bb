"""`baton eval`: a question file asked, reported, compared, and judged by an exit code.

Exit codes: 0 fine, 1 below a bound or worse than the baseline, 2 it could not be run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import httpx

from assistant.client import Baton, reached, terminal_lang
from assistant.evaluation.words import figure, say, verdict_words
from vectorstore.errors import BatonError

if TYPE_CHECKING:  # NumPy and the chat package take a moment that other commands need not wait for
    from assistant.evaluation.result import Run

BELOW, UNUSABLE = 1, 2


def _bounds(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> list[tuple[str, float]]:
    """`recall@5=0.8` as ("recall@5", 0.8)."""
    from assistant.evaluation.measure import BOUNDED

    read = []
    for bound in given:
        name, _, value = bound.partition("=")
        if name not in BOUNDED:
            raise click.BadParameter(f"{name!r} is none of: {', '.join(BOUNDED)}")
        try:
            number = float(value)
        except ValueError:
            raise click.BadParameter(f"{bound!r}: write it as {name}=0.8") from None
        if not 0 <= number <= 1:
            raise click.BadParameter(f"{bound!r}: a bound is from 0 to 1")
        read.append((name, number))
    return read


def _in_a_folder(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """Refused before an hour of asking: a path that nothing can be written to."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}")
    return path


existing = click.Path(exists=True, dir_okay=False, path_type=Path)
written = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("eval")
@click.argument("file", type=existing)
@click.option("--space", "spaces", multiple=True, help="Only questions of this client, and where those of none look.")
@click.option("--out", type=written, callback=_in_a_folder, help="Write the run here, to compare with later.")
@click.option("--html", type=written, callback=_in_a_folder, help="Write a report for a browser here.")
@click.option("--baseline", type=existing, help="A run written by --out, to compare with.")
@click.option("--fail-under", "bounds", multiple=True, metavar="METRIC=SHARE", callback=_bounds, help="E.g. passed=0.9")
@click.option("--fail-on-regression", is_flag=True, help="Fail when a question passed in the baseline and fails now.")
@click.option("--judge", default="", help="A chat model that judges the answers; not the one that writes them.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report; the terminal's otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Print the run as JSON instead of a report.")
def evaluate(file: Path, baseline: Path | None, bounds: list[tuple[str, float]], **options: Any) -> None:
    """Ask a file of questions with known answers (docs/evaluation.md) and say how good the answers are."""
    if options["fail_on_regression"] and baseline is None:
        raise click.UsageError("--fail-on-regression needs --baseline")
    try:
        before = _baseline(baseline)
        with reached() as baton:
            run = _asked(baton, file, options["spaces"], options["judge"])
        failed = _reported(run, before, bounds, options)
    except KeyboardInterrupt:
        click.echo(f"\n{say('stopped', terminal_lang())}", err=True)
        raise
    except BatonError as error:
        click.echo(error.say(terminal_lang()), err=True)
        raise click.exceptions.Exit(UNUSABLE) from None
    except click.ClickException as error:
        error.show()
        raise click.exceptions.Exit(UNUSABLE) from None
    if failed:
        raise click.exceptions.Exit(BELOW)


def _baseline(path: Path | None) -> Run | None:
    from assistant.evaluation.result import read_run

    return read_run(path.read_bytes(), path.name) if path else None


def _asked(baton: Baton, file: Path, spaces: Sequence[str], judge: str) -> Run:
    """Ask the file's questions; a line on stderr for each as it is answered."""
    from assistant.evaluation.errors import RunBroken, TooManyQuestions
    from assistant.evaluation.questions import MAX_BYTES
    from assistant.evaluation.report import printable
    from assistant.evaluation.result import Run

    if file.stat().st_size > MAX_BYTES:
        raise TooManyQuestions(file=file.name, limit=f"{MAX_BYTES >> 20} MiB")
    params: dict[str, Any] = {"name": file.name, "space": list(spaces), "judge": judge}
    total = done = 0
    try:
        for event in baton.stream("POST", "/evaluations", params=params, content=file.read_bytes()):
            match event["event"]:
                case "started":
                    total = event["total"]
                case "result":
                    done += 1
                    words = verdict_words(event["verdict"], terminal_lang())
                    click.echo(printable(f"{done}/{total}  {event['id']}  {words}"), err=True)
                case "error":
                    raise click.ClickException(event["error"][terminal_lang()])
                case "run":
                    return Run.from_json(event["run"])
    except httpx.HTTPError as error:
        raise RunBroken(done=done, total=total) from error
    raise RunBroken(done=done, total=total)


def _reported(run: Run, before: Run | None, bounds: Sequence[tuple[str, float]], options: dict[str, Any]) -> bool:
    """Print and write what was asked for; whether the run fails what was demanded of it."""
    from assistant.evaluation.compare import compare
    from assistant.evaluation.errors import NothingMeasured
    from assistant.evaluation.measure import below, summary, summary_json
    from assistant.evaluation.report import text_report
    from assistant.evaluation.report_html import html_report

    lang = options["lang"] or terminal_lang()
    comparison = compare(before, run) if before else None
    measured = summary(run.results)
    record = {**run.to_json(), "summary": summary_json(measured)}
    if options["out"]:
        options["out"].write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options["html"]:
        options["html"].write_text(html_report(run, lang, comparison, before), encoding="utf-8")
    if options["as_json"]:
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        click.echo(text_report(run, lang, comparison, before), nl=False)
    for name, _ in bounds:
        if name not in measured:
            raise NothingMeasured(metric=name)
    missed = below(measured, bounds)
    for name, bound in missed:
        value = figure(name, measured[name].value)
        click.echo(say("below", lang, metric=name, value=value, bound=bound), err=True)
    regressed = comparison is not None and options["fail_on_regression"] and bool(comparison.worse)
    return bool(missed) or regressed
