"""Interviews in the town: drafts of everybody in every client, which their person alone may read, and one consented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.evidence import Citation
from assistant.handover.interviewing.model import Card, Exchange, Form, Gap, Ground, Moment, Prompt, Referral
from assistant.handover.records.interviews import Draft, Kept, Passage
from vectorstore.models import Locator

if TYPE_CHECKING:
    from town import Client, Town


def plant(town: Town, client: Client) -> None:
    """A conversation and cards under review of each person, a request to each, and what is left of a consented one."""
    interviews, requests = town.app.handover.interviews, town.app.handover.requests
    made = [_interview(town, client, person, state) for person in town.people for state in ("open", "review")]
    consented = interviews.begin((client.space.id, town.people[1], f"zq{client.number}teller"), Ground("zh", ()), ())
    referral = Referral(f"zq{client.number}draft{town.letter(town.people[1])}", "x", "x")
    interviews.consent(consented, Kept(client.open[0].id, client.hidden[0].id, {"ads": 2}, [referral]))
    asked = [requests.make(client.space.id, person, town.people[0], ["ad-structure"]).id for person in town.people]
    client.things["interview_id"] = [*made, consented]
    client.things["request_id"] = asked


def _interview(town: Town, client: Client, person: str, state: str) -> str:
    interviews, source = town.app.handover.interviews, client.open[0]
    own = f"zq{client.number}draft{town.letter(person)}"
    cited = Citation(0, source.id, source.title, source.kind, own, Locator(paragraph=1), 0, 0)
    moment = Moment("m", cited, own)
    ground = Ground("zh", (Gap("g", "ads", own, "none"),), (moment,), (own,), 15.0)
    passages = [Passage(source.id, moment), Passage(source.id, known=own)]
    made = interviews.begin((client.space.id, person, f"zq{client.number}teller"), ground, passages)
    prompt = Prompt("m/1", own, Form.MOMENT, "m", "ads")
    interviews.ask(made, prompt)
    interviews.answered(made, Exchange(prompt, own, 60.0))
    interviews.ask(made, Prompt("m/2", own, Form.PROBE, "m", "ads"))
    if state == "review":
        interviews.review(made, [Draft(0, Card("m", own, own, own, own, own, own, own, (0,)))])
    return made
