"""Credentials and personal identifiers masked in what is indexed and answered from.

Masked: passwords and verification codes after their label, API keys and tokens, private
keys, ID numbers (mainland China, with checksum), phone numbers, bank cards (Luhn), passports
after their label. The mask names what stood there, in the language around it. Left: names,
e-mail addresses and office addresses, because whom to write to at a client is what a
handover is for; and every number that is an amount, a date, an order or a product.

People may say otherwise of one source: that a place is no secret, or that a passage is one
(vectorstore/masks.py). Characters that cannot be seen go first, since they would split a number.

It works on one block at a time and does not see a number that two blocks share. Every
pattern is bounded, so the time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vectorstore.masks import MaskChange
from vectorstore.models import Block, Word
from vectorstore.visible import visible

_NAMES = {
    "password": ("密码", "password"),
    "code": ("验证码", "verification code"),
    "key": ("密钥", "key"),
    "id": ("证件号", "ID number"),
    "phone": ("电话", "phone number"),
    "card": ("银行卡号", "card number"),
    "said": ("内容", "text"),  # because somebody said so
}
MASK = re.compile(
    r"\[(?P<name>" + "|".join(name for pair in _NAMES.values() for name in pair) + r")(?: hidden|已隐藏)\]"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Masked:
    """Text without its secrets, and how many of each kind were in it."""

    text: str
    found: Counter[str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What to look for. `secret` is the group to replace; `holds` looks at it once more."""

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _secret: True


_DIGIT = "[0-9０-９]"
_SPOKEN = "零〇一二三四五六七八九幺两"
_IS = r"(?:\s{0,3}(?:[:：=＝]|是|为|is\b|was\b|改成了?|换成了?|设(?:成|为)了?)\s{0,3}){1,2}"
_QUOTED = r"[\"'“”‘’「`]?"


def _rule(kind: str, pattern: str, holds: Callable[[str], bool] | None = None) -> _Rule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return _Rule(kind, compiled, holds) if holds else _Rule(kind, compiled)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(_FULL_WIDTH))


_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def _chinese_id(text: str) -> bool:
    """18 characters, a real birth date, and the last one computed from the others."""
    number = re.sub(r"[\s-]", "", text).upper().translate(_FULL_WIDTH)
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    return number[17] == "10X98765432"[total % 11]


def _bank_card(text: str) -> bool:
    """Luhn's check, on numbers that begin as cards do (3 to 6, or 9 for some Chinese banks)."""
    number = _digits(text)
    if not 15 <= len(number) <= 19 or number[0] not in "34569" or len(set(number)) < 2:
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _mobile(text: str) -> bool:
    """A count of impressions is round, a number that rings is not."""
    return not _digits(text).endswith("00000")


def _international(text: str) -> bool:
    return 8 <= len(_digits(text)) <= 15


def _password_like(text: str) -> bool:
    """Not the words that follow "密码是" in a sentence about passwords."""
    return bool(re.search(r"[0-9A-Za-z]", text)) and not re.fullmatch(_ORDINARY, text, re.IGNORECASE)


_ORDINARY = (
    r"(?:the|a|an|in|on|to|not|no|yes|wrong|right|correct|required|expired|changed|reset|stored|shared|kept|too|very|same|"
    r"different|protected|policy|manager|needed|secret|sent|set|still|always|also|only|being|now|under|with|your|our|my|his|her|"
    r"their|that|this|what|it|incorrect|invalid|strong|weak|missing|null|none|n/a|tbd|optional|case|long|short|at|from|for|by)"
)

_NO_MORE = r"(?![0-9A-Za-z])"
_SECRET_LABELS = (
    r"api[ _-]?key|secret[ _-]?key|access[ _-]?key(?:[ _-]?(?:id|secret))?|app[ _-]?secret|client[ _-]?secret|"
    r"(?:access|refresh|auth)[ _-]?token|密钥|秘钥|令牌"
)
_CODE_LABELS = r"验证码|校验码|动态码|(?:verification|security) code|one[- ]time (?:code|password)|OTP|cvv2?|cvc"
_PASSWORD_LABELS = r"密码|口令|passwords?|passwd|passcode|passphrase|pwd|\bpin(?: code)?\b|\bpass\b"
_PHONE_LABELS = r"电话|手机|座机|联系方式|热线|传真|tel|phone|mobile|fax"
_SPOKEN_EN = r"zero|oh|one|two|three|four|five|six|seven|eight|nine"
_BRACKET = r"(?:\s?[(（][^()（）\n]{0,20}[)）])?"
_NOT_MASKED = r"(?!\[[^\[\]]{1,20}(?: hidden|已隐藏)\])"
_COUNTED = r"(?!\.\d|\s?[次元个件条万亿份单%％])"

