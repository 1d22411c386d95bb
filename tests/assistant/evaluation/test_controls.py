"""Control questions and rounds in a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.evaluation import errors
from assistant.evaluation.controls import KEPT, MOST, Controls
from assistant.evaluation.result import Result, Run, Verdict
from vectorstore import db
from vectorstore.catalog import Catalog
from vectorstore.models import Space

NOW = datetime(2026, 3, 14, 9, 30)
LINES = (
    '{"question": "谁批准？", "space": "穗岚坊"}',
    '{"question": "几天？"}',
    '{"question": "价格？", "space": "漪珀"}',
)
FILE = b"\xef\xbb\xbf" + "\n".join(LINES).encode()


@pytest.fixture
def spaces(engine: sa.Engine) -> list[Space]:
    catalog = Catalog(engine)
    return [catalog.space_named("穗岚坊"), catalog.space_named("漪珀")]


@pytest.fixture
def controls(engine: sa.Engine) -> Controls:
    return Controls(engine, clock=lambda: NOW)


def test_a_file_is_kept_and_gives_the_questions_of_its_client(controls: Controls, spaces: list[Space]) -> None:
    suilan, yipora = spaces
    kept = controls.put(suilan, "自测.jsonl", FILE, spaces)
    assert controls.file(suilan.id) == kept
    assert (kept.name, kept.asked, kept.stored_at) == ("自测.jsonl", 2, NOW)
    assert [question.question for question in kept.questions(spaces)] == ["谁批准？", "几天？"]
    assert controls.file(yipora.id) is None


def test_a_new_file_takes_the_place_of_the_old(controls: Controls, spaces: list[Space]) -> None:
    controls.put(spaces[0], "a", FILE, spaces)
    controls.put(spaces[0], "b", b'{"question": "c"}', spaces)
    file = controls.file(spaces[0].id)
    assert file is not None
    assert (file.name, file.asked) == ("b", 1)


def test_a_wrong_file_leaves_the_old_one(controls: Controls, spaces: list[Space]) -> None:
    controls.put(spaces[0], "a", FILE, spaces)
    for wrong in (
        b"",
        b"{",
        '{"question": "x", "space": "别家"}'.encode(),
        '{"question": "x", "space": "漪珀"}'.encode(),
    ):
        with pytest.raises(errors.QuestionFileError):
            controls.put(spaces[0], "b", wrong, spaces)
    file = controls.file(spaces[0].id)
    assert file is not None
    assert file.name == "a"


def test_more_than_a_page_can_show_is_refused(controls: Controls, spaces: list[Space]) -> None:
    many = "\n".join(f'{{"question": "{n}"}}' for n in range(MOST + 1))
    with pytest.raises(errors.TooManyQuestions, match="1,000"):
        controls.put(spaces[0], "a", many.encode(), spaces)
    assert controls.put(spaces[0], "a", many.partition("\n")[2].encode(), spaces).asked == MOST


def test_a_round_that_another_version_wrote_is_passed_over(
    controls: Controls, spaces: list[Space], engine: sa.Engine, make_run: Callable[..., Run]
) -> None:
    controls.keep(spaces[0].id, make_run())
    with engine.begin() as connection:
        connection.execute(db.control_rounds.update().values(run={"baton_eval": 0}))
    assert controls.runs(spaces[0].id) == []
    assert len(controls.rounds(spaces[0].id)) == 1


def test_rounds_come_back_newest_first_and_the_oldest_are_dropped(
    controls: Controls, spaces: list[Space], make_result: Callable[..., Result], make_run: Callable[..., Run]
) -> None:
    space = spaces[0].id
    runs = [
        make_run(
            make_result(), make_result(id="b", verdict=Verdict.WRONG), started_at=f"2026-03-14T10:{minute:02}:00+08:00"
        )
        for minute in range(KEPT + 3)
    ]
    for run in (*runs[5:], *runs[:5]):
        controls.keep(space, run)
    rounds = controls.rounds(space)
    assert len(rounds) == KEPT
    assert (rounds[0].asked, rounds[0].passed) == (2, 1)
    assert rounds[0].started_at == datetime(2026, 3, 14, 2, KEPT + 2), "UTC"
    assert [one.started_at for one in rounds] == sorted((one.started_at for one in rounds), reverse=True)
    assert controls.runs(space) == [runs[-1], runs[-2]]
    assert controls.runs(spaces[1].id) == []


def test_removing_leaves_nothing_and_the_other_client_alone(
    controls: Controls, spaces: list[Space], make_result: Callable[..., Result], make_run: Callable[..., Run]
) -> None:
    for space in spaces:
        controls.put(space, "a", b'{"question": "c"}', spaces)
        controls.keep(space.id, make_run(make_result()))
    controls.remove(spaces[0].id)
    assert (controls.file(spaces[0].id), controls.rounds(spaces[0].id)) == (None, [])
    assert controls.file(spaces[1].id) is not None
    assert len(controls.rounds(spaces[1].id)) == 1


def test_a_database_from_before_control_questions_is_brought_up_to_date(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    url = f"sqlite:///{tmp_path}/old.db"
    old = sa.create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(db.__file__).parent / "migrations"))
    config.attributes["engine"] = old
    command.upgrade(config, "0001")
    with old.begin() as connection:
        row = {"id": "1" * 32, "name": "穗岚坊", "glossary": "[]", "created_at": NOW}
        connection.execute(sa.text("INSERT INTO spaces VALUES (:id, :name, :glossary, :created_at)"), row)
    assert "control_files" not in sa.inspect(old).get_table_names()
    old.dispose()
    engine = db.connect(url)
    spaces = Catalog(engine).spaces()
    assert Controls(engine).put(spaces[0], "a", FILE.replace("漪珀".encode(), "穗岚坊".encode()), spaces).asked == 3
    engine.dispose()


def test_one_more_question_goes_to_the_end_of_the_file(controls: Controls, spaces: list[Space]) -> None:
    space = spaces[0]
    assert controls.add(space, "多久回应？", "2小时", spaces).asked == 1
    file = controls.add(space, "订哪家酒店？", " ", spaces)
    assert [(q.question, q.answers, q.answerable) for q in file.questions(spaces)] == [
        ("多久回应？", ("2小时",), True),
        ("订哪家酒店？", (), False),
    ]
    with pytest.raises(errors.SameId):
        controls.add(space, "多久回应？", "3小时", spaces)
    stored = controls.file(space.id)
    assert stored is not None
    assert stored.asked == 2
