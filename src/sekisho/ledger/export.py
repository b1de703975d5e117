"""The export of a log: everything that an outsider needs to check it, as files by path.

``policy`` names the log's key and its witnesses (c2sp.org/tlog-policy); ``checkpoint`` is the latest signed checkpoint,
``checkpoints/<size>`` all that were kept; ``tile/…`` the tree and the leaves (c2sp.org/tlog-tiles);
``disclosed/<index>.json`` what of a leaf is opened; ``batches/<index>.json`` the digests of a batch's objects;
``commit-times`` when each leaf was committed, also of leaves that have no place yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from sekisho.vocabulary.times import write_time

from .leaf import Disclosure
from .note import VerifierKey
from .policy import Policy
from .tiles import bundle_files, tile_files
from .tree import leaf_hash

README = """このフォルダは、関所の記録（透明性ログ）の出力である。verify.py（Pythonの標準ライブラリのみを用いる）で検証する。
    python verify.py このフォルダ
信頼する鍵を別に受け取っているときは、--policy でその方針ファイルを指定すること。

This folder is an export of a record of sekisho (a transparency log). Check it with verify.py (Python's standard library
only): python verify.py THIS_FOLDER. Where you were given the key by another way, name that policy file with --policy.
"""


class Commit(msgspec.Struct, frozen=True):
    """That a leaf with this hash was committed at this time, whether it has a place in the log yet or not."""

    hash: bytes
    at: datetime


def lay_out(
    leaves: Sequence[bytes],
    checkpoints: Sequence[str],
    disclosures: Mapping[int, Disclosure],
    key: VerifierKey,
    batches: Mapping[int, Sequence[str]] | None = None,
    *,
    commits: Iterable[Commit] = (),
    policy: Policy | None = None,
) -> dict[str, bytes]:
    """Return the files of an export; ``checkpoints`` are signed notes in rising size, the last one the present one.

    ``leaves`` are those that the present checkpoint covers; ``disclosures`` and ``batches`` are by leaf index. Without
    a ``policy``, one that names ``key`` and asks for no witness. Raises ``ValueError`` without a checkpoint.
    """
    if not checkpoints:
        raise ValueError("a log is exported with at least one checkpoint")
    files = {
        "README.txt": README.encode(),
        "policy": (policy or Policy((key,))).text().encode(),
        "checkpoint": checkpoints[-1].encode(),
        **{f"checkpoints/{_size(note)}": note.encode() for note in checkpoints},
        **tile_files([leaf_hash(leaf) for leaf in leaves]),
        **bundle_files(leaves),
    }
    for index, disclosure in disclosures.items():
        files[f"disclosed/{index}.json"] = msgspec.json.encode(disclosure)
    for index, digests in (batches or {}).items():
        files[f"batches/{index}.json"] = msgspec.json.encode(list(digests))
    if times := commit_times(commits):
        files["commit-times"] = times.encode()
    return files


def commit_times(commits: Iterable[Commit]) -> str:
    """Return the file of commit times: a line for each leaf, its hash and the time."""
    return "".join(f"{each.hash.hex()} {write_time(each.at)}\n" for each in commits)


def _size(note: str) -> str:
    return note.split("\n", 2)[1]
