from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from assistant import retention
from assistant.people.roles import Caller, Role
from assistant.web.retention import retention_html
from vectorstore import db

if TYPE_CHECKING:
    from shelves import Shelf


@pytest.mark.parametrize(("lang", "words"), [("zh", "尚未签收"), ("en", "Not signed off yet")])
def test_the_form_says_what_holds(shelf: Shelf, lang: str, words: str) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    html = retention_html(shelf.visit, space, lang)
    assert words in html
    assert html.count('value=""') == 2
    retention.set_rules(shelf.visit, space, 90, None)
    with shelf.catalog.engine.begin() as connection:
        connection.execute(db.spaces.update().values(signed_off_at=datetime(2026, 5, 4, 12)))
    html = retention_html(shelf.visit, space, lang)
    assert 'name="originals_days" min="1" max="36500" step="1" inputmode="numeric" value="90"' in html
    assert "2026-05-04" in html
    assert f'data-retention="{space}"' in html


@pytest.mark.parametrize("role", [Role.NEWCOMER, Role.CONTRIBUTOR])
def test_nobody_else_sees_it(shelf: Shelf, role: Role) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    assert retention_html(shelf.visit_by(Caller("p", roles={space: role})), space, "zh") == ""
    assert retention_html(shelf.visit_by(Caller("m", roles={space: Role.MANAGER})), space, "zh") != ""
