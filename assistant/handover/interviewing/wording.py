"""How a question is put: the wording of the bank that fits and was not used yet, with the person's own words in it."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from assistant.handover.interviewing.agenda import Thread
from assistant.handover.interviewing.bank import Wordings, bank
from assistant.handover.interviewing.heard import Heard
from assistant.handover.interviewing.model import Ground
from assistant.handover.interviewing.places import place
from assistant.handover.interviewing.quoting import clause


def worded(
    wordings: Wordings,
    thread: Thread,
    ground: Ground,
    so_far: Sequence[Heard],
    *,
    last: str = "",
    after: str = "",
) -> str:
    """The first wording that was not asked before and for which there are words; "" when there is none.

    `last` is the answer to quote from, `after` the question that follows a remark. Openings differ from gap to gap, so
    that two interviews do not sound alike."""
    asked = {one.prompt.text for one in so_far}
    options = wordings[ground.lang]
    turned = crc32(thread.subject.encode()) % len(options) if wordings is thread.opening else 0
    words = _words(thread, ground, last, after, is_vague=wordings is bank().probes["vague"])
    for wording in (*options[turned:], *options[:turned]):
        if all(words[name] for name in words if f"{{{name}}}" in wording):
            text = wording.format(**words)
            if text not in asked:
                return text
    return ""


def _words(thread: Thread, ground: Ground, last: str, after: str, *, is_vague: bool) -> dict[str, str]:
    moment, gap = thread.moment, thread.gap
    return {
        "title": thread.title,
        "said": clause(last, ground.lang, is_vague=is_vague),
        "gist": moment.gist if moment else "",
        "place": place(moment.citation, ground.lang) if moment else "",
        "known": clause(thread.known[0], ground.lang) if thread.known else "",
        "question": gap.question if gap else "",
        "after": after,
    }
