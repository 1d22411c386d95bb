"""A client's glossary as a page of the Library: its terms, a form for one, what is suggested, CSV in and out.

Everyone in the client reads it; whoever may change it gets the forms. The scripts fetch suggestions, which
take a second to count, and send changes to the API.
"""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from assistant.desk import Visit
from assistant.people.access import may
from assistant.people.roles import Act
from assistant.web.text import say
from vectorstore.models import Space, Term


def page_html(visit: Visit, space_id: str, lang: str) -> Markup:
    """The glossary of this client, or of the first one that the caller has when it is not theirs."""
    spaces = visit.spaces()
    if not spaces:
        return Markup('<p class="nothing">{}</p>').format(say("library.empty", lang))
    space = next((space for space in spaces if space.id == space_id), spaces[0])
    changes = may(visit.caller, Act.GLOSSARY, space.id)
    return Markup(
        '<section class="glossary" data-space="{id}"><header><h2>{title}</h2>{pick}</header>'
        '<p class="hint">{what}</p>'
        '{form}<div class="terms">{terms}</div>{suggested}'
        '<p class="files"><a href="{csv}" download>{out}</a>{bring}</p>'
        "</section>"
    ).format(
        id=space.id,
        title=say("glossary.title", lang),
        pick=_pick(spaces, space, lang),
        what=say("glossary.what", lang),
        form=_form(lang) if changes else "",
        terms=_terms(space, lang, changes=changes),
        suggested=_suggested(lang) if changes else "",
        csv=f"/api/v1/spaces/{quote(space.id)}/glossary.csv",
        out=say("glossary.export", lang),
        bring=_bring(lang) if changes else "",
    )


def _pick(spaces: list[Space], chosen: Space, lang: str) -> Markup:
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            space.id, Markup(" selected") if space.id == chosen.id else "", space.name
        )
        for space in spaces
    )
    return Markup('<select name="space" aria-label="{}">{}</select>').format(say("ask.space", lang), options)


def _form(lang: str) -> Markup:
    fields = Markup("").join(
        Markup('<label>{}<input name="{}" autocomplete="off" placeholder="{}"{}></label>').format(
            say(f"glossary.{name}", lang),
            name,
            say(f"glossary.{name}_like", lang),
            Markup(" required maxlength=60") if name == "term" else "",
        )
        for name in ("term", "aliases", "misheard")
    )
    return Markup(
        '<form class="term-form">{}<input type="hidden" name="instead_of"><div class="acts">'
        '<button class="primary">{}</button><button type="button" data-act="term-leave" hidden>{}</button></div>'
        '<p class="failure" role="alert" hidden></p></form>'
    ).format(fields, say("glossary.save", lang), say("glossary.leave", lang))


def _terms(space: Space, lang: str, *, changes: bool) -> Markup:
    if not space.terms:
        return Markup('<p class="nothing">{}</p>').format(say("glossary.empty", lang))
    rows = Markup("").join(_row(term, lang, changes=changes) for term in space.terms)
    return Markup('<p class="hint" role="status">{}</p><ul>{}</ul>').format(
        say("glossary.count", lang, count=len(space.terms)), rows
    )


def _row(term: Term, lang: str, *, changes: bool) -> Markup:
    also = Markup("").join(
        Markup('<span class="{}"><i>{}</i>{}</span>').format(name, say(f"glossary.{name}", lang), "；".join(words))
        for name, words in (("aliases", term.aliases), ("misheard", term.misheard))
        if words
    )
    acts = Markup("")
    if changes:
        acts = Markup('<span class="acts">{}</span>').format(
            Markup("").join(
                Markup('<button type="button" data-act="{}" aria-label="{}">{}</button>').format(
                    f"term-{act}", f"{say(f'glossary.{act}', lang)} {term.term}", say(f"glossary.{act}", lang)
                )
                for act in ("change", "remove")
            )
        )
    return Markup(
        '<li data-term="{}" data-aliases="{}" data-misheard="{}"><span class="what"><strong>{}</strong>{}</span>{}</li>'
    ).format(term.term, ";".join(term.aliases), ";".join(term.misheard), term.term, also, acts)


def _suggested(lang: str) -> Markup:
    return Markup(
        '<details class="suggested"><summary>{}</summary><p class="hint">{}</p><ul aria-live="polite"></ul></details>'
    ).format(say("glossary.suggested", lang), say("glossary.suggested_what", lang))


def _bring(lang: str) -> Markup:
    return Markup('<label class="bring">{}<input type="file" accept=".csv,.tsv,.txt,text/csv"></label>').format(
        say("glossary.import", lang)
    )
