"""Bringing a log of counted entries to a mirror, for tests: checkpoints and leaves, as a client sends them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta

from sekisho.ledger.keys import SigningKey
from sekisho.ledger.tree import in_memory, leaf_hash
from sekisho.ledger.uploading import Head, Info, make_package, read_info
from sekisho.witness.home import Home
from sekisho.witness.listening import Reply
from sekisho.witness.uploads import add_checkpoint, add_entries

from .asking import LOG, START, request


def hashes(data: Sequence[bytes]) -> list[bytes]:
    """Return the leaf hashes of entries."""
    return [leaf_hash(each) for each in data]


def shown(home: Home, old: int, data: Sequence[bytes], key: SigningKey = LOG) -> Reply:
    """Bring the checkpoint of a log, with the proof from a size."""
    return add_checkpoint(home, request(old, hashes(data), key), START)


def body(data: Sequence[bytes], start: int, end: int | None = None, packages: int = 1000) -> bytes:
    """Return a request that brings the entries from ``start`` on, up to a checkpoint of size ``end`` (all by default)."""
    head = Head(LOG.name, start, len(data) if end is None else end)
    tree = in_memory(hashes(data[: head.end]))
    spans = list(head.spans())[:packages]
    made = (make_package(each, data[each.start : each.end], head.end, tree).data() for each in spans)
    return head.data() + b"".join(made)


def brought(home: Home, data: bytes, seconds: int = 0) -> Reply:
    """Send a request."""
    return add_entries(home, io.BytesIO(data).read, START + timedelta(seconds=seconds))


def told(reply: Reply) -> Info:
    """Return what a mirror says that it wants."""
    assert reply[1] == "text/x.tlog.mirror-info"
    return read_info(reply[2].decode())
