"""The columns of a CSV file: what each may be called, in Japanese and in English, and the words used for types."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .credentials import shown
from .messages import finding
from .observables import TYPES

NAMES: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "value": (Text("値", "value"), ("指標", "痕跡情報", "indicator", "ioc", "observable")),
    "type": (Text("種別", "type"), ("種類", "型", "category", "indicator type", "ioc type")),
    "incident": (Text("事案番号", "incident"), ("事案", "事案id", "incident id", "incident number", "case")),
    "title": (Text("事案名", "title"), ("件名", "incident name", "name")),
    "date": (Text("観測日", "date"), ("日付", "発生日", "確認日", "日時", "observed", "first seen", "seen")),
    "sectors": (Text("分野", "sector"), ("業種", "被害分野", "sectors", "industry")),
    "countries": (Text("国", "country"), ("国名", "被害国", "国コード", "countries")),
    "techniques": (Text("手法", "technique"), ("攻撃手法", "att&ck", "techniques", "ttp")),
    "malware": (Text("マルウェア", "malware"), ("マルウェア名", "malware family", "family")),
    "tlp": (Text("TLP", "TLP"), ("共有範囲", "取扱い", "marking")),
    "level": (Text("機密性", "confidentiality"), ("機密性区分", "confidentiality level")),
    "confidence": (Text("確度", "confidence"), ("信頼度",)),
    "comment": (Text("備考", "comment"), ("説明", "コメント", "description", "note", "notes")),
}
"""Our name of a column, its title in both languages, and what else it is recognised by."""

TYPE_WORDS: Mapping[str, str] = {
    "": "",
    "ip": "ip",
    "ipアドレス": "ip",
    "ip address": "ip",
    "ip-dst": "ip",
    "ip-src": "ip",
    "ipv4アドレス": "ipv4",
    "ipv6アドレス": "ipv6",
    "ドメイン": "domain",
    "ドメイン名": "domain",
    "hostname": "domain",
    "fqdn": "domain",
    "メールアドレス": "email",
    "mail": "email",
    "e-mail": "email",
    "ハッシュ": "hash",
    "ハッシュ値": "hash",
    "hash": "hash",
    "sha-1": "sha1",
    "sha-256": "sha256",
    "sha-512": "sha512",
    "ファイル名": "filename",
    "file name": "filename",
    "ミューテックス": "mutex",
    "証明書": "x509",
    "certificate": "x509",
    "ip:port": "ipport",
    "ip・ポート": "ipport",
    "ipアドレス・ポート": "ipport",
    "as番号": "asn",
    "レジストリキー": "regkey",
}
"""What people write for a type, beside the types' own names."""


class Columns(msgspec.Struct, frozen=True):
    """Which column holds what (``None`` where the file cannot be used), the columns not understood, and findings."""

    places: Mapping[str, int] | None
    others: Mapping[str, int]
    findings: tuple[Finding, ...]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("_", " ").split())


_BY_WORD = {
    _plain(word): key for key, (title, words) in NAMES.items() for word in (title.ja, title.en, key, *words)
}


def type_word(text: str) -> str | None:
    """Return the type that a cell names, one of ``observables.TYPES``, ``ip``, ``hash`` or ``""``; ``None`` if unknown."""
    from_words = TYPE_WORDS.get(_plain(text))
    return from_words if from_words is not None else _plain(text) if _plain(text) in TYPES else None


def map_header(header: Sequence[str], name: str) -> Columns:
    """Say which column is which; a file needs a column of values, and no column twice."""
    places: dict[str, int] = {}
    others: dict[str, int] = {}
    findings: list[Finding] = []
    for number, title in enumerate(header):
        key = _BY_WORD.get(_plain(title))
        if key is None:
            others[title.strip() or f"#{number + 1}"] = number
        elif key in places:
            findings.append(finding("column_twice", f"{name}:1", column=NAMES[key][0]))
        else:
            places[key] = number
    if "value" not in places:
        findings.append(finding("column_missing", f"{name}:1", column=NAMES["value"][0]))
    if any(f.severity == "error" for f in findings):
        return Columns(None, others, tuple(findings))
    findings.append(finding("columns_mapped", f"{name}:1", columns=_shown(places, header)))
    if others:
        findings.append(
            finding("columns_kept_aside", f"{name}:1", columns=", ".join(shown(t, 40) for t in others))
        )
    return Columns(places, others, tuple(findings))


def _shown(places: Mapping[str, int], header: Sequence[str]) -> Text:
    pairs = [(shown(header[number].strip(), 40), NAMES[key][0]) for key, number in places.items()]
    return Text("、".join(f"{t}→{n.ja}" for t, n in pairs), ", ".join(f"{t} → {n.en}" for t, n in pairs))