_RULES = (
    _rule(
        "key",
        r"(?P<secret>-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\sA-Za-z0-9+/=:,\-]{0,4000}?"
        r"(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$))",
    ),
    _rule("key", r"(?<![\w-])(?P<secret>eyJ[\w-]{8,4000}\.[\w-]{4,4000}(?:\.[\w-]{0,4000})?)"),
    _rule("key", r"(?<![A-Za-z0-9])(?P<secret>(?:sk|pk|rk)[-_](?:[a-z]{2,10}[-_]){0,3}[A-Za-z0-9_-]{16,200})"),
    _rule("key", rf"(?<![A-Za-z0-9])(?P<secret>(?:AKIA|ASIA|AKID|LTAI)[A-Za-z0-9]{{12,40}}){_NO_MORE}"),
    _rule(
        "key",
        r"(?<![A-Za-z0-9])(?P<secret>(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hf_|AIza|ya29\.)[A-Za-z0-9_.-]{16,300})",
    ),
    _rule("key", r"\bbearer\s{1,3}(?P<secret>[A-Za-z0-9._~+/=-]{16,4000})"),
    _rule("password", r"(?<=://)[^\s:/@]{1,60}:(?P<secret>[^\s:/@]{1,80})(?=@)"),
    _rule(
        "key",
        rf"(?:{_SECRET_LABELS}){_QUOTED}{_IS}{_QUOTED}(?P<secret>[A-Za-z0-9_./+=~-]{{8,400}})",
        lambda secret: bool(re.search(r"\d", secret)) or len(secret) >= 24,
    ),
    _rule("code", rf"(?:{_CODE_LABELS}){_IS}{_QUOTED}(?P<secret>{_DIGIT}{{3,8}})(?!{_DIGIT})"),
    _rule(
        "password",
        rf"(?:password|passcode|pin)\s{{1,3}}is\s{{1,3}}(?P<secret>(?:(?:{_SPOKEN_EN})[\s,-]{{0,3}}){{4,20}})",
    ),
    _rule(
        "password",
        rf"(?:{_PASSWORD_LABELS}){_QUOTED}{_BRACKET}{_IS}{_QUOTED}{_NOT_MASKED}(?P<secret>[!-~]{{2,63}}[!-+/-:<-~-])",
        lambda secret: _password_like(secret.strip("\"'`.,;")),
    ),
    _rule("password", rf"(?:密码|口令){_IS}{_QUOTED}(?P<secret>(?:[{_SPOKEN}][\s、，]?){{4,20}})"),
    _rule(
        "id",
        rf"(?<![0-9A-Za-z])(?P<secret>[1-9]\d{{5}}[ -]?(?:19|20)\d{{2}}[ -]?\d{{4}}[ -]?\d{{3}}[0-9X]){_NO_MORE}",
        _chinese_id,
    ),
    _rule("id", rf"(?:身份证|证件)(?:号码?)?{_IS}(?P<secret>\d{{15}}|\d{{17}}[0-9X]){_NO_MORE}"),
    _rule("id", rf"(?:护照|通行证|passport)\s?(?:号码?|number|no\.?)?{_IS}(?P<secret>[A-Z]{{0,3}}\d{{6,9}}){_NO_MORE}"),
    _rule("card", rf"(?<![0-9A-Za-z.])(?P<secret>\d(?:[ -]?\d){{14,18}}){_NO_MORE}", _bank_card),
    _rule(
        "phone",
        rf"(?<![0-9A-Za-z.+/_-])(?P<secret>(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:\d{{8}}|[ -]\d{{4}}[ -]\d{{4}}))"
        rf"{_NO_MORE}{_COUNTED}",
        _mobile,
    ),
    _rule(
        "phone",
        r"(?<![0-9A-Za-z+])(?P<secret>\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,5})"
        rf"{_NO_MORE}",
        _international,
    ),
    _rule(
        "phone",
        rf"(?:{_PHONE_LABELS})(?:号码?|\.|\s?(?:number|no\.?))?{_IS}"
        r"(?P<secret>\(?\d{3,4}\)?[ -]?\d{3,4}[ -]?\d{3,4})(?![0-9])",
    ),
    _rule("phone", rf"(?:电话|手机)号?码?{_IS}(?P<secret>[幺一](?:[\s、，]?[{_SPOKEN}]){{10}})"),
)
_HINT = re.compile(
    r"\d{4}|密码|口令|密钥|秘钥|令牌|pass|pwd|\bpin\b|key|token|secret|bearer|eyJ|AKIA|LTAI|://|电话|手机|[一幺][\s、，]?[三四五六七八九]",
    re.IGNORECASE,
)


def mask(text: str, changes: Sequence[MaskChange] = ()) -> Masked:
    """`text` with each secret replaced by its kind, and the counts; but for what `changes` say."""
    masking = _Masking(visible(text))
    for change in changes:
        masking.hide(change.hidden_in(masking.text))
    if _HINT.search(masking.text):
        for rule in _RULES:
            masking.apply(rule)
    if any(change.does == "show" for change in changes):
        masking.show(changes)
    return Masked(masking.text, Counter(place.kind for place in masking.places))


