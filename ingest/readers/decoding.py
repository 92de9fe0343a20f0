"""Bytes to text: by byte order mark, declared charset, page's meta charset and detection, each checked for sanity."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache

from charset_normalizer import from_bytes

from policygraph.schema.errors import SourceError

_MARKS = (  # UTF-32 before UTF-16, whose mark it begins with
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.I)
_META_WITHIN = 16_384
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "hz": "gb18030"}
_GBK_SPACE = "\ue5e5"  # what the codec makes of A3A0, a wide space in GBK (so the HTML standard reads it)
_SAMPLE = 200_000  # bytes that judge an encoding; a whole file that fails later is decoded with replacement marks
_DAMAGE = 0.01  # the share of unreadable characters up to which a text counts as damaged rather than misread
_CONTROL_MAX = 0.1  # the share of control characters beyond which something is no text
_SANE = 0.6  # the share of usual characters among those beyond ASCII


def decode(data: bytes, name: str, *, declared: str | None = None, markup: bool = False) -> str:
    """The text of `data`; `declared` is the charset that came with it, `markup` lets the page's own meta tag speak.

    Raises `SourceError` for what is no text, or text in an encoding that cannot be told.

    >>> decode("我市新增企业3家。".encode("gbk"), "a.txt")
    '我市新增企业3家。'
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            text = data.decode(marked, "replace")
            if _damage(text) <= _DAMAGE:
                return text
    if encoding := _wide(data):
        return data.decode(encoding, "replace")
    sample = data[:_SAMPLE]
    if sample.count(0) > len(sample) * _CONTROL_MAX:
        raise SourceError(f"{name}: is not text (it holds zero bytes); give the document as text, HTML or JSON")
    for encoding in _candidates(data, declared, markup):
        text = data.decode(encoding, "replace").replace(_GBK_SPACE, "\u3000")
        if _damage(text) <= _DAMAGE and _usual(text) >= _SANE:
            return text
    raise _unread(data, name)


def _unread(data: bytes, name: str) -> SourceError:
    """Why nothing reads these bytes, with the place of the first that is wrong."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return SourceError(
            f"{name}: its encoding cannot be told (as UTF-8 it is wrong at byte {error.start + 1}: {error.reason}); "
            "save it as UTF-8 and try again"
        )
    if control := _CONTROL.search(text):
        at = len(text[: control.start()].encode("utf-8")) + 1
        return SourceError(
            f"{name}: is no text, though valid UTF-8 (control character U+{ord(control[0]):04X} at byte {at}); "
            "remove such characters, or give the document as text, HTML or JSON"
        )
    return SourceError(
        f"{name}: is valid UTF-8, but hardly of usual characters; it was perhaps converted from a wrong encoding: "
        "save it again from the original"
    )


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of line breaks, digits and spaces is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 8 or sample.count(0) < pairs // 20:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros and not others:
            text = sample[: pairs * 2].decode(encoding, "replace")
            if _damage(text) <= _DAMAGE and _usual(text) >= _SANE:
                return encoding
    return None


def _candidates(data: bytes, declared: str | None, markup: bool) -> Iterator[str]:
    """Encodings to try in order.

    Bytes that are valid UTF-8 as a whole are UTF-8 whatever is declared: text in another encoding is that only by an
    accident which a few characters can have, a text cannot.
    """
    if _is_utf8(data):
        yield "utf-8"
    named = [declared] if declared else []
    if markup and (match := _META.search(data[:_META_WITHIN])):
        named.append(match[1].decode("ascii"))
    yield from (encoding for name in named if (encoding := _known(name)))
    yield from ("gb18030", "utf-8", "big5hkscs")
    best = from_bytes(data[:_SAMPLE]).best()
    if best is not None:
        yield best.encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _known(name: str | None) -> str | None:
    """The codec for a charset name, the widest of its family; None for a name that Python does not know."""
    label = (name or "").strip().lower()
    try:
        found = codecs.lookup(_SUPERSETS.get(label, label)).name
    except LookupError:
        return None
    return _SUPERSETS.get(found, found) if found not in {"ascii", "iso8859-1", "cp1252"} else None


def _damage(text: str) -> float:
    """The share of characters that no text has: replacement marks, private use, and control characters if many."""
    sample = text[:_SAMPLE]
    visible = len(sample) - sum(map(sample.count, "\r\n\t ")) or 1
    control = len(_CONTROL.findall(sample)) / visible
    return len(_BAD.findall(sample)) / visible + (control if control > _CONTROL_MAX else 0.0)


_BAD = re.compile("[\ufffd\ue000-\uf8ff\x80-\x84\x86-\x9f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BEYOND = re.compile("[^\x00-\x7f\x85\xa0-\xff]")


def _usual(text: str) -> float:
    """The share of usual characters (common hanzi, Chinese and general punctuation) among those beyond Latin-1.

    UTF-8 read as GBK gives mostly rare hanzi, GBK read as Big5 too; text of another language than Chinese passes when
    it has no rare hanzi.
    """
    beyond = _BEYOND.findall(text[:_SAMPLE])
    if not beyond:
        return 1.0
    usual = _usual_characters()
    strange = sum(1 for char in beyond if "\u3400" <= char <= "\u9fff" and char not in usual)
    return 1 - strange / len(beyond)


@cache
def _usual_characters() -> frozenset[str]:
    """The common hanzi, from the layout of the codes: level 1 of GB 2312 and of Big5."""
    simplified = bytes(b for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for b in (high, low))
    low_bytes = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(b for high in range(0xA4, 0xC7) for low in low_bytes for b in (high, low))
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))
