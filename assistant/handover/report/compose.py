"""Puts a report's facts into a document: every section once, in the order in which somebody new to the client reads."""

from __future__ import annotations

from assistant.handover.report import account, knowing, state
from assistant.handover.report.citing import Citing, Place
from assistant.handover.report.document import Document
from assistant.handover.report.facts import Facts


def compose(facts: Facts, lang: str, address: str, place: Place) -> Document:
    """The document in "zh" or "en". `address` is Baton's, without a slash at its end, for links to the sources."""
    citing = Citing(facts, lang, address, place)
    sections = (
        state.summary(citing),
        state.checklist(citing),
        knowing.people(citing),
        account.told(citing, "profile"),
        account.told(citing, "ads"),
        account.crises(citing),
        account.decisions(citing),
        account.told(citing, "calendar"),
        account.risks(citing),
        account.questions(citing),
        knowing.glossary(citing),
        knowing.reading(citing),
    )
    return Document(
        lang=lang,
        kicker=citing.say("kicker"),
        title=facts.client,
        cover=state.cover(citing),
        notes=state.notes(citing),
        sections=sections,
        references=citing.references(),
        sources_title=citing.say("sources"),
        contents_title=citing.say("contents"),
        footer=f"{facts.client} · {facts.made_on.isoformat()}",
        page_of=citing.say("page_of"),
    )
