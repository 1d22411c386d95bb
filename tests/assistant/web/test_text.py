import re
import string
from pathlib import Path

import pytest

from assistant.chat.standing import State
from assistant.chat.verdicts import Verdict
from assistant.erasure import DOINGS
from assistant.handover import checking
from assistant.handover.card_text import PARTS as PARTS_OF_CARDS
from assistant.handover.covering.model import Flaw
from assistant.handover.deciding.model import Sort
from assistant.handover.deciding.signals import Step
from assistant.handover.grounds import Topic
from assistant.handover.interviewing.model import Aspect
from assistant.handover.ledger import Standing
from assistant.handover.records.checklists import Priority
from assistant.handover.records.checklists import State as ItemState
from assistant.handover.records.firstdays import Reason
from assistant.handover.records.handovers import Phase
from assistant.handover.records.handovers import Verdict as SectionVerdict
from assistant.handover.records.interviews import Progress
from assistant.handover.records.notices import About
from assistant.handover.records.practices import Asks
from assistant.handover.records.questions import State as QuestionState
from assistant.handover.records.questions import Why
from assistant.handover.records.reviews import Cause
from assistant.handover.records.webhooks import Chat
from assistant.handover.report.making import Format
from assistant.handover.requirements import Code
from assistant.handover.routing import Because
from assistant.people.audit import Action
from assistant.people.roles import Grant, Role
from assistant.web import text
from assistant.web.handover import checklist, events
from assistant.web.handover.questions import VIEWS
from assistant.web.handover.tab import PARTS
from assistant.web.notices import ITEM_KEYS
from assistant.web.text import WORDS, lang_of, say, translations
from vectorstore.models import Kind, Status

