"""Uploading leaves to a mirror (c2sp.org/tlog-mirror): what is sent, what goes back, and how each package is proved.

A request says which leaves it brings and up to which checkpoint, then come packages of at most 256 leaves, each with the
proof that they are in that checkpoint's tree. So a mirror takes in a log of any size a package at a time, and never holds
a leaf that was not proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from .checkpoint import Checkpoint
from .keys import BadKey, decode, encode
from .note import BadNote
from .tiles import WIDTH, make_bundle
from .tree import (
    HASH_BYTES,
    Subtree,
    leaf_hash,
    root_of,
    subtree_consistency_proof,
    verify_subtree_consistency,
)
from .witnessing import MOST_HASHES

INFO = "text/x.tlog.mirror-info"
"""The media type of ``Info``."""
PACKAGES_AT_ONCE = 32
"""How many packages a client sends in one request."""

Read = Callable[[int], bytes]
"""Returns at most so many of the bytes that come next; none at the end."""


class CutShort(EOFError):
    """What is read ends in the middle of a request."""


class Span(msgspec.Struct, frozen=True):
    """The leaves ``[start, end)`` of one package; with what the mirror has from ``low`` on they are a subtree."""

    low: int
    start: int
    end: int


class Head(msgspec.Struct, frozen=True):
    """What a request brings: leaves ``[start, end)`` of a log, ``end`` being the size of a checkpoint that the mirror knows.

    ``ticket`` is what the mirror gave before, to find that checkpoint again.
    """

    origin: str
    start: int
    end: int
    ticket: bytes = b""

    def data(self) -> bytes:
        """Return the bytes in front of the packages."""
        origin = self.origin.encode()
        sizes = self.start.to_bytes(8, "big") + self.end.to_bytes(8, "big")
        return _counted(origin) + sizes + _counted(self.ticket)

    def spans(self) -> Iterator[Span]:
        """Yield the packages that bring all of it, in order."""
        for low in range(self.start - self.start % WIDTH, self.end, WIDTH):
            span = Span(low, max(self.start, low), min(self.end, low + WIDTH))
            if span.start < span.end:
                yield span


class Package(msgspec.Struct, frozen=True):
    """Leaves, and the proof that with those before them in their bundle they are in the checkpoint's tree."""

    leaves: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    def data(self) -> bytes:
        """Return the bytes of the package; raises ``ValueError`` for a leaf of more than 65,535 bytes."""
        return make_bundle(self.leaves) + bytes([len(self.proof)]) + b"".join(self.proof)


class Info(msgspec.Struct, frozen=True):
    """What a mirror answers while it waits for more: the size to go for, the leaf that it wants next, a ticket."""

    size: int
    next: int
    ticket: bytes = b""

    def text(self) -> str:
        """Return the body of the answer."""
        return f"{self.size}\n{self.next}\n{encode(self.ticket)}\n"


def read_info(text: str) -> Info:
    """Read the body of an answer; raises ``BadNote`` where it is malformed."""
    number = "(0|[1-9][0-9]{0,18})"
    found = re.fullmatch(rf"{number}\n{number}\n(\S*)\n", text)
    if found is None:
        raise BadNote("a mirror answers with a size, the next leaf and a ticket, a line each")
    try:
        return Info(int(found[1]), int(found[2]), decode(found[3]))
    except BadKey as error:
        raise BadNote("the ticket of a mirror is not base64") from error


def read_head(read: Read) -> Head:
    """Read what a request brings. Raises ``CutShort``, and ``BadNote`` where the origin is no UTF-8."""
    origin = _exactly(read, _number(read, 2))
    start, end = _number(read, 8), _number(read, 8)
    ticket = _exactly(read, _number(read, 2))
    try:
        return Head(origin.decode(), start, end, ticket)
    except UnicodeDecodeError as error:
        raise BadNote("the origin of a log is UTF-8") from error


def read_package(read: Read, span: Span) -> Package:
    """Read the package of a span. Raises ``CutShort``, and ``BadNote`` for a proof of more than 63 hashes."""
    leaves = tuple(_exactly(read, _number(read, 2)) for _ in range(span.start, span.end))
    hashes = _number(read, 1)
    if hashes > MOST_HASHES:
        raise BadNote(f"a proof has at most {MOST_HASHES} hashes")
    return Package(leaves, tuple(_exactly(read, HASH_BYTES) for _ in range(hashes)))


def make_package(span: Span, leaves: Sequence[bytes], size: int, subtree: Subtree) -> Package:
    """Return the package of a span for a tree of ``size`` leaves."""
    return Package(tuple(leaves), tuple(subtree_consistency_proof(span.low, span.end, size, subtree)))


def check_package(span: Span, before: Sequence[bytes], package: Package, checkpoint: Checkpoint) -> None:
    """Check that the leaves of a package, behind those that are held of its bundle, are in a checkpoint's tree.

    Raises ``tree.BadProof`` otherwise.
    """
    root = root_of([leaf_hash(each) for each in (*before, *package.leaves)])
    verify_subtree_consistency(span.low, span.end, checkpoint.size, package.proof, root, checkpoint.root)


def _counted(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def _number(read: Read, width: int) -> int:
    return int.from_bytes(_exactly(read, width), "big")


def _exactly(read: Read, count: int) -> bytes:
    parts = []
    while count:
        part = read(count)
        if not part:
            raise CutShort
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
