"""What people are told of the witnesses: how an attempt ended, and how fresh the cosignatures are."""

from __future__ import annotations

from sekisho.ledger.checkpoint import read_checkpoint
from sekisho.ledger.keys import encode
from sekisho.ledger.note import split_note
from sekisho.ledger.witnessing import read_request
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