WEB = Path(text.__file__).parent
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in (*WEB.rglob("*.py"), *WEB.glob("static/*.js"))
    if path.parent.name != "words"
}
# Keys made of a value: say(f"kind.{kind}", …). Who says them, and with what.
MADE = {
    *(f"decisions.{name}" for name in ("words", "person", "topic", "since", "until", "standing", "kind", "csv", "md")),
    *(f"decisions.standing_{standing.value.replace(' ', '_')}" for standing in Standing),
    *(f"decisions.kind_{sort.value}" for sort in Sort),
    *(f"decisions.step_{step.value}" for step in Step),
    *(
        f"decisions.{name}"
        for name in ("what_field", "options_field", "people_field", "outcome", "on", "source", "also")
    ),
    *(f"decisions.{name}" for name in ("options", "people", "restore", "confirm", "why")),
    *(f"decisions.{name}" for name in ("merge", "supersede", "contradict", "yes_relation", "no_relation")),
    *(f"decisions.{name}" for name in ("superseded_by", "seems_superseded", "supersedes", "seems_supersedes")),
    *(f"decisions.{name}" for name in ("contradicts", "seems_contradicts")),
    *(f"decisions.did_{what}" for what in ("confirmed", "dismissed", "corrected", "retold", "merged", "added")),
    *(f"decisions.did_{what}" for what in ("superseded", "contradicted", "unrelated")),
    *(f"js.decisions_{step.value}" for step in Step),
    *(f"kind.{kind.value}" for kind in Kind),
    *(f"stage.{status.value}" for status in Status),
    *(f"row.{act}" for act in ("cancel", "retry", "remove")),
    *(f"controls.{act}" for act in ("start", "stop", "remove")),
    *(f"controls.example_{part}" for part in ("asked", "answer", "file", "none")),
    *(f"role.{role.value}" for role in Role),
    *(f"grant.{grant.value}" for grant in Grant),
    *(f"action.{action.name.lower()}" for action in Action),
    *(f"did.{action.name.lower()}" for action in Action),
    *(f"did.person_changed.{what}" for what in ("added", "renamed", "made_administrator", "no_administrator")),
    *(f"did.person_changed.{what}" for what in ("let_in_again", "left", "password_reset", "own_password")),
    *(f"did.token_changed.{what}" for what in ("made", "revoked")),
    *(f"did.setting_changed.client_{what}" for what in ("added", "renamed")),
    *(f"did.edited.{what}" for what in ("described", "restricted", "opened", "line", "speaker", "glossary")),
    *(f"did.edited.{what}" for what in ("masking", "control_questions")),
    *(f"did.person_changed.{what}" for what in ("linked", "erased")),
    *(f"did.deleted.{what}" for what in ("original", "turns")),
    *(f"did.{action}.conversation" for action in ("viewed", "deleted")),
    "did.exported.audit",
    *(f"glossary.{part}" for part in ("term", "aliases", "misheard", "term_like", "aliases_like", "misheard_like")),
    *(f"glossary.{act}" for act in ("change", "remove")),
    *(f"people.{act}" for act in ("reset", "promote", "demote", "leave", "return", "erase")),
    *(f"js.erase_{place}" for place in ("accounts", "turns", "uploads", "questions", *DOINGS)),
    *(f"js.people_confirm_{act}" for act in ("remove", "reset", "promote", "demote", "revoke")),
    *(f"js.{outcome}" for outcome in ("new", "new_version", "duplicate", "refused")),
    *(f"handover.part_{part.name}" for part in PARTS),
    *(f"report.{format.value}" for format in Format),
    *(f"report.lang_{lang}" for lang in ("zh", "en")),
    *(f"report.for_{audience}" for audience in ("members", "managers")),
    *(f"report.{lacking}" for lacking in ("count", "lacking", "bare", "unjudged", "late", "waiting", "unconfirmed")),
    "did.exported.report",
    *(f"overview.phase_{phase.name.lower()}" for phase in Phase),
    *(f"overview.missing_{code.name.lower()}" for code in Code),
    *(f"overview.{name}" for name in ("outgoing", "incoming", "starts_on", "ends_on")),
    *(f"overview.did_{what}" for what in events.TOLD),
    *(f"checklist.show_{show or 'all'}" for show in checklist.SHOW),
    *(f"checklist.state_{state.name.lower()}" for state in ItemState),
    *(f"checklist.priority_{priority.value}" for priority in Priority),
    *(f"checklist.covered_{verdict}" for verdict in ("enough", "thin", "none")),
    *(f"checklist.{verdict.name.lower()}{by}" for verdict in SectionVerdict for by in ("", "_by")),
    *(f"checklist.{way}" for way in ("confirm", "send_back", "take_back")),
    *(f"did.handed_over.{what}" for what in ("made", "changed", "deleted", "phase", "item", "evidence")),
    *(f"did.handed_over.{what}" for what in ("owner", "section")),
    *(f"question.view_{view}" for view in VIEWS),
    *(f"question.none_{view}" for view in VIEWS if view != "chats"),
    *(f"question.state_{state.value}" for state in QuestionState),
    *(f"question.why_{why.value}" for why in Why),
    *(f"question.cause_{cause.name.lower()}" for cause in Cause),
    *(f"question.chat_{chat.value}" for chat in Chat),
    *(f"route.{because.name.lower()}" for because in Because),
    *(f"notice.{about.value}" for about in About),
    "notice.question_declined",
    *(f"notice.{key}" for key in ITEM_KEYS.values()),
    *(f"did.setting_changed.webhook_{what}" for what in ("added", "removed")),
    "did.edited.review",
    *(f"did.handed_over.{what}" for what in ("selfcheck", "selfcheck_plan")),
    *(f"did.told.interview_{what}" for what in ("begun", "discarded", "consented", "withdrawn", "asked")),
    *(f"interview.state_{state.value}" for state in Progress),
    *(f"interview.topic_{topic.value}{part}" for topic in Topic for part in ("", "_what")),
    *(f"interview.aspect_{aspect.value}" for aspect in Aspect),
    *(f"interview.part_{part}" for part in PARTS_OF_CARDS),
    "did.practised.firstday",
    *(f"firstday.why_{reason.value}" for reason in Reason),
    *(f"firstday.part_{part}" for part in ("outgoing", "incoming", "manager", "contributor", "speaks")),
    *(f"quiz.asks_{asks.value}" for asks in Asks),
    *(f"selfcheck.section_{section.value}" for section in checking.Section),
    *(f"selfcheck.form_{form.value}" for form in checking.Form),
    *(f"selfcheck.choice_{choice.value}" for choice in checking.Choice),
    *(f"selfcheck.rhythm_{rhythm.value}" for rhythm in checking.Rhythm),
    *(f"selfcheck.turn_{turn.value}" for turn in checking.Turn),
    *(f"freshness.cause_{cause.name.lower()}" for cause in Cause),
    *(f"standing.{state.value}" for state in State),
    *(f"verdict.{verdict.value}" for verdict in Verdict),
    *(f"coverage.verdict_{how}" for how in ("enough", "thin", "none", "unseen")),
    *(f"coverage.why_{how}" for how in ("enough", "thin", "none", "unseen")),
    *(f"coverage.flaw_{flaw.value}" for flaw in Flaw),
    *(f"coverage.aspect_{aspect.value}" for aspect in Aspect),
    *(f"talk.{act}" for act in ("rename", "share", "copy_link", "unshare", "delete", "md", "docx")),
}


