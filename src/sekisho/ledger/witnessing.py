"""Asking a witness, and what it must look at (c2sp.org/tlog-witness): the request, its checks, the refusals.

A request carries the size that the witness is thought to hold, a consistency proof from there, and the new signed
checkpoint. What is kept here of a checkpoint is its text and the signatures of the log alone, so that whoever repeats
it with signatures of strangers adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum

import msgspec

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .checkpoint import Checkpoint, read_checkpoint
from .keys import ED25519, BadKey, VerifierKey, decode, encode
from .note import BadNote, open_note, split_note
from .policy import Policy
from .tree import EMPTY_ROOT, HASH_BYTES, BadProof, verify_consistency

MOST_HASHES = 63
"""How many hashes a proof may have; the specification allows no more."""
MOST_BYTES = 1 << 18
"""The longest request that is read: 63 hashes and a checkpoint with as many signatures as a note may carry."""

ANSWER_HEAD = "sekisho.invalid/witness-answer/1"


class Status(IntEnum):
    """How a witness answers, by the codes of HTTP."""

    COSIGNED = 200
    MALFORMED = 400
    UNSIGNED = 403
    UNKNOWN = 404
    CONFLICT = 409
    INCONSISTENT = 422
    UNABLE = 503


class Fault(StrEnum):
    """What a refused checkpoint that the log did sign may be evidence of."""

    OTHER_ROOT = "other-root"
    SMALLER = "smaller"
    NOT_JOINED = "not-joined"


class Request(msgspec.Struct, frozen=True):
    """What is asked: the size said to be held, the proof from it, the signed checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str


class Claim(msgspec.Struct, frozen=True):
    """A request whose checkpoint a trusted key signed; ``note`` has the signatures of trusted keys only."""

    request: Request
    checkpoint: Checkpoint
    note: str


class Seen(msgspec.Struct, frozen=True):
    """What the witness cosigned of a log: size, root (32 bytes) and the note it had."""

    size: int
    root: bytes
    note: str = ""


NOTHING = Seen(0, EMPTY_ROOT)
"""What is held of a log that was never cosigned."""


class Refusal(msgspec.Struct, frozen=True):
    """Why it is not cosigned; ``held`` goes with a conflict, ``fault`` and ``beside`` with evidence."""

    status: Status
    finding: Finding
    held: int = 0
    fault: Fault | None = None
    beside: Seen | None = None


def write_request(old: int, proof: Iterable[bytes], note: str) -> str:
    """Return the body of a request."""
    return "".join([f"old {old}\n", *(f"{encode(each)}\n" for each in proof), "\n", note])


def read_request(body: bytes) -> Request:
    """Read the body of a request; raises ``BadNote`` where it is malformed."""
    if len(body) > MOST_BYTES:
        raise BadNote(f"a request has at most {MOST_BYTES} bytes")
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise BadNote("a request is UTF-8") from error
    first, *hashes = head.split("\n")
    found = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", first)
    if not blank or found is None or len(hashes) > MOST_HASHES:
        raise BadNote(f"a request is a line 'old SIZE', at most {MOST_HASHES} hashes, a blank line, a note")
    return Request(int(found[1]), tuple(_hash(line) for line in hashes), note)


class AnswerFile(msgspec.Struct, frozen=True):
    """An answer carried on media, which the specification does not have: status, the size cosigned (0 for none), and
    the body as over HTTP.
    """

    status: Status
    size: int
    body: str

    def text(self) -> str:
        """Return the file."""
        return f"{ANSWER_HEAD}\n{self.status.value} {self.size}\n\n{self.body}"


def read_answer(data: bytes) -> AnswerFile:
    """Read an answer file; raises ``BadNote`` where it is malformed."""
    found = re.fullmatch(rb"(\S+)\n(\d{3}) (\d{1,19})\n\n(.*)", data, re.DOTALL)
    if found is None or found[1].decode(errors="replace") != ANSWER_HEAD or int(found[2]) not in set(Status):
        raise BadNote("this is no answer of a witness")
    try:
        return AnswerFile(Status(int(found[2])), int(found[3]), found[4].decode())
    except UnicodeDecodeError as error:
        raise BadNote("an answer is UTF-8") from error


