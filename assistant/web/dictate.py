"""The microphone beside an answer's box. static/dictation.js does it: what is spoken becomes text to look over."""

from __future__ import annotations

from markupsafe import Markup

from assistant.web.text import say


def dictate_html(space: str, lang: str) -> Markup:
    """The microphone at rest; it writes into the box of the form it stands in. `space` is an id."""
    return Markup(
        '<div class="dictate" data-space="{}" data-state="idle"><button type="button" data-act="dictate">{}</button>'
        '<span class="clock" role="timer" hidden>0:00</span><span class="heard hint" role="status"></span></div>'
    ).format(space, say("dictation.speak", lang))
