"""The log keeps what happened: nobody changes it, everybody reads only their part, and an export is only text."""

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from assistant.people.audit import PAGE, Action, Audit, Trace, Wanted
from assistant.people.users import Account, Users
from vectorstore.catalog import Catalog
from vectorstore.people_tables import audit as table

if TYPE_CHECKING:
    from conftest import Clock  # type: ignore[import-not-found]


@pytest.fixture
def audit(engine: sa.Engine, clock: "Clock") -> Audit:
    return Audit(engine, clock)


def exported(audit: Audit, wanted: Wanted | None = None) -> list[dict[str, str]]:
    text = "".join(audit.csv(wanted or Wanted()))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET person = 'somebody else'",
        "UPDATE audit SET details = '{}' WHERE id = 1",
        "UPDATE OR REPLACE audit SET id = 2 WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "REPLACE INTO audit SELECT id, at, 'forged', space, action, target, details, address, request FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 1, at, 'x', space, action, target, details, address, request FROM audit",
        "INSERT INTO audit SELECT 1, at, 'x', space, action, target, details, address, request FROM audit WHERE 1"
        " ON CONFLICT (id) DO UPDATE SET person = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_it(audit: Audit, engine: sa.Engine, statement: str) -> None:
    audit.note("lin", Action.VIEWED, "source")
    audit.note("lin", Action.DELETED, "source")
    before = audit.entries(Wanted())
    with pytest.raises(sa.exc.IntegrityError, match="append only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert audit.entries(Wanted()) == before
    audit.note("lin", Action.ASKED)
    assert len(audit.entries(Wanted())) == 3


def test_an_entry_says_who_what_where_when_and_from_where(audit: Audit, engine: sa.Engine, clock: "Clock") -> None:
    lin = Users(engine).add(Account("lin", shown="林晓曼", admin=True)).id
    space = Catalog(engine).space_named("穗岚坊").id
    trace = Trace("10.0.0.7", "abcdef0123456789")
    audit.note(lin, Action.ASKED, "talk", space=space, trace=trace, sources=["a", "b"], refused=False)
    (entry,) = audit.entries(Wanted())
    assert (entry.at, entry.person, entry.person_shown) == (clock.now, lin, "林晓曼")
    assert (entry.space, entry.space_name, entry.action, entry.target) == (space, "穗岚坊", "asked", "talk")
    assert (entry.details, entry.address) == ({"sources": ["a", "b"], "refused": False}, "10.0.0.7")
    assert entry.request == "abcdef0123456789"


def test_it_outlives_whom_and_what_it_names(audit: Audit, engine: sa.Engine) -> None:
    users = Users(engine)
    users.add(Account("chen", admin=True))
    lin, space = users.add(Account("lin")).id, Catalog(engine).space_named("穗岚坊").id
    audit.note(lin, Action.VIEWED, "x", space=space)
    users.erase(lin)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM spaces"))
    (entry,) = audit.entries(Wanted())
    assert (entry.person, entry.person_shown, entry.space, entry.space_name) == (lin, "", space, "")


def test_what_is_too_long_is_cut_and_what_is_odd_is_kept(audit: Audit) -> None:
    audit.note("", Action.SIGN_IN_FAILED, "t" * 999, trace=Trace("a" * 999, "r" * 999), odd="\x00\u202e😀'\"")
    (entry,) = audit.entries(Wanted())
    assert (len(entry.target), len(entry.address), len(entry.request)) == (200, 100, 40)
    assert entry.details == {"odd": "\x00\u202e😀'\""}


@pytest.mark.parametrize(
    ("wanted", "targets"),
    [
        (Wanted(), "543210"),
        (Wanted(spaces=["s1"]), "531"),
        (Wanted(spaces=["s1", "s2"]), "5431"),
        (Wanted(spaces=[""]), "20"),
        (Wanted(spaces=[]), ""),
        (Wanted(person="wu"), "42"),
        (Wanted(actions=["viewed", "deleted"]), "4210"),
        (Wanted(actions=["no such"]), ""),
        (Wanted(since=datetime(2026, 3, 14, 11)), "5432"),
        (Wanted(until=datetime(2026, 3, 14, 11)), "10"),
        (Wanted(since=datetime(2026, 3, 14, 10), until=datetime(2026, 3, 14, 11)), "1"),
        (Wanted(before=3), "10"),
        (Wanted(spaces=["s1"], person="lin", actions=["asked"]), "53"),
    ],
)
def test_a_read_is_filtered(audit: Audit, clock: "Clock", wanted: Wanted, targets: str) -> None:
    rows: list[tuple[str, Action, str]] = [
        ("lin", Action.VIEWED, ""),
        ("lin", Action.VIEWED, "s1"),
        ("wu", Action.DELETED, ""),
        ("lin", Action.ASKED, "s1"),
        ("wu", Action.VIEWED, "s2"),
        ("lin", Action.ASKED, "s1"),
    ]
    for number, (person, action, space) in enumerate(rows):
        audit.note(person, action, str(number), space=space)
        clock.later(hours=1)
    assert "".join(entry.target for entry in audit.entries(wanted)) == targets
    assert "".join(row["target"] for row in exported(audit, wanted)) == targets
    assert "".join(entry.target for entry in audit.entries(wanted, limit=2)) == targets[:2]


@pytest.mark.parametrize(
    "hostile",
    [
        '=HYPERLINK("https://evil.example","x")',
        "+1+cmd|'/C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r\n=1+1",
        "  =1+1",
        "＝1+1",
        "＠SUM(A1)",
    ],
)
def test_no_cell_of_an_export_is_a_formula(audit: Audit, engine: sa.Engine, hostile: str) -> None:
    lin = Users(engine).add(Account("lin", shown="x", admin=True)).id
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE people SET shown = :shown"), {"shown": hostile})
    audit.note(lin, Action.UPLOADED, hostile, trace=Trace(hostile), why=hostile)
    (row,) = exported(audit)
    for name in ("person_shown", "target", "address"):
        assert row[name] == f"'{hostile}", name
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＠")) for cell in row.values())


def test_an_export_keeps_every_sign_and_reads_details_as_json(audit: Audit) -> None:
    audit.note("lin", Action.ASKED, '逗号,引号"换行\n"', sources=["甲"], refused=False)
    (row,) = exported(audit)
    assert row["target"] == '逗号,引号"换行\n"'
    assert row["details"] == '{"sources": ["甲"], "refused": false}'


def test_an_export_of_many_pages_has_each_entry_once(audit: Audit, engine: sa.Engine, clock: "Clock") -> None:
    rows: list[dict[str, Any]] = [
        {
            "at": clock.now + timedelta(seconds=number),
            "person": "lin",
            "space": "s1" if number % 2 else "",
            "action": "viewed",
            "target": str(number),
            "details": {},
            "address": "",
            "request": "",
        }
        for number in range(2 * PAGE + 1)
    ]
    with engine.begin() as connection:
        connection.execute(table.insert(), rows)
    assert [row["target"] for row in exported(audit)] == [str(number) for number in reversed(range(2 * PAGE + 1))]
    assert len(exported(audit, Wanted(spaces=["s1"]))) == PAGE