def kind_of(name: str) -> str:
    """The kind of secret that a mask names, in either language."""
    return next(kind for kind, names in _NAMES.items() if name in names)


@dataclass(slots=True)
class _Place:
    """text[start:end] of the masked text is a mask, in place of `secret`."""

    kind: str
    start: int
    end: int
    secret: str


class _Masking:
    """A text on its way, and where it is masked so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: list[_Place] = []
        self._language = 1 if len(_HAN.findall(text)) * 3 < sum(c.isascii() and c.isalpha() for c in text) else 0

    def apply(self, rule: _Rule) -> None:
        """Mask what the rule finds."""
        self._mask(rule.kind, [m.span("secret") for m in rule.pattern.finditer(self.text) if rule.holds(m["secret"])])

    def hide(self, spans: Iterable[tuple[int, int]]) -> None:
        """Mask these."""
        self._mask("said", list(spans))

    def show(self, changes: Sequence[MaskChange]) -> None:
        """Put back what stands where a change says that there is no secret."""
        whole, masked = self.text, list[_Place]()
        ordinals = {found.start(): n for n, found in enumerate(MASK.finditer(whole))}
        for place in reversed(self.places):
            if any(change.shows(whole, ordinals.get(place.start, -1)) for change in changes):
                self.text = self.text[: place.start] + place.secret + self.text[place.end :]
            else:
                masked.append(place)
        self.places = masked

    def _mask(self, kind: str, spans: Sequence[tuple[int, int]]) -> None:
        """Put masks in place of these spans, which are in order; those that touch a mask stay."""
        if not spans:
            return
        name = _NAMES[kind][self._language]
        sign = f"[{name} hidden]" if self._language else f"[{name}已隐藏]"
        places, pieces, at, length = list[_Place](), list[str](), 0, 0
        masks = [found.span() for found in MASK.finditer(self.text)]
        for start, end, place in sorted(
            [*((p.start, p.end, p) for p in self.places), *self._free(spans, masks)], key=_at
        ):
            pieces.append(self.text[at:start])
            length += start - at
            shown = sign if place is None else self.text[start:end]
            kept = (kind, self.text[start:end]) if place is None else (place.kind, place.secret)
            places.append(_Place(kept[0], length, length + len(shown), kept[1]))
            pieces.append(shown)
            length, at = length + len(shown), end
        self.text, self.places = "".join([*pieces, self.text[at:]]), places

    def _free(
        self, spans: Sequence[tuple[int, int]], masks: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int, _Place | None]]:
        """Those of the spans that touch no mask. Both are in order."""
        starts = [start for start, _ in masks]
        for start, end in spans:
            before = bisect_left(starts, end) - 1
            if before < 0 or masks[before][1] <= start:
                yield start, end, None


def _at(item: tuple[int, int, _Place | None]) -> int:
    return item[0]


def mask_blocks(blocks: Iterable[Block], changes: Sequence[MaskChange] = ()) -> tuple[list[Block], Counter[str]]:
    """The blocks with their texts, headings, speakers and words masked; but for what `changes` say."""
    found: Counter[str] = Counter()
    masked = [_mask_block(block, found, changes) for block in blocks]
    return masked, found


def _mask_block(block: Block, found: Counter[str], changes: Sequence[MaskChange]) -> Block:
    said = mask(block.text, changes)
    found.update(said.found)
    headings = tuple(mask(heading, changes).text for heading in block.headings)
    speaker = mask(block.speaker, changes).text if block.speaker else block.speaker
    words = _mask_words(block.words, changes) if said.text != block.text else block.words
    corrections = () if said.found else block.corrections  # what was heard may be a part of the secret
    return replace(block, text=said.text, headings=headings, speaker=speaker, words=words, corrections=corrections)


def _mask_words(words: tuple[Word, ...], changes: Sequence[MaskChange]) -> tuple[Word, ...]:
    """Words whose letters are no longer in the masked text become one sign each."""
    whole = visible("".join(word.text for word in words))
    kept = _kept(whole, mask(whole, changes).text)
    at, masked = 0, []
    for word in words:
        length = len(visible(word.text))
        masked.append(word if all(kept[at : at + length]) else replace(word, text="■"))
        at += length
    return tuple(masked)


def _kept(before: str, after: str) -> list[bool]:
    """For each character of `before`, whether masking left it in place."""
    pieces = re.split(r"\[[^\[\]]{2,20}(?: hidden|已隐藏)\]", after)
    kept = [False] * len(before)
    at = 0
    for piece in pieces:
        at = before.index(piece, at)
        kept[at : at + len(piece)] = [True] * len(piece)
        at += len(piece)
    return kept