def _hash(line: str) -> bytes:
    try:
        data = decode(line)
    except BadKey as error:
        raise BadNote("a hash of the proof is not base64") from error
    if len(data) != HASH_BYTES:
        raise BadNote("a hash of the proof has 32 bytes")
    return data


def open_request(body: bytes, trusted: Policy) -> Claim | Refusal:
    """Return what a request claims, or why it is refused before anything held is looked at.

    ``trusted`` names the keys of the logs; of one that another took over from, the sizes that it may sign. In the order of the specification: form, origin, signature, and that
    the old size is not the larger one.
    """
    try:
        request = read_request(body)
        checkpoint = read_checkpoint(split_note(request.note)[0])
    except BadNote as error:
        return refusal(Status.MALFORMED, "malformed", MALFORMED.fill(why=error))
    if all(key.name != checkpoint.origin for key in trusted.logs):
        return refusal(Status.UNKNOWN, "unknown-log", UNKNOWN.fill(origin=checkpoint.origin))
    try:
        note = signed_note(request.note, trusted.keys_of(checkpoint.origin, checkpoint.size))
    except BadNote as error:
        return refusal(Status.UNSIGNED, "unsigned", UNSIGNED.fill(why=error))
    if request.old > checkpoint.size:
        return refusal(Status.MALFORMED, "old-too-large", OLD_TOO_LARGE)
    return Claim(request, checkpoint, note)


def signed_note(note: str, keys: Sequence[VerifierKey]) -> str:
    """Return a note with the signatures of these keys alone, plain and timed.

    Raises ``BadNote`` where one is wrong, or where no Ed25519 key signed plainly.
    """
    every = [way for key in keys for way in (key, key.as_cosigner())]
    text, signed = open_note(note, every)
    if not any(key in signed for key in keys if key.kind == ED25519):
        raise BadNote("no trusted key signed the checkpoint itself")
    ids = {(key.name, key.id) for key in every}
    lines = dict.fromkeys(each.line for each in split_note(note)[1] if (each.name, each.id) in ids)
    return f"{text}\n{''.join(lines)}"


def judge(claim: Claim, latest: Seen, before: Seen | None) -> Refusal | None:
    """Return why a claim cannot be cosigned; ``None`` where it can.

    ``latest`` is the largest tree cosigned of this log (``NOTHING`` for none), ``before`` what was cosigned at the size
    of this checkpoint, if anything was. In the order of the specification.

    1. The old size must be the one held; else its size is said. What that tells against the log is kept.
    2. An empty tree has the empty root.
    3. Of equal sizes, the roots are equal and no proof is given.
    4. The proof joins the two trees.
    """
    request, new = claim.request, claim.checkpoint
    if request.old != latest.size:  # 1
        fault, beside = _against_the_log(new, latest, before)
        told = _TELLING[fault] if fault else CONFLICT
        finding = _finding("conflict" if fault is None else fault, told.fill(size=new.size, held=latest.size))
        return Refusal(Status.CONFLICT, finding, latest.size, fault, beside)
    if new.size == 0 and new.root != EMPTY_ROOT:  # 2
        return refusal(Status.INCONSISTENT, "empty-root", EMPTY)
    if new.size == latest.size and new.root != latest.root:  # 3
        return _fault(Fault.OTHER_ROOT, new, latest)
    return None if _joined(request, new, latest) else _fault(Fault.NOT_JOINED, new, latest)  # 4


def _joined(request: Request, new: Checkpoint, latest: Seen) -> bool:
    if latest.size == 0:
        return not request.proof
    try:
        verify_consistency(latest.size, new.size, request.proof, latest.root, new.root)
    except BadProof:
        return False
    return True


def _against_the_log(new: Checkpoint, latest: Seen, before: Seen | None) -> tuple[Fault | None, Seen | None]:
    if before is not None:
        return (None, None) if before.root == new.root else (Fault.OTHER_ROOT, before)
    return (Fault.SMALLER, latest) if new.size < latest.size else (None, None)


def _fault(fault: Fault, new: Checkpoint, beside: Seen) -> Refusal:
    told = _TELLING[fault].fill(size=new.size, held=beside.size)
    return Refusal(Status.INCONSISTENT, _finding(fault, told), fault=fault, beside=beside)


