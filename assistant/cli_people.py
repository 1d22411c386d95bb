"""`baton user`, `baton member` and `baton space`: who may sign in, and who belongs to which client."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import click

from assistant.client import reached, terminal_lang
from assistant.people.roles import Role

# What commands say: key -> (English, Chinese)
WORDS = {
    "ask": (
        "Password (empty: one is made up, to be changed at the first sign-in)",
        "密码（留空则自动生成，首次登录时修改）",
    ),
    "again": ("Once more", "再次输入"),
    "differ": ("The two passwords differ.", "两次输入的密码不一致。"),
    "empty": ("There is no password on stdin.", "标准输入里没有密码。"),
    "added": ("{name} added", "已添加 {name}"),
    "first": ("Everybody signs in from now on.", "从现在起，所有人都要登录。"),
    "one_time": ("one-time password: {password}", "一次性密码：{password}"),
    "changed": ("{name}: the password is changed, and every session has ended", "{name}：密码已修改，其登录均已失效"),
    "left": ("{name} is deactivated", "{name} 已停用"),
    "back": ("{name} may sign in again", "{name} 可以重新登录"),
    "admin": ("{name} is an administrator now", "{name} 现在是管理员"),
    "not_admin": ("{name} is no administrator any more", "{name} 不再是管理员"),
    "role": ("{name} is {role} in {space} now", "{name} 现在是{space}的 {role}"),
    "removed": ("{name} is no member of {space} any more", "{name} 不再是{space}的成员"),
    "space": ("{name} added", "已添加 {name}"),
}

json_flag = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")


@click.group("user")
def user() -> None:
    """The people who may sign in."""


@user.command("add")
@click.argument("name")
@click.option("--admin", is_flag=True, help="Let them administer: people, clients, everything.")
@click.option("--shown", default="", help="What others read; the name when left out.")
@click.option("--email", default="", help="Where mail goes.")
@from_stdin
def add(name: str, password_stdin: bool, **account: Any) -> None:
    """Add an account. The first one turns sign-in on for everybody, and must be an administrator's."""
    password = _password(password_stdin)
    with reached() as baton:
        made = baton.call("POST", "/people", json={"name": name, "password": password, **account})
        first = len(baton.call("GET", "/people")) == 1
    _say("added", name=made["shown"])
    _say_one_time(made)
    if first:
        _say("first")


@user.command("list")
@json_flag
def list_people(as_json: bool) -> None:
    """List everybody."""
    with reached() as baton:
        people = baton.call("GET", "/people")
    if as_json:
        _print_json(people)
        return
    for person in people:
        facts = (("admin", person["admin"]), ("left", not person["active"]), ("must change", person["must_change"]))
        marks = ", ".join(mark for mark, holds in facts if holds)
        click.echo(f"{person['id']}  {person['name']:<20} {person['shown']}  {marks}".rstrip())


@user.command("password")
@click.argument("name")
@from_stdin
def password(name: str, password_stdin: bool) -> None:
    """Give somebody a password, which they must change when they sign in. Lifts a lock; their sessions end."""
    given = _password(password_stdin)
    with reached() as baton:
        made = baton.call("POST", f"/people/{_key(name)}/password", json={"password": given})
    _say("changed", name=name)
    _say_one_time(made)


@user.command("deactivate")
@click.argument("name")
@click.option("--to", "successor", default=None, help="Who takes over the sources they own.")
def deactivate(name: str, successor: str | None) -> None:
    """End somebody's access at once."""
    _change(name, "left", active=False, successor=successor)


@user.command("activate")
@click.argument("name")
def activate(name: str) -> None:
    """Let somebody in again."""
    _change(name, "back", active=True)


@user.command("admin")
@click.argument("name")
@click.option("--no", "ends", is_flag=True, help="They are no administrator any more.")
def admin(name: str, ends: bool) -> None:
    """Make somebody an administrator."""
    _change(name, "not_admin" if ends else "admin", admin=not ends)


@click.group("member")
def member() -> None:
    """Who belongs to a client, and as what."""


@member.command("put")
@click.argument("space")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def put(space: str, name: str, role: str) -> None:
    """Give somebody a role in a client."""
    with reached() as baton:
        made = baton.call("PUT", f"/spaces/{_key(space)}/members/{_key(name)}", json={"role": role})
    _say("role", name=made["shown"], space=space, role=role)


@member.command("remove")
@click.argument("space")
@click.argument("name")
def remove(space: str, name: str) -> None:
    """End somebody's membership."""
    with reached() as baton:
        baton.call("DELETE", f"/spaces/{_key(space)}/members/{_key(name)}")
    _say("removed", name=name, space=space)


@member.command("list")
@click.argument("space")
@json_flag
def list_members(space: str, as_json: bool) -> None:
    """List a client's members."""
    with reached() as baton:
        members = baton.call("GET", f"/spaces/{_key(space)}/members")
    if as_json:
        _print_json(members)
        return
    for one in members:
        facts = (("by group", one["by_group"]), ("left", not one["active"]))
        marks = ", ".join(mark for mark, holds in facts if holds)
        click.echo(f"{one['person']}  {one['role']:<12} {one['shown']}  {marks}".rstrip())


@click.group("space")
def space() -> None:
    """The clients."""


@space.command("add")
@click.argument("name")
def add_space(name: str) -> None:
    """Add a client."""
    with reached() as baton:
        made = baton.call("POST", "/spaces", json={"name": name})
    click.echo(made["id"])
    _say("space", name=made["name"])


def add_to(commands: click.Group) -> None:
    """Make these commands of `baton`."""
    for group in (user, member, space):
        commands.add_command(group)


def _change(name: str, said: str, **wanted: Any) -> None:
    with reached() as baton:
        person = baton.call("PATCH", f"/people/{_key(name)}", json=wanted)
    _say(said, name=person["shown"])


def _password(from_stdin: bool, ask: Callable[..., str] = click.prompt) -> str:
    """What was typed twice or piped in; empty where nobody is there to type, or nothing was."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise click.ClickException(_words("empty"))
        return given
    if not sys.stdin.isatty():
        return ""
    typed = ask(_words("ask"), default="", show_default=False, hide_input=True, err=True)
    if typed and typed != ask(_words("again"), default="", show_default=False, hide_input=True, err=True):
        raise click.ClickException(_words("differ"))
    return typed


def _say_one_time(made: dict[str, Any]) -> None:
    if made["one_time_password"]:
        _say("one_time", password=made["one_time_password"])


def _key(name: str) -> str:
    return quote(name, safe="")


def _words(key: str) -> str:
    return WORDS[key][terminal_lang() == "zh"]


def _say(key: str, **values: str) -> None:
    click.echo(_words(key).format_map(values))


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
