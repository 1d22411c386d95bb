"""The Ask tab's handlers on a whole App: real search, real history, no browser."""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.build import App
from assistant.chat.answer import Answerer
from assistant.chat.holdings import Holdings
from assistant.chat.scripted import ScriptedChat
from assistant.desk import Visit
from assistant.people.access import narrowed
from assistant.people.roles import LOCAL, Caller
from assistant.web import page, talk_list
from assistant.web.ask import NEW, Asked, ask, client_chosen, filters, past_turns, welcome
from assistant.web.theme import look
from ingest.intake import Upload
from vectorstore.embed import Floats
from vectorstore.models import Status

if TYPE_CHECKING:
    from shelves import Shelf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("test_ask")]
HANDBOOK = "# 危机手册\n\n出事第一小时先停掉全部投放，再打电话给陈总。\n\n退款之前先由客户方的人打电话。\n"


@pytest.fixture(scope="module")
def filled(shared_app: App, tmp_path_factory: pytest.TempPathFactory) -> App:
    path = tmp_path_factory.mktemp("outside") / "危机手册.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    space = shared_app.catalog.space_named("穗岚坊")
    (submission,) = shared_app.pipeline.submit(space.id, [Upload(path, path.name, topic="危机")])
    for _ in range(600):
        if shared_app.catalog.source(submission.source.id).status is Status.DONE:
            return shared_app
        time.sleep(0.1)
    raise AssertionError(shared_app.catalog.source(submission.source.id))


def states(shown: list[str]) -> list[str]:
    return [re.findall(r'data-state="(\w+)"', html)[0] for html in shown]


def test_an_answer_from_searching_to_done_is_kept(filled: App) -> None:
    turns = list(ask(Visit(filled, LOCAL), Asked("出事第一小时先做什么？"), "zh"))
    seen = states([turn.live for turn in turns])
    assert seen[0] == "searching"
    assert seen[-1] == "done"
    assert [turn.finished for turn in turns].count(True) == 1
    (source,) = filled.catalog.sources()
    assert f'data-open="{source.id}"' in turns[-1].live
    conversation = turns[-1].conversation
    assert past_turns(Visit(filled, LOCAL), conversation, "zh") == turns[-1].live
    assert conversation in talk_list.rows_html(Visit(filled, LOCAL), "第一小时", 0, "zh")


def test_a_follow_up_stays_in_its_conversation(filled: App) -> None:
    first = list(ask(Visit(filled, LOCAL), Asked("出事第一小时先做什么？"), "zh"))[-1]
    second = list(ask(Visit(filled, LOCAL), Asked("那退款呢？", first.conversation), "zh"))[-1]
    assert second.conversation == first.conversation
    assert past_turns(Visit(filled, LOCAL), first.conversation, "zh").count("<article") == 2


def test_what_is_in_no_source_is_refused(filled: App) -> None:
    last = list(ask(Visit(filled, LOCAL), Asked("What did the laboratory charge for the test?"), "en"))[-1]
    assert 'data-state="refused"' in last.live
    assert "Not in the sources" in last.live


def test_filters_narrow_the_search(filled: App) -> None:
    last = list(ask(Visit(filled, LOCAL), Asked("出事第一小时先做什么？", kind="recording"), "zh"))[-1]
    assert 'data-state="refused"' in last.live
    assert "data-open" not in last.live


def test_a_filter_for_a_client_that_is_gone_is_said_so(filled: App) -> None:
    last = list(ask(Visit(filled, LOCAL), Asked("出事第一小时先做什么？", space="no such"), "en"))[-1]
    assert 'data-state="failed"' in last.live
    assert "There is no client called no such" in last.live
    assert last.finished


def test_choices_are_what_is_there(filled: App) -> None:
    (space,) = filled.catalog.spaces()
    clients, kinds, topics = filters(Visit(filled, LOCAL), "zh")
    assert clients == [("全部客户", ""), ("穗岚坊", space.id)]
    assert kinds == [("全部类型", ""), ("文档", "document")]
    assert topics == [("全部主题", ""), ("危机", "危机")]


