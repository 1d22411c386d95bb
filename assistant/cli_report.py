"""`baton report`: a client's handover report as a file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import click

from assistant.client import reached, terminal_lang

FORMATS = ("pdf", "docx", "md")
# key: (English, Chinese)
WORDS = {"written": ("{file} written", "已写入 {file}")}


@click.command("report")
@click.argument("space")
@click.option(
    "--format", "ending", type=click.Choice(FORMATS), help="The file's ending decides when left out; else PDF."
)
@click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path), help="A file, or a folder; here when left out."
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's otherwise.")
@click.option("--managers", is_flag=True, help="With what only the client's managers may see.")
def report(space: str, ending: str | None, file: Path | None, lang: str | None, managers: bool) -> None:
    """Write a client's handover report: where it stands, who knows what, decisions, crises, and every source."""
    ending = ending or (file.suffix[1:] if file and file.suffix[1:] in FORMATS else FORMATS[0])
    asked = {"format": ending, "lang": lang or terminal_lang(), "for": "managers" if managers else "members"}
    with reached() as baton:
        name, content = baton.file(f"/spaces/{quote(space, safe='')}/report", params=asked)
    if file is None or file.is_dir():
        file = (file or Path()) / name
    try:
        file.write_bytes(content)
    except OSError as error:
        raise click.ClickException(str(error)) from None
    click.echo(WORDS["written"][terminal_lang() == "zh"].format(file=file))
