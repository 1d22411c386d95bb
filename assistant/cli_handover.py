"""`baton handover`: where a client's handover stands, as text."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import click

from assistant.client import reached, terminal_lang

# What the command says: key -> (English, Chinese)
WORDS = {
    "prepare": ("Prepare", "准备"),
    "capture": ("Capture", "采集"),
    "overlap": ("Overlap", "并行"),
    "review": ("Review", "验收"),
    "signed off": ("Signed off", "已签收"),
    "teams": (
        "{outgoing} → {incoming}, {starts_on} to {ends_on}",
        "{outgoing} 移交给 {incoming}，{starts_on} 至 {ends_on}",
    ),
    "nobody": ("nobody", "未填写"),
    "figures": (
        "{settled} of {items} items done ({percent}%), {late} late, {days_left} days left",
        "已完成 {settled} / {items} 项（{percent}%），{late} 项逾期，距签收 {days_left} 天",
    ),
    "before": ("Before “{phase}”:", "进入“{phase}”之前："),
    "ready": ("Nothing is missing.", "要求都已满足。"),
    "outgoing": ("it is not said who leaves", "未填写移交方"),
    "incoming": ("it is not said who takes over", "未填写接手方"),
    "owners": ("sections without an owner: {count}", "还没有负责人的部分：{count}"),
    "access": ("people who take over and cannot open the client: {count}", "还不是客户成员的接手人：{count}"),
    "items": ("items not done: {count}", "未完成的事项：{count}"),
    "questions": ("questions that wait for an answer: {count}", "等待回答的问题：{count}"),
    "confirmed": ("sections that wait for the receiver: {count}", "等待接手方确认的部分：{count}"),
    "sent back": ("sections that were sent back: {count}", "被退回的部分：{count}"),
    "held": ("{shown}: {open} open, {late} late, {done} done", "{shown}：未完成 {open}，逾期 {late}，已完成 {done}"),
    "unowned": ("Nobody yet", "未分配"),
}


@click.command("handover")
@click.argument("space")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def handover(space: str, as_json: bool) -> None:
    """Say where a client's handover stands."""
    with reached() as baton:
        stands = baton.call("GET", f"/spaces/{quote(space, safe='')}/handover")
    if as_json:
        click.echo(json.dumps(stands, ensure_ascii=False, indent=1))
        return
    for line in told(stands, terminal_lang()):
        click.echo(line)


def told(stands: dict[str, Any], lang: str) -> list[str]:
    """The API's answer as lines of text."""
    phases = ("prepare", "capture", "overlap", "review", "signed off")
    marks = (f"[{_say(one, lang)}]" if one == stands["phase"] else _say(one, lang) for one in phases)
    lines = [" › ".join(marks)]
    lines.append(
        _say("teams", lang, **{**stands, **{side: _team(stands[side], lang) for side in ("outgoing", "incoming")}})
    )
    lines.append(_say("figures", lang, **stands))
    if stands["next"]:
        lines += ["", _say("before", lang, phase=_say(stands["next"], lang))]
        lines += [f"  {_say(one['code'], lang, count=one['count'])}" for one in stands["missing"]]
        lines += [] if stands["missing"] else [f"  {_say('ready', lang)}"]
    lines.append("")
    return lines + [
        _say("held", lang, **{**one, "shown": one["shown"] or _say("unowned", lang)}) for one in stands["held"]
    ]


def _team(people: list[dict[str, str]], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(person["shown"] for person in people) or _say("nobody", lang)


def _say(key: str, lang: str, **values: Any) -> str:
    return WORDS[key][lang == "zh"].format_map(values)
