"""What a person is told of an answer, of the state of a witness, and of the evidence."""

from __future__ import annotations

from datetime import UTC, datetime

from sekisho.ledger.keys import encode
from sekisho.ledger.witnessing import Fault, Status
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import write_time

from .answering import Answer
from .store import Evidence, Handed


def of_answer(given: Answer) -> Text:
    """Return what was seen and whether it was cosigned, for the person who carries it."""
    if given.status is Status.COSIGNED and given.seen is not None:
        root = encode(given.seen.root)
        return COSIGNED.fill(origin=given.origin, size=given.seen.size, root=root)
    assert given.finding is not None
    return REFUSED.fill(message=given.finding.message, remedy=given.finding.remedy)


def of_state(each: Handed) -> Text:
    """Return what was cosigned last of a log."""
    return STATE.fill(origin=each.origin, size=each.size, at=when(each.at))


def of_evidence(each: Evidence) -> Text:
    """Return what a piece of evidence shows, and both checkpoints as they were signed."""
    head = EVIDENCE.fill(number=each.number, at=when(each.at), origin=each.origin, means=MEANS[each.fault])
    shown = SHOWN.fill(beside=each.beside, refused=each.refused)
    return Text(f"{head.ja}\n{shown.ja}", f"{head.en}\n{shown.en}")


def when(at: int) -> str:
    """Return a POSIX time as a person reads it."""
    return write_time(datetime.fromtimestamp(at, UTC))


def of_comparison(given: Answer) -> Text:
    """Return what comparing a checkpoint with what was cosigned here came to."""
    if given.seen is not None:
        return SAME.fill(origin=given.origin, size=given.seen.size)
    assert given.finding is not None
    return COMPARED.fill(message=given.finding.message, remedy=given.finding.remedy)


SAME = Text(
    "一致した。{origin}の大きさ{size}で、この証人も同じ根に連署している。",
    "They agree: at size {size} of {origin}, this witness cosigned the same root.",
)
COMPARED = Text("{message}。\n  → {remedy}", "{message}.\n  → {remedy}")
COSIGNED = Text(
    "連署した。ログ：{origin}\n  大きさ：{size}\n  根：{root}\n  これまでに見たものから伸びたことを確かめ、保存した。",
    "Cosigned. Log: {origin}\n  size: {size}\n  root: {root}\n  It grew from what was seen before; this is checked and kept.",
)
REFUSED = Text("連署しなかった。{message}。\n  → {remedy}", "Not cosigned: {message}.\n  → {remedy}")
STATE = Text("{origin}：大きさ{size}まで連署した（{at}）", "{origin}: cosigned up to size {size} ({at})")
EVIDENCE = Text(
    "証拠{number}（{at}）ログ：{origin}\n{means}", "Evidence {number} ({at}), log: {origin}\n{means}"
)
SHOWN = Text(
    "--- 連署したもの ---\n{beside}--- 拒んだもの ---\n{refused}",
    "--- cosigned ---\n{beside}--- refused ---\n{refused}",
)
MEANS = {
    Fault.OTHER_ROOT: Text(
        "同じ大きさの異なる根に、ログの鍵が署名している。この二つだけで、ログが二つの歴史を示したことの証明となる。",
        "The log's key signed another root at the same size. These two alone prove that the log showed two histories.",
    ),
    Fault.SMALLER: Text(
        "連署したものより小さく、その大きさでは連署していない。古いものが送られたのか、ログが巻き戻されたのか、これだけでは"
        "分からない。ログの葉と照らし合わせること。",
        "It is smaller than the one cosigned, at a size never cosigned. Whether an old one was sent or the log was set "
        "back cannot be told from these alone: compare them with the log's leaves.",
    ),
    Fault.NOT_JOINED: Text(
        "添えられた証明は、連署したものから伸びたことを示さない。証明の誤りか、ログの分岐か、ログの葉と照らし合わせること。",
        "The proof that came does not show growth from the one cosigned. Compare with the log's leaves whether the "
        "proof was wrong or the log forked.",
    ),
}
NEVER = Text("{origin}：まだ連署していない", "{origin}: never cosigned yet")
KEPT = Text("証拠：{count}件", "evidence kept: {count}")
NONE = Text("証拠はない。", "No evidence is kept.")
