"""A mirror: a copy of a log that was checked leaf by leaf, to be served to others (c2sp.org/tlog-mirror).

What is in ``copy`` was authenticated before it came there: the leaves that are fetched wait in ``pending`` until the
root that they lead to, from the tree mirrored before, is the one that the log signed. The checkpoint comes last; so a
mirror that was killed goes on from where it was, and what it serves is whole at any moment.

This module fetches; ``uploads`` takes in what others bring. Hash tiles are computed from the leaves: they are, byte for
byte, what the log must serve.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from sekisho.ledger.checkpoint import Checkpoint, read_checkpoint
from sekisho.ledger.growing import grown_to
from sekisho.ledger.note import BadNote, add_signature, split_note
from sekisho.ledger.tiles import WIDTH, BadTile, bundle_path, make_bundle, read_bundle
from sekisho.ledger.tree import leaf_hash
from sekisho.ledger.witnessing import signed_note

from .copied import Copy
from .home import Home
from .source import Source


class Outcome(StrEnum):
    """How following a log ended."""

    MIRRORED = "mirrored"
    CURRENT = "current"
    BEHIND = "behind"
    FORKED = "forked"
    NOT_JOINED = "not-joined"
    UNSIGNED = "unsigned"
    SET_BACK = "set-back"


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended: the log's origin, the size mirrored now, and the size that the log showed."""

    outcome: Outcome
    origin: str = ""
    size: int = 0
    shown: int = 0


def copy_folder(home: Home, origin: str) -> Path:
    """Return the folder that is served of a log."""
    return Copy(home, origin).served


def follow(home: Home, read: Source, now: datetime) -> Followed:
    """Bring the copy of a log up to what it shows now. Raises ``OSError`` where the log cannot be read or the copy not
    be written, ``BadTile`` for a bundle that is none: then the copy is as before, and the next time goes on.

    1. The checkpoint is signed by a key that is trusted for its log.
    2. It is not smaller than the tree mirrored; of one size there is one root.
    3. Fetch the leaves since, from the last complete bundle on.
    4. At the size mirrored before they lead to that root, and at the end to the one signed. Otherwise both checkpoints
       are kept as evidence, and nothing is mirrored: the log forked, or whoever serves it gave other leaves.
    5. Bring them into the copy, cosign, and put the mark.
    """
    note = read("checkpoint").decode(errors="replace")
    try:
        new = read_checkpoint(split_note(note)[0])
        note = signed_note(note, home.trusted().keys_of(new.origin, new.size))  # 1
    except BadNote:
        return Followed(outcome=Outcome.UNSIGNED)
    copy, marked = Copy(home, new.origin), home.mark().get(new.origin, 0)
    before, old = copy.note(), copy.checkpoint()
    ended = Followed(outcome=Outcome.CURRENT, origin=new.origin, size=old.size, shown=new.size)
    if old.size < marked:
        return msgspec.structs.replace(ended, outcome=Outcome.SET_BACK)
    if new.size < old.size:  # 2
        return msgspec.structs.replace(ended, outcome=Outcome.BEHIND)
    same = new.size == old.size and bool(before)
    if same and new.root == old.root:
        return ended
    if same or not joined(copy, read, old, new):  # 3, 4
        copy.keep_evidence(note)
        return msgspec.structs.replace(ended, outcome=Outcome.FORKED if same else Outcome.NOT_JOINED)
    with copy.alone():  # 5
        if copy.note() != before:
            raise OSError(f"{new.origin}: 写す間に写しが伸びた / the copy grew meanwhile")
        finish(home, copy, note, new, now)
    return msgspec.structs.replace(ended, outcome=Outcome.MIRRORED, size=new.size)


def finish(home: Home, copy: Copy, note: str, new: Checkpoint, now: datetime) -> str:
    """Let the copy be at a checkpoint that its leaves lead to, and return the mirror's cosignatures.

    ``note`` is the checkpoint under the log's own signatures; nobody else may change the copy meanwhile (``Copy.alone``).
    """
    lines = [key.cosign(new.text(), now) for key in home.signing_keys()]
    for line in lines:
        note = add_signature(note, line)
    copy.commit(note)
    home.put_mark({**home.mark(), new.origin: new.size})
    return "".join(lines)


def joined(copy: Copy, read: Source, old: Checkpoint, new: Checkpoint) -> bool:
    """Let what a copy needs to grow to a checkpoint wait for it, and return whether the leaves lead to both its roots."""
    tree = grown_to(old.size, copy.tile)
    joined = old.size == tree.size
    for leaf in _leaves(copy, read, tree.size, new.size):
        for path, data in tree.append(leaf):
            copy.put(path, data)
        if tree.size == old.size:
            joined = tree.root() == old.root
            if not joined:
                return False
    for path, data in tree.partial():
        copy.put(path, data)
    return joined and tree.root() == new.root


def _leaves(copy: Copy, read: Source, start: int, end: int) -> Iterator[bytes]:
    for number in range(start // WIDTH, (end + WIDTH - 1) // WIDTH):
        width = min(WIDTH, end - number * WIDTH)
        yield from (leaf_hash(entry) for entry in _bundle(copy, read, number, width))


def _bundle(copy: Copy, read: Source, number: int, width: int) -> list[bytes]:
    """Return the entries of a bundle, fetched if it was not; the log may have the complete one only."""
    path = bundle_path(number, width)
    data = copy.held(path)
    if data is None:
        try:
            data = read(path)
        except FileNotFoundError:
            data = read(bundle_path(number))
    entries = read_bundle(data)
    if len(entries) < width:
        raise BadTile(f"{path} holds {len(entries)} entries only")
    copy.put(path, make_bundle(entries[:width]))
    return entries[:width]


def evidence(home: Home, origin: str) -> list[str]:
    """Return the pairs of checkpoints, the mirrored one first, of which one led where the other did not."""
    return [each.read_text("utf-8") for each in sorted(Copy(home, origin).evidence.glob("*.txt"))]
