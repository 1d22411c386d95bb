"""Glossaries on a real SQLite file."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from vectorstore import db
from vectorstore.catalog import Catalog
from vectorstore.glossary import Glossary
from vectorstore.models import Term

SERUM = Term("晨露精华", ("Morning Dew", "小绿瓶"), ("陈璐精华",))


def test_terms_keep_their_order_and_what_is_known_of_them(catalog: Catalog) -> None:
    space = catalog.space_named("穗岚坊", ["千川", " ", "投产比", "千川"])
    glossary = Glossary(catalog.engine)
    glossary.put(space.id, [SERUM, Term("千川", ("巨量千川",))])
    found = catalog.space(space.id)
    assert found.terms == (Term("千川", ("巨量千川",)), Term("投产比"), SERUM)
    assert found.glossary == ("千川", "投产比", "晨露精华")
    assert catalog.spaces() == [found]
    assert catalog.space_named("穗岚坊", ["晨露精华"]).terms == found.terms


def test_a_term_is_renamed_in_its_place_and_taken_out(catalog: Catalog) -> None:
    space = catalog.space_named("穗岚坊", ["千穿", "投产比", "千川"]).id
    glossary = Glossary(catalog.engine)
    assert glossary.rename(space, "千穿", Term("千川", ("巨量",)))
    assert catalog.space(space).terms == (Term("千川", ("巨量",)), Term("投产比"))
    assert not glossary.rename(space, "没有", Term("也没有"))
    assert glossary.remove(space, "投产比")
    assert not glossary.remove(space, "投产比")
    assert catalog.space(space).glossary == ("千川",)


def test_one_client_s_glossary_is_not_another_s(catalog: Catalog) -> None:
    one, other = catalog.space_named("甲", ["千川"]).id, catalog.space_named("乙", ["千川"]).id
    glossary = Glossary(catalog.engine)
    glossary.put(other, [Term("千川", ("别的",))])
    glossary.dismiss(other, "Daniel")
    assert not glossary.remove(one, "别的")
    assert glossary.remove(one, "千川")
    assert catalog.space(other).terms == (Term("千川", ("别的",)),)
    assert glossary.dismissed(one) == set()


def test_what_was_dismissed_stays_dismissed_in_any_spelling(catalog: Catalog) -> None:
    space = catalog.space_named("甲").id
    glossary = Glossary(catalog.engine)
    for word in ("Daniel", "ＤＡＮＩＥＬ", "晨露"):
        glossary.dismiss(space, word)
    assert glossary.dismissed(space) == {"daniel", "晨露"}


def test_old_glossaries_move_with_their_other_names(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    engine = sa.create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(db.__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    command.upgrade(config, "0005")
    old = """["千川", "投产比 = ROI =  ROAS", "", "千川", " 穗岚坊 "]"""
    with engine.begin() as connection:
        insert = "INSERT INTO spaces (id, name, glossary, created_at) VALUES ('s', '穗岚坊', :old, '2026-01-01')"
        connection.execute(sa.text(insert), {"old": old})
    engine.dispose()
    engine = db.connect(url)
    assert Catalog(engine).space("s").terms == (Term("千川"), Term("投产比", ("ROI", "ROAS")), Term("穗岚坊"))
    engine.dispose()
