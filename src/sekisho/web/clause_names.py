"""How clauses are called on a page: by their id, whose Japanese words an English page says in English."""

from __future__ import annotations

from sekisho.vocabulary.text import Text

WORDS = {
    "強化法": "Prevention Act",
    "整備法": "Companion Act",
    "基本法": "Basic Act",
    "報告命令": "Report Order",
    "附則1": "Suppl. 1",
    "実務": "Practice",
    "共有": "sharing",
    "設計": "Design",
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


def called(clause: str) -> Text:
    """Return what to call a clause; its id stays what links and records use."""
    return Text(clause, " ".join(WORDS.get(word, word) for word in clause.split(" ")))
