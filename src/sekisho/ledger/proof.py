"""Proofs to take away (c2sp.org/tlog-proof): a leaf's index, its inclusion proof, and the checkpoint, in one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from .checkpoint import Checkpoint
from .keys import BadKey, decode, encode
from .note import BadNote
from .policy import Policy, open_under
from .tree import HASH_BYTES, verify_inclusion

HEAD = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"


class TakenProof(msgspec.Struct, frozen=True):
    """The content of a ``.tlog-proof``; ``extra`` is opaque to the log, and nothing vouches for it."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""


def write_proof(index: int, path: Sequence[bytes], checkpoint: str, extra: bytes = b"") -> str:
    """Return the text of a proof; ``checkpoint`` is the signed note."""
    lines = [HEAD]
    lines += [f"extra {encode(extra)}"] if extra else []
    lines += [f"index {index}", *(encode(each) for each in path)]
    return "".join(f"{line}\n" for line in lines) + "\n" + checkpoint


def read_proof(text: str) -> TakenProof:
    """Read a proof; raises ``BadNote`` where it is malformed."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != HEAD:
        raise BadNote("this is no tlog-proof")
    rest = lines[1:]
    extra = b""
    if rest and rest[0].startswith("extra "):
        extra, rest = _bytes(rest[0][len("extra ") :]), rest[1:]
    found = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", rest[0]) if rest else None
    path = tuple(_bytes(line) for line in rest[1:])
    if found is None or any(len(each) != HASH_BYTES for each in path):
        raise BadNote("the index or a hash of this proof is malformed")
    return TakenProof(int(found[1]), path, checkpoint, extra)


def _bytes(line: str) -> bytes:
    try:
        return decode(line)
    except BadKey as error:
        raise BadNote("a line of this proof is not base64") from error


def verify_proof(text: str, leaf: bytes, policy: Policy) -> Checkpoint:
    """Return the checkpoint under which a leaf hash is proved, by the policy alone.

    Raises ``BadNote`` where the proof is malformed or its checkpoint does not count, ``tree.BadProof`` where the leaf
    is not in it.
    """
    taken = read_proof(text)
    checkpoint = open_under(taken.checkpoint, policy)
    verify_inclusion(taken.index, checkpoint.size, leaf, taken.path, checkpoint.root)
    return checkpoint
