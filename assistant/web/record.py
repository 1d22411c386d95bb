"""The part of Capture that records: microphone, or screen with sound. static/record.js does it, in the browser."""

from __future__ import annotations

from markupsafe import Markup

from assistant.desk import Visit
from assistant.web.text import say


def record_html(visit: Visit, lang: str) -> Markup:
    """The recorder at rest. It carries whose it is: what is left in a browser is offered to nobody else."""
    return Markup(
        '<section class="recorder" id="record" data-state="idle" data-person="{person}" aria-label="{title}">'
        '<p class="choose"><button type="button" data-act="record-sound">{sound}</button>'
        '<button type="button" data-act="record-screen">{screen}</button></p>'
        '<div class="running"><span class="dot" aria-hidden="true"></span><span class="clock" role="timer">0:00</span>'
        '<span class="level" role="meter" aria-label="{level}" aria-valuemin="0" aria-valuemax="100" aria-valuenow="0">'
        '<i></i></span><button type="button" data-act="record-pause">{pause}</button>'
        '<button type="button" class="primary" data-act="record-stop">{stop}</button></div>'
        '<div class="review"><div class="listen"></div><label>{name}<input id="record-name" maxlength="120" '
        'autocomplete="off"></label><p class="submit">'
        '<button type="button" data-act="record-discard">{discard}</button>'
        '<button type="button" class="primary" data-act="record-add">{add}</button></p></div>'
        '<p class="told hint" role="status"></p><ul class="left"></ul></section>'
    ).format(
        person=visit.caller.id,
        title=say("record.title", lang),
        sound=say("record.sound", lang),
        screen=say("record.screen", lang),
        level=say("record.level", lang),
        pause=say("js.record_pause", lang),
        stop=say("record.stop", lang),
        name=say("record.name", lang),
        discard=say("js.record_discard", lang),
        add=say("record.add", lang),
    )