def other_root(new: Checkpoint, beside: Seen) -> Finding:
    """Return the finding that two roots were signed at one size."""
    return _finding(Fault.OTHER_ROOT, OTHER_ROOT.fill(size=new.size, held=beside.size))


def refusal(status: Status, code: str, message: Text) -> Refusal:
    """Return a refusal that is evidence of nothing."""
    return Refusal(status, _finding(code, message))


def _finding(code: str, message: Text) -> Finding:
    return Finding(
        code=f"witness.{code}",
        severity="error",
        place="add-checkpoint",
        message=message,
        remedy=_REMEDY[code],
    )


MALFORMED = Text("要求の形が仕様に合わない（{why}）", "the request is malformed ({why})")
UNKNOWN = Text("ログ「{origin}」を知らない", "the log {origin!r} is not known here")
UNSIGNED = Text("信頼する鍵の正しい署名がない（{why}）", "no right signature of a trusted key ({why})")
OLD_TOO_LARGE = Text(
    "旧いとされる大きさが新しいチェックポイントより大きい",
    "the old size is larger than that of the new checkpoint",
)
CONFLICT = Text(
    "この証人が最後に連署した大きさは{held}であり、要求の前提と異なる",
    "this witness last cosigned size {held}, which is not what the request starts from",
)
EMPTY = Text("葉のないログの根ではない", "this is not the root of a log without leaves")
OTHER_ROOT = Text(
    "同じ大きさ{size}に、連署したものと異なる根が署名されている。ログの鍵は二つの歴史に署名した",
    "at the same size {size} another root is signed than the one cosigned: the log's key signed two histories",
)
SMALLER = Text(
    "連署した大きさ{held}より小さい{size}である。古いものの再送でなければ、ログは巻き戻されている",
    "size {size} is smaller than {held}, already cosigned: unless an old one is sent again, the log was set back",
)
NOT_JOINED = Text(
    "大きさ{held}のログが{size}まで伸びたことを証明が示さない。証明の誤りでなければ、ログは分岐している",
    "the proof does not show that the log of {held} grew to {size}: unless the proof is wrong, the log forked",
)
_TELLING = {Fault.OTHER_ROOT: OTHER_ROOT, Fault.SMALLER: SMALLER, Fault.NOT_JOINED: NOT_JOINED}
_KEPT = Text(
    "双方のチェックポイントは証拠として保存した。sekisho witness evidenceで示し、ログの運用者に説明を求めること",
    "both checkpoints are kept as evidence: show them with sekisho witness evidence, and ask who runs the log",
)
_REMEDY = {
    "malformed": Text(
        "c2sp.org/tlog-witnessの形で送ること", "send what c2sp.org/tlog-witness asks for, at most 256 KiB"
    ),
    "unknown-log": Text(
        "証人の運用者が、別の経路で受け取った鍵をlogsファイルに加えること",
        "have the witness's operator add the key, received by another way, to the file of logs",
    ),
    "unsigned": Text(
        "ログの鍵を替えたのなら、証人のlogsファイルに新しい鍵を加えること",
        "if the log's key was changed, have the new one added to the witness's file of logs",
    ),
    "old-too-large": Text("証人の持つ大きさから始めること", "start from the size that the witness holds"),
    "conflict": Text("証人の持つ大きさからの証明を送ること", "send a proof from the size that is held"),
    "empty-root": Text("ログの実装を調べること", "look into the software of the log"),
    "not-seen": Text(
        "この証人の連署した大きさのチェックポイントを受け取って比べること",
        "compare a checkpoint of a size that this witness did cosign",
    ),
    "unable": Text(
        "ディスクの空きと、フォルダの権限を確かめ、同じ要求を送り直すこと",
        "look at the free space and the rights of the folder, then send the same request again",
    ),
    "set-back": Text(
        "最新のデータベースを戻すか、新しい鍵で証人を作り直すこと。印を消してはならない",
        "bring back the newest database, or found the witness anew with another key; never remove the mark",
    ),
    "clock": Text("証人の時計を合わせること", "set the witness's clock right"),
    Fault.OTHER_ROOT: _KEPT,
    Fault.SMALLER: _KEPT,
    Fault.NOT_JOINED: _KEPT,
}
