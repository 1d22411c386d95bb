"""Questions of a client for the tests of the walls: one that waits, one that is answered, its notice, a group chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.handover.records.notices import About
from assistant.handover.records.questions import Asking, Why
from assistant.handover.records.webhooks import Chat

if TYPE_CHECKING:
    from town import Client, Town


def plant(town: Town, client: Client) -> None:
    """Somebody asked; the words of each are the client's. Who asks and answers is the administrator."""
    n, handover = client.number, town.app.handover
    somebody = town.people[0]
    waiting = Asking(f"zq{n}question 谁负责？", "zh", Why.DISPUTED, remark=f"zq{n}remark")
    answered = Asking(f"zq{n}answered 预算多少？", "zh", Why.UNANSWERABLE)
    made = [handover.questions.add(client.space.id, somebody, one, somebody) for one in (waiting, answered)]
    handover.questions.answer(made[1].id, client.open[0].id, somebody, None)
    handover.questions.pass_on(made[0].id, somebody, somebody, f"zq{n}word")
    client.things["question_id"] = [one.id for one in made]
    for person in town.people:
        handover.notices.tell(person, client.space.id, About.QUESTION, made[0].id, title=f"zq{n}notice", by=f"zq{n}by")
    url = f"https://hooks.slack.com/services/zq{n}secrethook"
    webhook = handover.webhooks.add(client.space.id, somebody, Chat.SLACK, url, f"zq{n}secretsign", quotes=True)
    client.things["webhook_id"] = [webhook.id]
