"""What people think of answers, for the managers of the clients that they are about: part of the Check tab.

Each judgement stands beside the answer that it judges, whose citations open. It is shown and re-ranks nothing.
"""

from __future__ import annotations

from markupsafe import Markup

from assistant import talks
from assistant.chat.verdicts import Verdict
from assistant.desk import Visit
from assistant.people.roles import Act
from assistant.talks import Judged
from assistant.web.answers import citation_row, text_html
from assistant.web.talk_list import local
from assistant.web.text import say

SHOWN = 50  # judgements; the API gives more


def rows_html(visit: Visit, space: str, verdict: str, lang: str) -> Markup:
    """The last judgements of answers about this client (an id; every one that the caller manages when ""), of this
    verdict (any when "")."""
    managed = {one.id: one.name for one in visit.spaces(Act.CHECK)}
    if not managed:
        return Markup("")
    wanted = [one for one in Verdict if one.value == verdict]
    found = talks.judged(visit, space, wanted, SHOWN + 1)
    cards = Markup("").join(_card(visit, item, managed, lang) for item in found[:SHOWN])
    if not found:
        cards = Markup('<p class="hint">{}</p>').format(say("feedback.none", lang))
    more = say("feedback.more", lang, count=SHOWN) if len(found) > SHOWN else ""
    return Markup('<section class="feedback"><header><h2>{}</h2>{}</header>{}<p class="hint">{}</p></section>').format(
        say("feedback.title", lang), _filter(verdict, lang), cards, more
    )


def _filter(chosen: str, lang: str) -> Markup:
    options = [("", say("feedback.every", lang)), *((one.value, say(f"verdict.{one.value}", lang)) for one in Verdict)]
    return Markup('<select id="feedback-verdict" aria-label="{}">{}</select>').format(
        say("feedback.verdict", lang),
        Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if value == chosen else Markup(""), words
            )
            for value, words in options
        ),
    )


def _card(visit: Visit, item: Judged, names: dict[str, str], lang: str) -> Markup:
    judgement, answer = item.judgement, item.turn.answer
    clients = talks.client_names(visit, item.turn)
    cited = Markup("").join(
        Markup("<li>{}</li>").format(citation_row(one, lang, clients.get(one.source, ""))) for one in answer.citations
    )
    who = judgement.shown or say("feedback.local", lang)
    meta = (say("feedback.by", lang, who=who), *(names[one] for one in item.spaces), local(judgement.given_at))
    return Markup(
        '<article class="judged" id="judged-{id}" data-verdict="{verdict}"><h3>{question}</h3>'
        '<p class="verdict"><b>{words}</b>{why}</p><p class="meta">{meta}</p>'
        '<details><summary>{answered}</summary><div class="text">{answer}</div>'
        '<ol class="citations">{cited}</ol></details>{control}</article>'
    ).format(
        id=f"{judgement.conversation}-{judgement.position}-{judgement.person}",
        verdict=judgement.verdict.value,
        question=answer.question,
        words=say(f"verdict.{judgement.verdict.value}", lang),
        why=Markup(' <span class="said">{}</span>').format(judgement.why) if judgement.why else Markup(""),
        meta=" · ".join(meta),
        answered=say("feedback.answered", lang),
        answer=text_html(answer.text, answer.citations, lang),
        cited=cited,
        control=_control(item, lang),
    )


def _control(item: Judged, lang: str) -> Markup:
    """For what is not right, about one client: a field for the right answer, which makes a control question of it."""
    if item.judgement.verdict is Verdict.RIGHT or len(item.spaces) != 1:
        return Markup("")
    return Markup(
        '<details class="to-control"><summary>{what}</summary><form data-talk="{talk}" data-position="{turn}" '
        'data-person="{person}"><label>{label}<input name="answer" maxlength="1000" autocomplete="off"></label>'
        '<button type="submit">{add}</button><span class="hint" role="status"></span></form></details>'
    ).format(
        what=say("feedback.to_control", lang),
        talk=item.judgement.conversation,
        turn=item.judgement.position,
        person=item.judgement.person,
        label=say("feedback.right_answer", lang),
        add=say("feedback.add", lang),
    )
