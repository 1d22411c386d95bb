"""The question bank is whole: every section, both languages, wordings that can be filled."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant.chat.language import language_of
from assistant.handover.interviewing.bank import Topic, Wordings, bank
from assistant.handover.interviewing.model import Aspect
from assistant.handover.templates import load

BANK = bank()
SECTIONS = (
    *("accounts", "documents", "data", "communication", "strategy", "audience", "ads", "crises", "calendar"),
    *("suppliers", "contract", "tools", "team", "risks", "selfcheck"),
)
TOPICS = [topic for topics in BANK.topics.values() for topic in topics]
FIELDS = {"title", "said", "gist", "place", "known", "question", "after"}


def every() -> list[tuple[str, Wordings]]:
    steps = [(step.key, step.wordings) for step in BANK.steps]
    topics = [(topic.key, topic.wordings) for topic in TOPICS]
    return [*topics, *steps, *BANK.probes.items(), *BANK.starts.items(), *BANK.others.items()]


def test_every_section_has_its_questions() -> None:
    assert set(BANK.topics) == set(SECTIONS)
    assert all(len(topics) >= 4 for topics in BANK.topics.values())


def test_every_item_of_our_templates_has_a_topic() -> None:
    keys = {topic.key for topic in TOPICS}
    assert [item.key for _, item in load()["agency"].items if item.key not in keys] == []


def test_every_aspect_can_be_probed_for_in_several_wordings() -> None:
    assert set(BANK.probes) == {*Aspect, "vague", "more"}
    assert all(len(BANK.probes[key][lang]) >= 3 for key in BANK.probes for lang in ("zh", "en"))


@pytest.mark.parametrize(("key", "wordings"), every(), ids=lambda part: part if isinstance(part, str) else "")
def test_wordings_are_questions_in_their_language(key: str, wordings: Wordings) -> None:
    for lang in ("zh", "en"):
        assert wordings[lang]
        assert len(set(wordings[lang])) == len(wordings[lang])
        for wording in wordings[lang]:
            fields = {field for _, field, _, _ in Formatter().parse(wording) if field is not None}
            assert fields <= FIELDS
            assert language_of(re.sub(r"\{\w+\}", "", wording)) == lang or "{after}" in wording
            assert wording.endswith(("？", "。", "?", ".", "}")), wording


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_a_topic_is_known_by_words_of_both_languages(topic: Topic) -> None:
    assert any(word.isascii() for word in topic.about)
    assert any(not word.isascii() for word in topic.about)
    assert all(word == word.lower() for word in topic.about)
    assert topic.wants or topic.is_incident


def test_no_question_asks_for_a_secret() -> None:
    asked = " ".join(text for _, wordings in every() for lang in ("zh", "en") for text in wordings[lang])
    assert not re.search(r"密码|password", asked, re.IGNORECASE)
