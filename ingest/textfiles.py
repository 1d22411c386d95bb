"""Bytes to text in the encodings that Chinese and English teams use.

UTF-8, UTF-16 and UTF-32 with or without a byte-order mark, GB18030 (and so GBK and
GB2312), Big5 and Windows-1252. Where several decodings are possible the one whose
characters are common in real text wins. Knows nothing of formats and does not promise to
recognise other single-byte encodings (KOI8, Shift-JIS): those come out as UnreadableText
or, rarely, as wrong letters.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ingest.errors import UnreadableText

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The most frequent characters of running Chinese, simplified and traditional. About 40 % of any
# real page is made of them; text decoded with the wrong table has next to none.
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正"
    "业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东"
    "声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山"
    "金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉"
    "客户预算投放广告品牌内容团队危机直播店铺价格商活动运营达人视频"
    "這個們來為國時會對於過發後裡經現當沒動還進樣開實無與長機業將兩間問並應戰頭體見產點員聲處義條氣題爾變總電數報結計務場資統區隊決馬書"
    "則聽卻達強難權設類據邊張該規萬請謝題項預廣單價視頻團"
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd\ue000-\uf8ff]")
_CONTROL_SHARE = 0.02  # more control characters than this and it is not text


def read_text(path: Path, file: str) -> str:
    """The file's text with "\\n" line ends. Raises UnreadableText."""
    return decode(path.read_bytes(), file)


def decode(data: bytes, file: str) -> str:
    """Text of `data` with "\\n" line ends and no byte-order mark. Raises UnreadableText."""
    text = _decode(data)
    if text is None:
        raise UnreadableText(file=file)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def decode_head(data: bytes) -> str | None:
    """Like `decode` for the first bytes of a longer file: a character cut in two at the end is
    forgiven. None where it is not text."""
    for shorter in range(4):
        text = _decode(data[: len(data) - shorter])
        if text is not None:
            return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return None


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" not in data:
        text = _strict(data, "utf-8")
        if text is not None:
            return text if _is_texty(text) else None
    return _most_plausible(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _most_plausible(data: bytes) -> str | None:
    encodings = ("utf-16-le", "utf-16-be") if b"\0" in data else ("gb18030", "big5", "utf-16-le", "utf-16-be")
    decoded = [text for encoding in encodings if (text := _strict(data, encoding)) is not None and _is_texty(text)]
    best = max(decoded, key=_plausibility, default=None)
    if best is not None and _plausibility(best) >= 0.08:
        return best
    if b"\0" in data:
        return None
    latin = _strict(data, "cp1252")
    if latin is not None and _is_texty(latin) and _reads_as_latin(latin):
        return latin
    return best if best is not None and _plausibility(best) > 0 else None


def _plausibility(text: str) -> float:
    """Share of the characters that are common Chinese, or plain ASCII, among all but spaces;
    ASCII counts for UTF-16, where a wrong byte order turns it into rare ideographs."""
    letters = [c for c in text[:20_000] if not c.isspace()]
    if not letters:
        return 0.0
    wide = [c for c in letters if ord(c) > 0x7F]
    common = sum(c in _COMMON_HAN for c in wide)
    if not wide:
        return 1.0
    odd = sum(not ("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef") for c in wide)
    return (common - odd) / len(wide) + (0.1 if _in_gb2312(wide) else 0.0)


def _in_gb2312(wide: list[str]) -> bool:
    """The 7,445 characters of everyday simplified Chinese: decides a cell of two characters,
    where frequency says nothing."""
    try:
        "".join(wide).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_texty(text: str) -> bool:
    sample = text[:50_000]
    return len(_NOT_TEXT.findall(sample)) <= len(sample) * _CONTROL_SHARE


def _reads_as_latin(text: str) -> bool:
    """Accented letters stand among plain ones; two-byte Chinese gives long runs of them."""
    high = sum(ord(c) > 0x7F for c in text)
    letters = sum(c.isalpha() for c in text)
    return letters > 0 and high <= 0.4 * len(text) and letters >= 0.4 * len(text)
