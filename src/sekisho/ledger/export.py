"""The export of a log: everything that an outsider needs to check it, as files by path.

``policy`` names the log's key and its witnesses (c2sp.org/tlog-policy); ``checkpoint`` is the latest signed checkpoint,
``checkpoints/<size>`` all that were kept; ``tile/…`` the tree and the leaves (c2sp.org/tlog-tiles);
``disclosed/<bundle>`` what is opened of the leaves of an entry bundle, a line for each: its index and the disclosure as
JSON; ``batches/<index>.json`` the digests of a batch's objects; ``commit-times`` when each leaf was committed, also of
leaves that have no place yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

import msgspec

from sekisho.vocabulary.times import write_time

from .leaf import Disclosure
from .note import VerifierKey
from .policy import Policy
from .tiles import WIDTH, bundle_path, make_bundle, tile_files
from .tree import leaf_hash

README = """このフォルダは、関所の記録（透明性ログ）の出力である。verify.py（Pythonの標準ライブラリのみを用いる）で検証する。
    python -I verify.py このフォルダ --policy 方針
方針は、ログ以外から受け取り、自ら保管するものを指定すること。指定しなければ、記録がそれ自身と矛盾しないことしか分からない。

This folder is an export of a record of sekisho (a transparency log). Check it with verify.py (Python's standard library
only): python -I verify.py THIS_FOLDER --policy POLICY. Name the policy that you keep, received by another way than this
folder: without one you only learn that the record is consistent with itself.
"""


class Commit(msgspec.Struct, frozen=True):
    """That a leaf with this hash was committed at this time, whether it has a place in the log yet or not."""

    hash: bytes
    at: datetime


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an export tells of a leaf: the leaf, what is opened of it, and of a batch's the digests of its objects."""

    leaf: bytes
    disclosure: Disclosure | None = None
    digests: Sequence[str] | None = None


def lay_out(
    told: Iterable[Told],
    checkpoints: Sequence[str],
    key: VerifierKey,
    *,
    commits: Iterable[Commit] = (),
    policy: Policy | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export, path and content; ``checkpoints`` are signed notes in rising size.

    ``told`` are the leaves that the last checkpoint covers, asked for as they are written: what is held of each is its
    hash. Without a ``policy``, one that names ``key`` and asks for no witness. Raises ``ValueError`` without a
    checkpoint.
    """
    if not checkpoints:
        raise ValueError("a log is exported with at least one checkpoint")
    yield "README.txt", README.encode()
    yield "policy", (policy or Policy((key,))).text().encode()
    yield "checkpoint", checkpoints[-1].encode()
    yield from ((f"checkpoints/{_size(note)}", note.encode()) for note in checkpoints)
    leaves, hashes = iter(told), list[bytes]()
    while bundle := list(islice(leaves, WIDTH)):
        yield from _bundle(len(hashes), bundle)
        hashes += (leaf_hash(each.leaf) for each in bundle)
    yield from tile_files(hashes).items()
    if times := commit_times(commits):
        yield "commit-times", times.encode()


def _bundle(first: int, bundle: Sequence[Told]) -> Iterator[tuple[str, bytes]]:
    number = first // WIDTH
    yield bundle_path(number, len(bundle)), make_bundle([each.leaf for each in bundle])
    opened = [
        b"%d %s\n" % (index, msgspec.json.encode(each.disclosure))
        for index, each in enumerate(bundle, first)
        if each.disclosure is not None
    ]
    if opened:
        yield f"disclosed/{number}", b"".join(opened)
    for index, each in enumerate(bundle, first):
        if each.digests is not None:
            yield f"batches/{index}.json", msgspec.json.encode(list(each.digests))


def commit_times(commits: Iterable[Commit]) -> str:
    """Return the file of commit times: a line for each leaf, its hash and the time."""
    return "".join(f"{each.hash.hex()} {write_time(each.at)}\n" for each in commits)


def _size(note: str) -> str:
    return note.split("\n", 2)[1]
