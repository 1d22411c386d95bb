"""Whoever is signed in: their name in the page's bar, and their own account with its sign-ins and tokens."""

from __future__ import annotations

from markupsafe import Markup

from assistant import credentials
from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.roles import LOCAL, Act, Grant
from assistant.people.sessions import Session
from assistant.people.tokens import LONGEST_DAYS, Token
from assistant.web.notices import bell_html
from assistant.web.places import day_and_time
from assistant.web.text import say

NAMED = 1  # clients named in the bar; of more, their number
DAYS = (7, 30, 90, LONGEST_DAYS)


def bar_html(visit: Visit, lang: str) -> Markup:
    """Who is signed in and where, with a menu; `data-may` says which tabs are of use to them."""
    signed_in = visit.caller.id != LOCAL.id
    return Markup('<div class="who" data-may="{}">{}{}</div>').format(
        " ".join(_useful(visit)), bell_html(visit, lang), _menu(visit, lang) if signed_in else ""
    )


def own_html(visit: Visit, lang: str) -> Markup:
    """The caller's own account."""
    person = visit.app.identity.users.person(visit.caller.id)
    password = Markup('<a class="button" href="/account/password">{}</a>').format(say("account.password", lang))
    sessions = Markup("").join(_session(session, lang) for session in credentials.sessions(visit))
    tokens = Markup("").join(_token(token, lang) for token in credentials.tokens(visit))
    return Markup(
        '<h1>{title}</h1><form class="add" data-form="me" novalidate><label>{shown}<input name="shown" maxlength="200" '
        'required autocomplete="name" value="{shown_now}"></label><label>{email}<input name="email" maxlength="320" '
        'type="email" autocomplete="email" value="{email_now}"></label><button type="submit">{save}</button>'
        '<p class="note" role="alert"></p></form><p class="meta">{name}</p><div class="links">{password}{out}</div>'
        '<h2>{sessions_title}</h2><ul class="rows">{sessions}</ul><h2>{tokens_title}</h2>'
        '<p class="hint">{tokens_what}</p>{make}<ul class="rows">{tokens}</ul>'
    ).format(
        title=say("people.account", lang),
        shown=say("people.shown", lang),
        shown_now=person.shown,
        email=say("people.email", lang),
        email_now=person.email,
        save=say("account.save", lang),
        name=say("account.name", lang, name=person.name),
        password=password,
        out=_sign_out(lang),
        sessions_title=say("account.sessions", lang),
        sessions=sessions,
        tokens_title=say("account.tokens", lang),
        tokens_what=say("account.tokens_what", lang),
        make=_make_token(lang),
        tokens=tokens,
    )


def _useful(visit: Visit) -> list[str]:
    """What the page shows of itself only to those who can use it. Whatever is hidden is refused all the same."""
    administers = visit.caller.admin and may(visit.caller, Act.MEMBERS, "")
    useful = {
        "upload": administers or bool(visit.spaces(Act.UPLOAD)),
        "check": administers or bool(visit.spaces(Act.CHECK)),
        "people": administers or bool(visit.spaces(Act.MEMBERS)),
        "administer": administers,
    }
    return [name for name, there in useful.items() if there]


def _menu(visit: Visit, lang: str) -> Markup:
    return Markup(
        '<span class="where">{where}</span><details class="menu"><summary>{shown}</summary><div class="items">'
        '<button type="button" data-act="account">{account}</button>{out}</div></details>'
    ).format(
        where=_where(visit, lang),
        shown=visit.caller.shown,
        account=say("people.account", lang),
        out=_sign_out(lang),
    )


def _where(visit: Visit, lang: str) -> str:
    if visit.caller.admin:
        return say("library.any_space", lang)
    spaces = visit.spaces()
    if not spaces:
        return say("account.no_client", lang)
    return spaces[0].name if len(spaces) <= NAMED else say("account.clients", lang, count=len(spaces))


def _sign_out(lang: str) -> Markup:
    return Markup('<form method="post" action="/sign-out"><button type="submit">{}</button></form>').format(
        say("account.sign_out", lang)
    )


def _session(session: Session, lang: str) -> Markup:
    seen = say("account.seen", lang, time=day_and_time(session.seen_at), since=day_and_time(session.created_at))
    return Markup(
        '<li id="session-{id}"><div class="what"><p class="title">{agent}</p><p class="meta">{seen}</p></div>'
        '<div class="acts"><button type="button" data-act="end-session" data-session="{id}">{end}</button></div></li>'
    ).format(id=session.id, agent=_browser(session.agent, lang), seen=seen, end=say("account.end", lang))


def _browser(agent: str, lang: str) -> str:
    """The browser and the system, as far as what a browser calls itself tells them."""
    browsers = {"Edg": "Edge", "MicroMessenger": "WeChat", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Mac OS": "macOS"}
    found = [
        next((name for mark, name in known.items() if mark in agent), "")
        for known in (browsers, {**systems, "Linux": "Linux"})
    ]
    return " · ".join(filter(None, found)) or agent[:60] or say("account.unknown_browser", lang)


def _make_token(lang: str) -> Markup:
    grants = Markup("").join(
        Markup('<label class="check"><input type="checkbox" name="grants" value="{}"{}>{}</label>').format(
            grant.value, Markup(" checked") if grant is Grant.READ else "", say(f"grant.{grant.value}", lang)
        )
        for grant in Grant
    )
    days = Markup("").join(
        Markup('<option value="{0}"{1}>{2}</option>').format(
            count, Markup(" selected") if count == 90 else "", say("account.days", lang, count=count)
        )
        for count in DAYS
    )
    return Markup(
        '<form class="add" data-form="token" novalidate><label>{name}<input name="name" maxlength="200" required '
        'autocomplete="off" placeholder="{hint}"></label><fieldset><legend>{may}</legend>{grants}</fieldset>'
        '<label>{lasts}<select name="days">{days}</select></label><button type="submit" class="primary">{make}</button>'
        '<p class="note" role="alert"></p></form>'
    ).format(
        name=say("account.token_name", lang),
        hint=say("account.token_hint", lang),
        may=say("account.may", lang),
        grants=grants,
        lasts=say("account.lasts", lang),
        days=days,
        make=say("account.make", lang),
    )


def _token(token: Token, lang: str) -> Markup:
    used = day_and_time(token.used_at) if token.used_at else say("account.never", lang)
    meta = say(
        "account.token",
        lang,
        grants=", ".join(say(f"grant.{grant.value}", lang) for grant in token.grants),
        until=day_and_time(token.expires_at),
        used=used,
    )
    return Markup(
        '<li id="token-{id}"><div class="what"><p class="title">{name}</p><p class="meta">{meta}</p></div><div '
        'class="acts"><button type="button" data-act="revoke-token" data-token="{id}" data-title="{name}">{revoke}'
        "</button></div></li>"
    ).format(id=token.id, name=token.name, meta=meta, revoke=say("account.revoke", lang))
