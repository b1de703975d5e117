"""Character encodings: UTF-8 is expected; what Japanese offices also send is recognised and said; the rest refused."""

from __future__ import annotations

import codecs

import msgspec

from sekisho.vocabulary.finding import Finding

from .messages import finding

MAX_BYTES = 128 * 1024 * 1024
"""Largest file that is read in one piece: more than three times the ATT&CK catalogue."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTAINERS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "ZIP / Excel"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
)


class Decoded(msgspec.Struct, frozen=True):
    """The text of a file, or ``None`` with the findings that say why not."""

    text: str | None
    encoding: str = ""
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Decode a file: UTF-8 with or without mark, UTF-16 or 32 with mark, ISO-2022-JP, Shift_JIS (CP932), EUC-JP."""
    refusal = _refusal(data, name)
    if refusal is not None:
        return Decoded(None, "", (refusal,))
    for marks, encoding in ((_UTF32, "utf-32"), (_UTF16, "utf-16"), ((codecs.BOM_UTF8,), "utf-8-sig")):
        if data.startswith(marks):
            return _with(data, encoding, name)
    if b"\x1b$" in data and data.isascii():
        return _with(data, "iso2022_jp", name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        japanese = _japanese(data)
        if japanese:
            return _with(data, japanese, name)
        line = data.count(b"\n", 0, error.start) + 1
        return Decoded(None, "", (finding("encoding_unknown", f"{name}:{line}", byte=error.start),))


def _refusal(data: bytes, name: str) -> Finding | None:
    if len(data) > MAX_BYTES:
        return finding("file_too_large", name, size=len(data), limit=MAX_BYTES)
    container = next((kind for start, kind in _CONTAINERS if data.startswith(start)), None)
    if container:
        return finding("container_not_read", name, kind=container)
    if not data.strip():
        return finding("file_empty", name)
    return None


def _with(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return Decoded(None, "", (finding("encoding_unknown", name, byte=error.start),))
    code = "byte_order_mark" if encoding == "utf-8-sig" else "encoding_recognised"
    return Decoded(text, encoding, (finding(code, name, encoding=encoding.upper()),))


def _japanese(data: bytes) -> str | None:
    """Choose between Shift_JIS and EUC-JP by which reading looks more like Japanese; ``None`` if neither does.

    EUC-JP read as Shift_JIS turns into half-width katakana, Shift_JIS read as EUC-JP rarely decodes at all.
    """
    best: tuple[float, str] | None = None
    for encoding in ("cp932", "euc_jp"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _share_of_japanese(text)
        if share > 0.6 and (best is None or share > best[0]):
            best = (share, encoding)
    return best[1] if best else None


def _share_of_japanese(text: str) -> float:
    foreign = [c for c in text[:200_000] if not c.isascii()]
    good = sum(
        "\u3000" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uff01" <= c <= "\uff5e" for c in foreign
    )
    return good / len(foreign) if foreign else 0.0
