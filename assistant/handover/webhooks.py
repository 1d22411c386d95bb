"""The group chats that a client's managers have told of questions."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.desk import Visit
from assistant.handover import chatbots
from assistant.handover.errors import NoSuchThing
from assistant.handover.records.webhooks import Chat, Webhook
from assistant.people.access import space_of
from assistant.people.audit import Action
from assistant.people.roles import Act

TRIED = "接棒已接入本群：有问题等待回答时会在这里提醒。\nBaton is connected: it will say here when a question waits."


def listed(visit: Visit, key: str) -> list[Webhook]:
    """The space's. Raises UnknownSpace, NotAllowed."""
    return visit.app.handover.webhooks.of(space_of(visit.app.catalog, visit.caller, key, Act.PLAN).id)


def add(visit: Visit, key: str, kind: Chat, url: str, secret: str = "", *, quotes: bool = False) -> Webhook:
    """Connect a group chat, and say so in it. Raises UnknownSpace, NotAllowed, WebhookRefused."""
    space = space_of(visit.app.catalog, visit.caller, key, Act.PLAN)
    chatbots.require_known(kind, url, visit.app.post.office.hosts)
    made = visit.app.handover.webhooks.add(space.id, visit.caller.id, kind, url, secret, quotes=quotes)
    visit.note(Action.SETTING_CHANGED, made.id, space=space.id, what="webhook_added", kind=kind.value)
    visit.app.post.send(chatbots.message(made, TRIED, datetime.now(UTC)))
    return made


def remove(visit: Visit, key: str, webhook_id: str) -> None:
    """Disconnect it. Raises UnknownSpace, NotAllowed, NoSuchThing."""
    space = space_of(visit.app.catalog, visit.caller, key, Act.PLAN)
    if not visit.app.handover.webhooks.remove(space.id, webhook_id):
        raise NoSuchThing()
    visit.note(Action.SETTING_CHANGED, webhook_id, space=space.id, what="webhook_removed")
