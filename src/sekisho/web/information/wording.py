"""Words of the information pages: formats, outcomes of a receipt, values written so that nothing can be clicked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sekisho.casework.verdict import Reason
from sekisho.law.clause_names import called
from sekisho.records.models import Receipt
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web.cases.words import Sign

FORMAT = {
    "stix": Text("STIX 2.1 バンドル", "STIX 2.1 bundle"),
    "misp": Text("MISP イベント", "MISP event"),
    "csv": Text("CSV 表", "CSV table"),
    "kev": Text("CISA KEV 一覧", "CISA KEV catalogue"),
    "incidents": Text("事案（JSON Lines）", "incidents (JSON Lines)"),
}

OUTCOME = {
    "taken": Sign("done", "done", Text("受け付けた", "taken")),
    "known": Sign("rest", "rest", Text("既に提供を受けている", "known already")),
    "rejected": Sign("blocked", "blocked", Text("受け付けない", "rejected")),
}

NOTHING = Finding(
    code="nothing-given",
    severity="error",
    place="file",
    message=Text("ファイルも本文もない。", "There is neither a file nor text."),
    remedy=Text("ファイルを選ぶか、本文を貼り付けること。", "Choose a file or paste the text."),
)
BUSY = Finding(
    code="busy",
    severity="error",
    place="file",
    message=Text(
        "同時に同じ情報が提供されたため、受け付けられなかった。", "The same information came at this moment."
    ),
    remedy=Text("もう一度送ること。", "Send it again."),
)


TYPES = {
    "artifact": "添付物",
    "attack-pattern": "攻撃手法",
    "autonomous-system": "自律システム",
    "campaign": "キャンペーン",
    "course-of-action": "対処策",
    "directory": "ディレクトリ",
    "domain-name": "ドメイン名",
    "email-addr": "メールアドレス",
    "email-message": "電子メール",
    "extension-definition": "拡張の定義",
    "file": "ファイル",
    "grouping": "情報の組",
    "identity": "組織又は個人",
    "incident": "事案",
    "indicator": "検知指標",
    "infrastructure": "攻撃基盤",
    "intrusion-set": "攻撃者集団",
    "ipv4-addr": "IPv4アドレス",
    "ipv6-addr": "IPv6アドレス",
    "language-content": "訳文",
    "location": "場所",
    "mac-addr": "MACアドレス",
    "malware": "マルウェア",
    "malware-analysis": "マルウェア解析",
    "marking-definition": "取扱区分",
    "mutex": "ミューテックス",
    "network-traffic": "通信",
    "note": "注記",
    "observed-data": "観測データ",
    "opinion": "意見",
    "process": "プロセス",
    "relationship": "関係",
    "report": "報告",
    "sighting": "目撃",
    "software": "ソフトウェア",
    "threat-actor": "脅威主体",
    "tool": "ツール",
    "url": "URL",
    "user-account": "利用者アカウント",
    "vulnerability": "脆弱性",
    "windows-registry-key": "レジストリキー",
    "x509-certificate": "証明書",
}
"""The types of STIX 2.1 in Japanese; in English a type is called as the standard calls it."""


def type_name(type_: str) -> Text:
    """Return a type in words, with the word of the standard by which it is searched; any other type as it is."""
    return Text(f"{TYPES[type_]}（{type_}）", type_) if type_ in TYPES else Text(type_, type_)


def format_name(format_: str) -> Text:
    """Return a format in words; the empty one of what was not recognised stays empty."""
    return FORMAT.get(format_, Text(format_, format_))


def counts(by_outcome: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return how many objects had each outcome, in a fixed order, none left out."""
    return [{"sign": sign, "n": by_outcome.get(outcome, 0)} for outcome, sign in OUTCOME.items()]


def receipt_line(row: Receipt) -> dict[str, Any]:
    """Return one line of a receipt."""
    return {
        "place": row.place,
        "id": row.stix_id,
        "type": type_name(row.type),
        "sign": OUTCOME[row.outcome],
        "why": [_why(each) for each in row.findings],
    }


def missing(reason: Reason) -> Finding:
    """Return what the gate misses as a finding about the whole form."""
    cited = [called(clause) for clause in reason.cite]
    return Finding(
        code=reason.rule,
        severity="error",
        place="",
        message=reason.text,
        remedy=Text(f"根拠：{'、'.join(c.ja for c in cited)}", f"Under: {', '.join(c.en for c in cited)}"),
    )


def defanged(value: str) -> str:
    """Return an observable written so that neither person nor program follows it by accident."""
    return value.replace("://", "[:]//").replace(".", "[.]") if "." in value else value


def _why(kept: Mapping[str, Any]) -> Text:
    message, remedy = kept["message"], kept["remedy"]
    return Text(f"{message['ja']} {remedy['ja']}", f"{message['en']} {remedy['en']}")