def test_the_client_that_a_browser_asked_last_is_chosen_while_its_person_may_open_it(shelf: Shelf) -> None:
    space = shelf.catalog.space_named("穗岚坊").id
    assert client_chosen(shelf.visit, space) == space
    assert client_chosen(shelf.visit_by(Caller("eve")), space) == ""
    assert client_chosen(shelf.visit, '"><script>') == ""


def test_the_first_screen_and_the_one_after(shelf: Shelf) -> None:
    html, busy = welcome(shelf.visit, "en")
    assert 'data-act="sample"' in html
    assert not busy
    shelf.add("a.md", status=Status.STORED)
    html, busy = welcome(shelf.visit, "en")
    assert 'data-act="sample"' not in html
    assert busy
    assert past_turns(shelf.visit, NEW, "en") == ""


def with_script(app: App, line: dict[str, str]) -> App:
    embedder = app.pipeline.shelves.embedder

    def similarity(question: str, sentences: Sequence[str]) -> Floats:
        return embedder.embed_passages(sentences) @ embedder.embed_query(question)

    return replace(
        app, answerer=Answerer(Holdings(app.searcher.search, app.catalog, narrowed), similarity, ScriptedChat([line]))
    )


def test_a_models_answer_is_streamed_with_inert_chips_first(filled: App) -> None:
    model = with_script(filled, {"say": "先停掉**全部投放** [1]。"})
    turns = list(ask(Visit(model, LOCAL), Asked("出事第一小时先做什么？"), "zh"))
    writing = [turn.live for turn in turns if 'data-state="writing"' in turn.live]
    assert len(writing) >= 2
    assert all("data-open" not in live for live in writing)
    assert "<strong>全部投放</strong>" in turns[-1].live
    assert "由 scripted 根据以下资料写成" in turns[-1].live


def test_a_models_failure_becomes_a_notice_and_a_quoted_answer(filled: App) -> None:
    model = with_script(filled, {"say": "先停", "fail": "bad_key"})
    last = list(ask(Visit(model, LOCAL), Asked("出事第一小时先做什么？"), "zh"))[-1]
    assert 'class="notice"' in last.live
    assert "拒绝了密钥" in last.live


def test_server_functions_answer_plain_objects(filled: App) -> None:
    here = Visit(filled, LOCAL)
    (source,) = filled.catalog.sources()
    assert page.welcome(here, {}, "zh").keys() == {"html", "busy"}
    assert source.title in page.capture_rows(here, {}, "zh")["html"]
    assert source.title in page.library_rows(here, {"words": "手册"}, "zh")["html"]
    assert source.title not in page.library_rows(here, {"kind": "pdf"}, "zh")["html"]
    assert "lit" in page.open_source(here, {"source": source.id, "first": "1", "last": "1"}, "zh")
    assert "lit" not in page.open_source(here, {"source": source.id}, "zh")
    assert "lit" in page.go_to(here, {"source": source.id, "block": 1}, "zh")
    assert "<mark>" in page.find_within(here, {"source": source.id, "words": "陈总"}, "zh")
    assert "data-block" in page.more_blocks(here, {"source": source.id, "edge": "later", "first": 0, "last": 5}, "zh")
    assert "data-block" in page.moment(here, {"source": source.id, "seconds": 0}, "zh")


@pytest.fixture
def gradio_loops() -> Iterator[None]:
    """Gradio makes an event loop per queue and never closes it; let them go here and not in some later test."""
    yield
    asyncio.set_event_loop(None)
    gc.collect()


@pytest.mark.usefixtures("gradio_loops")
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_the_page_builds_and_reaches_nothing_outside(filled: App) -> None:
    built = page.build_page(filled)
    assert [tab.id for tab in built.blocks.values() if tab.get_block_name() == "tabitem"] == [
        "ask",
        "capture",
        "library",
        "handover",
        "decisions",
        "controls",
        "people",
    ]
    looks = look()
    assert looks["theme"]._stylesheets == []
    assert "@font-face" not in looks["theme"]._get_theme_css()
    for address in ("http://", "https://", "//fonts", "//cdn"):
        assert address not in looks["head"].replace("http://localhost:{port}", "")  # said, not fetched
        assert address not in looks["css"].replace("http://www.w3.org/2000/svg", "")
