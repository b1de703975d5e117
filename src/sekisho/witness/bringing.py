"""Bringing a log to a mirror that somebody else runs (c2sp.org/tlog-mirror): its checkpoint, then the leaves that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from sekisho.ledger.checkpoint import Checkpoint, read_checkpoint
from sekisho.ledger.note import BadNote, split_note
from sekisho.ledger.tiles import WIDTH, bundle_path, read_bundle, stored, tile_path
from sekisho.ledger.tree import Subtree, consistency_proof
from sekisho.ledger.uploading import PACKAGES_AT_ONCE, Head, Info, Span, make_package, read_info
from sekisho.ledger.witnessing import write_request

from .source import Source

CHECKPOINT, ENTRIES = "text/plain; charset=utf-8", "application/octet-stream"

Post = Callable[[str, bytes, str], tuple[int, str]]
"""Brings a body of a media type to a path; returns the status and the text that comes back. Raises ``OSError``."""


class Refused(RuntimeError):
    """The mirror does not take the log; the message is its status and its words."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status} {said.strip()}")


def bring(read: Source, post: Post) -> str:
    """Bring what a log shows now to a mirror; return the lines that the mirror signed.

    Raises ``Refused``; ``OSError`` where the log cannot be read or the mirror not be reached; ``BadNote`` and ``BadTile``
    where the log is none.

    1. The checkpoint, with the proof from the size that the mirror has.
    2. The leaves from where the mirror wants them, some packages at a time, until it has signed.
    """
    note = read("checkpoint").decode(errors="replace")
    new = read_checkpoint(split_note(note)[0])
    subtree = stored(lambda *place: _tile(read, *place), new.size)
    _show(note, new, subtree, post)  # 1
    wanted = Info(new.size, 0)  # 2
    while True:
        status, said = post("add-entries", _request(read, new, wanted, subtree), ENTRIES)
        if status == HTTPStatus.OK:
            return said
        went_on = _info(said) if status in (HTTPStatus.ACCEPTED, HTTPStatus.CONFLICT) else None
        if went_on is None or went_on.size != new.size or went_on == wanted:
            raise Refused(status, said)
        wanted = went_on


def _show(note: str, new: Checkpoint, subtree: Subtree, post: Post) -> None:
    old = 0
    for _ in range(2):
        proof: Sequence[bytes] = consistency_proof(old, new.size, subtree) if old else ()
        status, said = post("add-checkpoint", write_request(old, proof, note).encode(), CHECKPOINT)
        if status == HTTPStatus.OK:
            return
        if status != HTTPStatus.CONFLICT or not said.strip().isdecimal() or int(said) > new.size:
            break
        old = int(said)
    raise Refused(status, said)


def _request(read: Source, new: Checkpoint, wanted: Info, subtree: Subtree) -> bytes:
    head = Head(new.origin, wanted.next, new.size, wanted.ticket)
    spans = list(head.spans())[:PACKAGES_AT_ONCE]
    made = (make_package(each, _leaves(read, each, new.size), new.size, subtree).data() for each in spans)
    return head.data() + b"".join(made)


def _leaves(read: Source, span: Span, size: int) -> list[bytes]:
    number = span.low // WIDTH
    path = bundle_path(number, min(WIDTH, size - span.low))
    data = _either(read, path, bundle_path(number))
    return read_bundle(data)[span.start - span.low : span.end - span.low]


def _tile(read: Source, level: int, number: int, width: int) -> bytes:
    return _either(read, tile_path(level, number, width), tile_path(level, number))


def _either(read: Source, path: str, whole: str) -> bytes:
    """Read a file; the log may have the complete one only."""
    try:
        return read(path)
    except FileNotFoundError:
        return read(whole)


def _info(said: str) -> Info | None:
    try:
        return read_info(said)
    except BadNote:
        return None
