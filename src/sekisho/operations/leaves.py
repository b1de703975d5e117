"""What stands in the log for an entry or a batch, and which of its fields are envelope and which are body."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from sekisho.casework.entry import Entry
from sekisho.ledger.batch import batch_root
from sekisho.ledger.leaf import SECRET_BYTES, Fields, LeafClass, SealedLeaf, seal, subject_tag
from sekisho.records.append import LeafParts
from sekisho.records.sealing import Key
from sekisho.records.world import REGISTER

BODY = ("recorded_by", "by_virtue_of", "acting", "precision", "opens", "lifted", "evidence")
"""Fields of an entry that are opened apart from its envelope, beside those of the intent."""


class BatchLeaf(msgspec.Struct, frozen=True):
    """The leaf of a batch, and the Merkle root over its objects' digests by which a single one can be
    proved.
    """

    root: str
    leaf: LeafParts


def envelope_of(entry: Entry, kind: str) -> Fields:
    """Return what is opened to who may know that an act took place: which, when, in which order, on which
    pack.
    """
    plain = msgspec.to_builtins(entry)
    return {
        "case": entry.case,
        "kind": kind,
        "sequence": entry.sequence,
        "previous": entry.previous,
        "entry": entry.hash,
        "step": entry.step,
        "act_of": entry.intent.act_of,
        "happened_at": plain["happened_at"],
        "recorded_at": plain["recorded_at"],
        "verdict": entry.verdict,
        "pack": entry.pack,
        "reads": dict(entry.reads),
        "realm": entry.realm,
    }


def body_of(entry: Entry) -> Fields:
    """Return what is opened to who may know the content: the intent's fields, persons, evidence, duties
    opened.
    """
    plain = msgspec.to_builtins(entry)
    intent: dict[str, Any] = {
        name: value for name, value in plain["intent"].items() if name not in ("case", "step", "act_of")
    }
    return {
        **{f"intent.{name}": value for name, value in intent.items()},
        **{n: plain[n] for n in BODY if n in plain},
    }


def entry_leaf(entry: Entry, kind: str, key: Key) -> LeafParts:
    """Return the leaf of an entry, with fresh salts and a keyed tag for each element acted on."""
    subjects = (f"{part}/{each}" for part, keys in sorted(entry.intent.subject.items()) for each in keys)
    tags = [subject_tag(key.secret, subject) for subject in subjects]
    leaf_class: LeafClass = "register" if kind == REGISTER else "case"
    sealed = seal(entry.realm, leaf_class, envelope_of(entry, kind), body_of(entry), _secret(), tags)
    return _parts(sealed, leaf_class)


def batch_envelope(root: str, size: int) -> Fields:
    """Return the envelope of a batch's leaf."""
    return {"root": root, "size": size}


def batch_leaf(digests: Sequence[str], realm: str) -> BatchLeaf:
    """Return the leaf of a batch, over the digests of its objects in the order in which they stand."""
    root = batch_root(digests).hex()
    sealed = seal(realm, "batch", batch_envelope(root, len(digests)), {}, _secret())
    return BatchLeaf(root, _parts(sealed, "batch"))


def _secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def _parts(sealed: SealedLeaf, leaf_class: LeafClass) -> LeafParts:
    return LeafParts(data=sealed.data, hash=sealed.hash.hex(), salts=sealed.salts, leaf_class=leaf_class)
