"""The glossary's page, and what an opened source says may be mended in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from assistant.web.glossary import page_html
from assistant.web.viewer import source_html
from vectorstore.glossary import Glossary
from vectorstore.models import Block, Kind, Locator, Source, Term

if TYPE_CHECKING:
    from shelves import Shelf, Team

HOSTILE = "<img src=x onerror=alert(1)>\"'"


def test_a_glossary_shows_every_term_with_its_other_words(team: Team) -> None:
    terms = [Term("投产比", ("ROI", "ROAS"), ("投残比",)), Term(HOSTILE)]
    Glossary(team.shelf.catalog.engine).put(team.ids["own"], terms)
    html = page_html(team.visit("lin"), team.ids["own"], "zh")
    assert "ROI；ROAS" in html
    assert "投残比" in html
    assert "2 个词条" in html
    assert "<img" not in html
    assert len(re.findall('data-act="term-remove"', html)) == 2
    assert f'href="/api/v1/spaces/{team.ids["own"]}/glossary.csv"' in html


def test_a_newcomer_reads_and_changes_nothing(team: Team) -> None:
    Glossary(team.shelf.catalog.engine).put(team.ids["own"], [Term("千川")])
    html = page_html(team.visit("wu"), team.ids["own"], "en")
    assert "千川" in html
    assert "Terms: 1" in html
    for absent in ("<form", "term-remove", "suggested", 'type="file"'):
        assert absent not in html


def test_another_client_s_glossary_is_not_there(team: Team) -> None:
    Glossary(team.shelf.catalog.engine).put(team.ids["foreign"], [Term("外人的词")])
    for asked in (team.ids["foreign"], "nothing", ""):
        html = page_html(team.visit("mandy"), asked, "zh")
        assert f'data-space="{team.ids["own"]}"' in html
        assert "外人的词" not in html
        assert team.ids["foreign"] not in html


@pytest.mark.parametrize(("lang", "words"), [("zh", "还没有词条"), ("en", "No terms yet")])
def test_an_empty_glossary_says_what_to_do(team: Team, lang: str, words: str) -> None:
    assert words in page_html(team.visit("mandy"), team.ids["own"], lang)


def test_without_clients_there_is_no_glossary(shelf: Shelf) -> None:
    assert "<form" not in page_html(shelf.visit, "", "zh")


@pytest.fixture
def talk(team: Team) -> Source:
    blocks = [
        Block("好", Locator(start=float(i)), speaker=who, kind="speech")
        for i, who in enumerate(("说话人 1", "Mandi", HOSTILE))
    ]
    made: Source = team.shelf.add("周会.vtt", blocks=blocks, kind=Kind.TRANSCRIPT, owner=team.ids["lin"])
    return made


@pytest.mark.parametrize(
    ("name", "may", "everywhere"), [("wu", False, False), ("lin", True, False), ("mandy", True, True)]
)
def test_an_opened_source_says_what_may_be_mended(
    team: Team, talk: Source, name: str, may: bool, everywhere: bool
) -> None:
    html = source_html(team.visit(name), talk.id, None, "zh")
    assert ("data-may-edit" in html) is may
    assert ('data-everywhere="yes"' in html) is everywhere
    assert ("[&#34;说话人 1&#34;]" in html) is may
    assert re.search(r'data-version="1"\s+data-kind="transcript"', html)
    assert "<img src=x" not in html


def test_somebody_else_s_source_is_not_offered_to_a_contributor(team: Team, talk: Source) -> None:
    other = team.shelf.add("别人的.vtt", blocks=[Block("x", Locator(start=0.0), kind="speech")], kind=Kind.TRANSCRIPT)
    assert "data-may-edit" not in source_html(team.visit("lin"), other.id, None, "zh")
