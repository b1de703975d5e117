"""What people are told of the witnesses: how an attempt ended, and how fresh the cosignatures are."""

from __future__ import annotations

from datetime import datetime, timedelta

from sekisho.ledger.checkpoint import read_checkpoint
from sekisho.ledger.keys import encode
from sekisho.ledger.note import split_note
from sekisho.ledger.witnessing import read_request
from sekisho.records.cosignatures import Given
from sekisho.vocabulary.text import Text

from .witnesses import Asked

NOTHING = Text("まだ検証点がない。", "There is no checkpoint yet.")
REQUEST = Text(
    "証人{witness}への要求を書き出した。\n  ログ：{origin}\n  大きさ：{size}（証人の持つ{old}から）\n  根：{root}",
    "The request to {witness} is written.\n  log: {origin}\n  size: {size} (from {old}, which the witness holds)\n  root: {root}",
)
COSIGNED = Text("証人{witness}が大きさ{size}に連署した。", "The witness {witness} cosigned size {size}.")
ENDED = Text("証人{witness}：{outcome}", "The witness {witness}: {outcome}")
OUTCOMES = {
    "": Text("連署した", "cosigned"),
    "conflict": Text(
        "証人の持つ大きさは{detail}である。--held {detail}を付けて要求を作り直すこと",
        "the witness holds size {detail}; make the request again with --held {detail}",
    ),
    "refused": Text("拒まれた（{detail}）", "refused ({detail})"),
    "invalid": Text(
        "答えの署名が正しくない（{detail}）", "the signature in the answer is not right ({detail})"
    ),
    "unreachable": Text("到達できない（{detail}）", "not reached ({detail})"),
    "ahead": Text(
        "証人は、このログより先を見ている（{detail}）。データベースが古い写しに戻された疑いがある",
        "the witness saw more than this log has ({detail}): the database may have been set back to an old copy",
    ),
    "forgot": Text(
        "連署したが、以前に連署したものを忘れている（{detail}から始めた）。証人の運用者に知らせること",
        "cosigned, but forgot what it had cosigned (it started from {detail}): tell who runs the witness",
    ),
}
GRAVE = frozenset({"refused", "invalid", "ahead", "forgot"})
"""The outcomes that are more than a connection that failed: somebody has to look into them."""
BAD_POLICY = Text(
    "証人の方針を読めないため、どの証人にも求めていない（{why}）。sekisho ledger policyで定め直すこと。",
    "The policy of witnesses cannot be read, so none is asked ({why}). Set it anew with sekisho ledger policy.",
)
KEY_MISSING = Text(
    "ログの署名鍵がない、又は別のものであるため、検証点に署名できない（{file}）。鍵のファイルをバックアップから戻すこと。",
    "No checkpoint can be signed, for the key of the log is missing or is another one ({file}). Put the key's file back"
    " from the backup.",
)
NO_QUORUM = Text(
    "方針は証人の連署を求めていない。ログが他の者に異なる歴史を示しても、出力だけからは分からない。",
    "The policy asks for no cosignature. An export alone would not show that somebody else was shown another history.",
)
QUORUM_MET = Text(
    "最新の検証点（{size}件）に、方針の求める証人が揃って連署している。",
    "The witnesses that the policy asks for have cosigned the latest checkpoint ({size} leaves).",
)
QUORUM_BEHIND = Text(
    "方針の求める証人が揃って連署したのは{size}件までである（{age}の検証点）。その後の{more}件には、まだ揃っていない。",
    "The witnesses that the policy asks for have cosigned up to {size} leaves (checkpoint of {age}). The {more} since are "
    "not covered yet.",
)
QUORUM_NEVER = Text(
    "方針の求める証人が揃って連署した検証点は、まだない。",
    "No checkpoint has been cosigned yet by the witnesses that the policy asks for.",
)
LAST = Text("{age}に{size}件まで連署", "cosigned up to {size} leaves, {age}")
NEVER = Text("まだ連署していない", "never cosigned yet")
TRIED = Text("{age}の問合せ：{outcome}", "asked {age}: {outcome}")
UNITS = (
    (86400, Text("{n}日前", "{n} d ago")),
    (3600, Text("{n}時間前", "{n} h ago")),
    (60, Text("{n}分前", "{n} min ago")),
    (1, Text("{n}秒前", "{n} s ago")),
)
AHEAD_OF_CLOCK = Text("時計より先の時刻", "at a time ahead of our clock")
NOW = Text("今", "just now")


def ago(since: timedelta) -> Text:
    """Return how long ago something was, in its largest unit; a time ahead of the clock is called one."""
    seconds = int(since.total_seconds())
    if seconds < 0:
        return AHEAD_OF_CLOCK
    return next((text.fill(n=seconds // size) for size, text in UNITS if seconds >= size), NOW)


def last_of(given: Given | None, now: datetime) -> Text:
    """Return what a witness cosigned last and how long ago."""
    return LAST.fill(size=given.size, age=ago(now - given.signed_at)) if given else NEVER


def tried(word: str, detail: str, since: timedelta) -> Text:
    """Return how and when the last attempt ended that brought no cosignature."""
    return TRIED.fill(age=ago(since), outcome=outcome(word, detail))


def of_request(body: bytes, witness: str) -> Text:
    """Return what a request asks for, for the person who carries it."""
    request = read_request(body)
    asked = read_checkpoint(split_note(request.note)[0])
    return REQUEST.fill(
        witness=witness, origin=asked.origin, size=asked.size, old=request.old, root=encode(asked.root)
    )


def of_outcome(asked: Asked) -> Text:
    """Return how asking ended."""
    if not asked.outcome:
        return COSIGNED.fill(witness=asked.witness, size=asked.size)
    return ENDED.fill(witness=asked.witness, outcome=outcome(asked.outcome, asked.detail))


def outcome(word: str, detail: str) -> Text:
    """Return the text of an outcome."""
    return OUTCOMES[word].fill(detail=detail)
