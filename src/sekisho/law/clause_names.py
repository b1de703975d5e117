"""How clauses are called: Japanese cites the provision as a lawyer does, English has the id in English.

Ids themselves (``PDEA 6-2(2)``, ``G2.1a``, ``設計 記録``) stay what links, records and commands use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sekisho.vocabulary.text import Text

WORDS = {
    "強化法": "Prevention Act",
    "整備法": "Companion Act",
    "基本法": "Basic Act",
    "報告命令": "Report Order",
    "附則1": "Suppl. 1",
    "実務": "Practice:",
    "共有": "sharing",
    "設計": "Design:",
    "計画": "plan",
    "停止": "stopping",
    "逸脱": "deviation",
    "二者": "two persons",
    "記録": "record",
    "終結": "closing",
    "権限": "authority",
    "回避": "recusal",
    "知る必要": "need to know",
    "取扱資格": "clearance",
    "緊急閲覧": "emergency access",
}
"""The Japanese words that ids of clauses are made of. A word that is not here is shown as it is."""


STATUTES = {
    "PDEA": "警職法",
    "SDF": "自衛隊法",
    "NSC Act": "NSC設置法",
    "強化法": "強化法",
    "整備法": "整備法",
    "基本法": "サイバーセキュリティ基本法",
    "報告命令": "報告命令",
}
"""What statutes are called in Japanese, by the word that ids begin with."""

PROVISION = re.compile(
    r"(?P<statute>.+) (?P<supplement>附則)?(?P<article>\d+)(?:-(?P<branch>\d+))?(?:\((?P<paragraph>\d+)\))?(?:\((?P<item>[ivx]+)\))?"
)
GUIDELINE = re.compile(r"G(?P<section>\d+)(?:\.(?P<sub>\d+))?(?P<part>[a-z].*)?")
"""The letters at the end are ours: they tell apart what the guideline says in one passage."""

UNDIVIDED = "1"
"""The section of the guideline without numbered passages: there the number after the point is ours too."""

SEVERAL = ("37-44",)
"""Articles cited together; in every other id a hyphen is an article with a branch number (第6条の2)."""
ITEMS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def called(clause: str) -> Text:
    """Return what to call a clause; its id stays what links and records use."""
    return Text(_japanese(clause), " ".join(WORDS.get(word, word) for word in clause.split(" ")))


def cited(clauses: Iterable[str]) -> Text:
    """Return several clauses as they are cited behind a sentence."""
    names = [called(clause) for clause in clauses]
    return Text("、".join(name.ja for name in names), ", ".join(name.en for name in names))


def _japanese(clause: str) -> str:
    """Return the citation in Japanese; an id that names no provision (``設計 記録``) is one already."""
    guideline = GUIDELINE.fullmatch(clause)
    if guideline:
        sub = guideline["sub"] or ""
        if sub:
            sub = f"-{sub}" if guideline["section"] == UNDIVIDED else f"({sub})"
        return f"指針{guideline['section']}{sub}{guideline['part'] or ''}"
    found = PROVISION.fullmatch(clause)
    if not found or found["statute"] not in STATUTES:
        return clause
    if clause.endswith(SEVERAL):
        return f"{STATUTES[found['statute']]}第{found['article']}条から第{found['branch']}条まで"
    parts = (
        STATUTES[found["statute"]],
        found["supplement"] or "",
        f"第{found['article']}条",
        f"の{found['branch']}" if found["branch"] else "",
        f"第{found['paragraph']}項" if found["paragraph"] else "",
        f"第{ITEMS.index(found['item']) + 1}号" if found["item"] else "",
    )
    return "".join(parts)
