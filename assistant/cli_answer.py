"""An answer in a terminal: its text, what it cites, and how that stands today."""

from __future__ import annotations

from typing import Any

import click

from assistant.client import terminal_lang

# What is said beside a citation, by how it stands: (English, Chinese)
STANDING = {
    "verified": ("verified by {by} on {on}", "已由 {by} 于 {on} 核实"),
    "stale": ("was to be looked at again by {on}", "复核期限 {on} 已过"),
    "superseded": ("no longer holds, replaced on {on}: {note}", "已失效，{on} 起以新决定为准：{note}"),
    "contradicted": ("another source says otherwise: {note}", "另有资料说法不同：{note}"),
}


def print_answer(answer: dict[str, Any]) -> None:
    """As lines on standard output; a notice goes to standard error."""
    if answer["notice"]:
        click.echo(answer["notice"][terminal_lang()], err=True)
    click.echo(answer["answer"])
    for standing in answer["standings"]:
        words = STANDING[standing["state"]][terminal_lang() == "zh"]
        click.echo(f"! [{standing['n']}] {words.format(**standing)}")
        if later := standing["instead"]:
            click.echo(f"      {_line(later)}")
    for cited in answer["citations"]:
        click.echo(f"[{cited['n']}] {_line(cited)}")
    if nearest := answer["nearest"]:
        click.echo(f"≈ {_line(nearest)}")


def _line(cited: dict[str, Any]) -> str:
    return f"{cited['title']} {_place(cited)}  {cited['url']}"


def _place(cited: dict[str, Any]) -> str:
    if "start" in cited:
        return f"{int(cited['start']) // 60:02d}:{int(cited['start']) % 60:02d}"
    names = ("page", "slide", "sheet", "row", "message", "paragraph")
    return " ".join(f"{name} {cited[name]}" for name in names if name in cited)