def said() -> set[str]:
    """Every key that a page or script names."""
    keys = set(MADE)
    for path, source in SOURCES.items():
        if path.suffix == ".js":
            keys |= {f"js.{key}" for key in re.findall(r'say\("([\w.]+)"', source)}
        elif path.name != "text.py":
            keys |= set(re.findall(r'"([a-z]+\.[a-z_]+)"', source)) & WORDS.keys()
            keys |= set(re.findall(r"""(?:say|words)\(["']([\w.]+)["']""", source))
            keys |= {f"fact.{name}" for name in re.findall(r'yield "(\w+)"', source)}
    return keys


def test_no_word_is_missing() -> None:
    assert said() - WORDS.keys() == set()


def test_no_word_is_said_by_nobody() -> None:
    assert WORDS.keys() - said() == set()


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same(key: str) -> None:
    english, chinese = (
        {name for _, name, _, _ in string.Formatter().parse(words) if name is not None} for words in WORDS[key]
    )
    assert english == chinese
    assert all(WORDS[key])


def test_english_is_english_and_chinese_is_chinese() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key, (en, _) in WORDS.items() if han.search(en)] == []
    assert [key for key, (_, zh) in WORDS.items() if not han.search(zh)] == [
        *(
            "coverage.and",
            "coverage.count",
            "coverage.square",
            "coverage.before_line",
            "kind.pdf",
            "activity.title",
            "activity.and",
        ),
    ]


def test_no_chinese_outside_the_table() -> None:
    """UI words written into a page would stay in one language."""
    han = re.compile(r"[\u4e00-\u9fff]")
    strays = {path.name: han.findall(source) for path, source in SOURCES.items() if path.name != "text.py"}
    assert {name: found for name, found in strays.items() if "".join(found) not in ("", "接棒接棒")} == {}


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh", "zh"),
        ("zh-TW", "zh"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("en;q=0.3, zh;q=0.7", "zh"),
        ("fr-FR,fr;q=0.9,zh;q=0.5", "zh"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        (";;;q=,,zh;q=oops", "zh"),
        ("*", "en"),
    ],
)
def test_language_of_a_browser(accepted: str | None, lang: str) -> None:
    assert lang_of(accepted) == lang


def test_say_fills_in() -> None:
    assert say("viewer.found", "zh", count=3) == "找到 3 处"
    assert say("viewer.found", "en", count=3) == "3 found"
    assert say("tab.ask", "fr") == "Ask"
    with pytest.raises(KeyError):
        say("tab.nowhere", "en")


def test_translations_hold_only_what_is_asked_for() -> None:
    tabs = translations(("tab.",))
    assert tabs["zh"]["tab.ask"] == "提问"
    assert (
        tabs["en"].keys()
        == tabs["zh"].keys()
        == {"tab.ask", "tab.capture", "tab.library", "tab.handover", "tab.decisions", "tab.controls", "tab.people"}
    )
