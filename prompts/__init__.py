"""Prompts as files, one per name and language, and the two functions that use them.

`render` fills a prompt's `$variables`; `fenced` quotes material that must be read as data.
Knows nothing of models, questions or sources. A variable's value is never itself expanded.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template

_FENCE_LOOKALIKE = re.compile(r"<{3,}|>{3,}|＜{3,}|＞{3,}")
# Marks by which servers cut a conversation into turns; some read them even inside a message.
_TURN_LOOKALIKE = re.compile(
    r"<[|｜][^<>\n]{1,40}[|｜]>|</?(?:s|system|user|assistant|(?:start|end)_of_turn)>|\[/?INST\]|<</?SYS>>",
    re.IGNORECASE,
)
_SIMILAR = str.maketrans("<>[]", "‹›()")


def render(name: str, lang: str, **variables: str) -> str:
    """The prompt `{name}.{lang}.md` with every variable filled.

    Raises FileNotFoundError for a prompt that does not exist, and KeyError naming the
    variables that are missing or that the prompt does not have.
    """
    template = _template(name, lang)
    if odd := set(template.get_identifiers()) ^ variables.keys():
        raise KeyError(f"{name}.{lang}: missing or unknown variables {sorted(odd)}")
    return template.substitute(variables)


def fenced(text: str) -> str:
    """`text` between two fences that it cannot contain.

    The fence carries a digest of the text, so a text would have to hold its own digest to
    close it; whatever else looks like a fence or a change of turn is rewritten, so that a model is not fooled either.
    """
    quoted = _TURN_LOOKALIKE.sub(lambda match: match[0].translate(_SIMILAR), text)
    quoted = _FENCE_LOOKALIKE.sub(lambda match: ("‹" if match[0][0] in "<＜" else "›") * len(match[0]), quoted)
    mark = sha256(quoted.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"<<<DATA {mark}\n{quoted}\nDATA {mark}>>>"


@cache
def _template(name: str, lang: str) -> Template:
    return Template((files(__package__) / f"{name}.{lang}.md").read_text(encoding="utf-8").strip())
