"""What stands in the log for an entry or a batch: salted commitments, field by field, under one root.

A leaf shows its format, realm and class, and a Merkle root over one commitment per field. Giving somebody a
field and its salt opens that field and nothing else; whoever has the leaf alone learns nothing, for every
salt is random (128 bits).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sekisho.casework.entry import Entry
from sekisho.ledger.tree import leaf_hash, root_of
from sekisho.records.append import LeafParts
from sekisho.records.sealing import Key
from sekisho.vocabulary.canonical import canonical

FORMAT = "sekisho-leaf-1"
SALT_BYTES = 16
BODY = (
    "intent",
    "happened_at",
    "recorded_at",
    "recorded_by",
    "by_virtue_of",
    "acting",
    "opens",
    "lifted",
    "evidence",
)
ENVELOPE = ("sequence", "previous", "verdict", "pack", "reads", "realm", "precision")


class BatchLeaf(msgspec.Struct, frozen=True):
    """The leaf of a batch, and the Merkle root over its objects' digests by which a single one can be
    proved.
    """

    root: str
    leaf: LeafParts


def entry_fields(entry: Entry, kind: str, key: Key) -> dict[str, Any]:
    """Return the fields that a leaf commits to: the envelope one by one, the entry's own fields, the
    keyed tags.
    """
    plain = msgspec.to_builtins(entry)
    fields = {name: plain.get(name) for name in (*ENVELOPE, *BODY)}
    shown = {"case": entry.case, "kind": kind, "step": entry.step, "act_of": entry.intent.act_of}
    return {**fields, **shown, "tags": subject_tags(entry, key)}


def subject_tags(entry: Entry, key: Key) -> list[str]:
    """Return a keyed tag per element acted on: who holds the case's key can check "the same", nobody else
    can guess.
    """
    subjects = (f"{part}/{each}" for part, keys in sorted(entry.intent.subject.items()) for each in keys)
    return [hmac.new(key.secret, subject.encode(), hashlib.sha256).hexdigest() for subject in subjects]


def entry_leaf(entry: Entry, kind: str, key: Key) -> LeafParts:
    """Return the leaf of an entry, with fresh salts."""
    return make_leaf(
        entry_fields(entry, kind, key), entry.realm, "register" if kind == "register" else "case"
    )


def batch_leaf(contents: Iterable[str], realm: str) -> BatchLeaf:
    """Return the leaf of a batch, over the digests of its objects in the order in which they stand."""
    leaves = [leaf_hash(bytes.fromhex(digest)) for digest in contents]
    root = root_of(leaves).hex()
    return BatchLeaf(root, make_leaf({"root": root, "size": len(leaves)}, realm, "batch"))


def make_leaf(fields: Mapping[str, Any], realm: str, leaf_class: str) -> LeafParts:
    """Commit to fields by name, in the order of their names, and return the leaf with its salts."""
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in sorted(fields)}
    root = root_of([commitment(name, fields[name], salt) for name, salt in salts.items()])
    shown = {"format": FORMAT, "realm": realm, "class": leaf_class, "root": root.hex()}
    data = canonical(shown)
    return LeafParts(
        data=data,
        hash=leaf_hash(data).hex(),
        salts={name: salt.hex() for name, salt in salts.items()},
        leaf_class=leaf_class,
    )


def commitment(name: str, value: Any, salt: bytes) -> bytes:
    """Return the commitment to one field: the leaf hash of its salt, name and canonical value."""
    return leaf_hash(salt + canonical([name, value]))
