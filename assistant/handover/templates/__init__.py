"""Checklists to make a handover from: what Baton brings, and what people add in `<data folder>/templates/*.toml`.

A template is a TOML file; its name without the ending is its key, and one of the same name as Baton's takes that one's
place. Anything unknown, missing or twice is refused with the file and the line. A handover keeps the items it was made
from, so editing a file changes none that is under way. Knows no handover.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.handover.errors import TemplateWrong
from assistant.handover.records.handovers import Phase

LARGEST = 1 << 20  # bytes of a file; Baton's own longest has 60,000
MOST_ITEMS = 300
SECTIONS = (  # keys of Baton's own templates, in their order; people's may have others
    *("accounts", "documents", "data", "communication", "strategy", "audience", "ads", "crises"),
    *("calendar", "suppliers", "contract", "tools", "team", "risks", "selfcheck"),
)
_HEADER = re.compile(r"\s*\[\[\s*(section(?:\.item)?)\s*\]\]")


class Need(StrEnum):
    """What an account of an item must tell before it is enough."""

    WHAT = "what"
    WHO = "who"
    WHY = "why"
    RULE = "rule"
    NUMBER = "number"
    EXAMPLE = "example"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One thing that a handover should hold. Words are by language, "zh" and "en"."""

    key: str  # unique in its template
    title: Mapping[str, str]
    evidence: Mapping[str, str]  # what counts as evidence
    needs: tuple[Need, ...]
    queries: Mapping[str, tuple[str, ...]]  # what the library is searched with for it
    phase: Phase  # by whose end it is to be done
    days: int  # due so many days before the handover's end


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together, and usually to one person."""

    key: str
    title: Mapping[str, str]
    items: tuple[TemplateItem, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A whole checklist."""

    key: str
    version: int
    title: Mapping[str, str]
    sections: tuple[Section, ...]

    @property
    def items(self) -> Iterator[tuple[Section, TemplateItem]]:
        """Every item with its section, in order."""
        return ((section, item) for section in self.sections for item in section.items)


def load(folder: Path | None = None) -> dict[str, Template]:
    """Every template by key: Baton's, then those of `folder`, which need not exist. Raises TemplateWrong."""
    own = sorted(folder.glob("*.toml")) if folder else []
    shipped = sorted((f for f in files(__name__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    found = (_read(file) for file in (*shipped, *own))
    return {template.key: template for template in found}


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
_Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
_Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
_Query = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
_Queries = Annotated[list[_Query], Field(min_length=1, max_length=6)]


class _Titles(_Written):
    zh: _Title
    en: _Title


class _Lines(_Written):
    zh: _Line
    en: _Line


class _Searches(_Written):
    zh: _Queries
    en: _Queries


class _Item(_Written):
    key: _Key
    title: _Titles
    evidence: _Lines
    needs: Annotated[list[Literal["what", "who", "why", "rule", "number", "example", "time"]], Field(min_length=1)]
    queries: _Searches
    phase: Literal["prepare", "capture", "overlap", "review"]
    days: Annotated[int, Field(ge=0, le=365)]


class _Section(_Written):
    key: _Key
    title: _Titles
    item: Annotated[list[_Item], Field(min_length=1)]


class _Template(_Written):
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    title: _Titles
    section: Annotated[list[_Section], Field(min_length=1)]


def _read(file: Traversable) -> Template:
    """The template in the file. Raises TemplateWrong."""
    key = file.name.removesuffix(".toml")
    if not re.fullmatch(r"[\w-]{1,60}", key):
        raise _wrong(
            file.name, 1, "the file's name may hold letters, digits, - and _", "文件名只能用文字、数字、- 和 _"
        )
    content = file.read_bytes()
    if len(content) > LARGEST:
        raise _wrong(file.name, 1, "the file is larger than 1 MB", "文件超过 1 MB")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")  # as Windows' editors write it
        written = _Template.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _wrong(file.name, line, "the file is not UTF-8", "文件不是 UTF-8 编码") from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1  # "(at end of document)"
        raise _wrong(file.name, line, f"this is not TOML ({error})", f"TOML 语法有误（{error}）") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(file.name, _line(text, first["loc"]), *_said(first["type"], first["loc"], first["msg"])) from None
    _refuse_twice(file.name, text, written)
    return _made(key, written)


def _made(key: str, written: _Template) -> Template:
    sections = tuple(
        Section(section.key, section.title.model_dump(), tuple(map(_item, section.item))) for section in written.section
    )
    return Template(key, written.version, written.title.model_dump(), sections)


def _item(written: _Item) -> TemplateItem:
    return TemplateItem(
        key=written.key,
        title=written.title.model_dump(),
        evidence=written.evidence.model_dump(),
        needs=tuple(dict.fromkeys(map(Need, written.needs))),
        queries={"zh": tuple(written.queries.zh), "en": tuple(written.queries.en)},
        phase=Phase(written.phase),
        days=written.days,
    )


def _refuse_twice(name: str, text: str, written: _Template) -> None:
    """Sections and items are known by their keys, so each has its own."""
    sections, items = set(), set()
    for at, section in enumerate(written.section):
        if section.key in sections:
            raise _twice(name, _line(text, ("section", at, "key")), section.key)
        sections.add(section.key)
        for place, item in enumerate(section.item):
            if item.key in items:
                raise _twice(name, _line(text, ("section", at, "item", place, "key")), item.key)
            items.add(item.key)
    if len(items) > MOST_ITEMS:
        raise _wrong(name, 1, f"more than {MOST_ITEMS} items", f"超过 {MOST_ITEMS} 项")


def _line(text: str, path: Sequence[int | str]) -> int:
    """The line of what stands at the path, or of the table it should stand in. Reads files as people write them."""
    lines = text.split("\n")
    begins, ends = _table(lines, [part for part in path if isinstance(part, int)][:2])
    names = [re.escape(part) for part in path if isinstance(part, str) and part not in ("section", "item")]
    for count in (2, 1):  # "title.zh" where it is written so, or else whatever begins with "title"
        key = r"[\"']?\s*\.\s*[\"']?".join(names[:count])
        for number in range(begins, ends) if names else ():
            if re.match(rf"\s*[\"']?{key}\b", lines[number]):
                return number + 1
    return begins + 1


def _table(lines: Sequence[str], place: Sequence[int]) -> tuple[int, int]:
    """From its header to the next one: lines of the section and item with these positions, from 0; or of the top."""
    counted, begins = (-1, -1), 0
    wanted = (*place, -1, -1)[:2]
    for number, line in enumerate([*lines, "[[section]]"]):
        header = _HEADER.match(line)
        if header and counted == wanted:
            return begins, number
        if header:
            counted = (counted[0] + 1, -1) if header[1] == "section" else (counted[0], counted[1] + 1)
            begins = number
    return 0, len(lines)


def _said(kind: str, path: Sequence[int | str], message: str) -> tuple[str, str]:
    """What is wrong there, in English and Chinese."""
    where = ".".join(part for part in path if isinstance(part, str))
    words = {
        "extra_forbidden": (f"there is no such key: {where}", f"没有这个字段：{where}"),
        "missing": (f"{where} is missing", f"缺少 {where}"),
    }
    return words.get(kind, (f"{where}: {message}", f"{where} 的内容不合要求（{message}）"))


def _twice(name: str, line: int, key: str) -> TemplateWrong:
    return _wrong(name, line, f"the key {key} is there twice", f"key {key} 重复了")


def _wrong(file: str, line: int, en: str, zh: str) -> TemplateWrong:
    return TemplateWrong(file=file, line=line, what_en=en, what_zh=zh)
