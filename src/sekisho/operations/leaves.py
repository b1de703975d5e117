"""What stands in the log for an entry, a batch or many reads, and which of its fields are envelope and which are body."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec

from sekisho.casework.entry import Entry
from sekisho.casework.register import REGISTERS
from sekisho.ledger.batch import batch_root, salted
from sekisho.ledger.leaf import (
    SECRET_BYTES,
    Disclosure,
    Fields,
    LeafClass,
    disclose,
    salts_of,
    seal,
    secret_of,
    subject_tag,
)
from sekisho.records.append import LeafParts
from sekisho.records.judgements import Judgement
from sekisho.records.reads import Read
from sekisho.records.sealing import Key
from sekisho.vocabulary.times import write_time

OPEN_INTENT = ("case", "step", "act_of")
"""Fields of an entry's intent that stand in its envelope."""
BODY = (
    "recorded_by",
    "by_virtue_of",
    "acting",
    "precision",
    "opens",
    "lifted",
    "evidence",
    "signature",
    "identified",
)
"""Fields of an entry that are opened apart from its envelope, beside those of the intent."""


EVERYTHING = {"envelope": None, "body": None}
"""What is shown of a leaf, of which nothing is held back; subject tags stay closed."""


class BatchLeaf(msgspec.Struct, frozen=True):
    """The leaf of a batch, and the Merkle root over its objects' digests by which a single one can be
    proved.
    """

    root: str
    leaf: LeafParts


def fields_of(entry: Entry, kind: str) -> tuple[Fields, Fields]:
    """Return the envelope and the body of an entry of a case of this kind.

    The envelope is opened to who may know that an act took place: which, when, in which order, on which pack. The body is
    opened to who may know the content: the intent's fields, persons, evidence, duties opened.
    """
    plain = msgspec.to_builtins(entry, str_keys=True)
    intent = plain["intent"]
    envelope = {
        "case": entry.case,
        "kind": kind,
        "sequence": entry.sequence,
        "previous": entry.previous,
        "entry": entry.hash,
        "step": intent["step"],
        "act_of": intent["act_of"],
        "happened_at": plain["happened_at"],
        "recorded_at": plain["recorded_at"],
        "verdict": entry.verdict,
        "pack": entry.pack,
        "reads": plain.get("reads", {}),
        "realm": entry.realm,
    }
    body = {f"intent.{name}": value for name, value in intent.items() if name not in OPEN_INTENT}
    return envelope, body | {name: plain[name] for name in BODY if name in plain}


def entry_leaf(entry: Entry, kind: str, key: Key) -> bytes:
    """Return the leaf of an entry, the bytes that the tree hashes, with salts from the key of its case and a keyed tag for each element acted on.

    No salt is to be kept: ``disclosed_entry`` makes them again, as long as the key is there.
    """
    subjects = (f"{part}/{each}" for part, keys in sorted(entry.intent.subject.items()) for each in keys)
    tags = [subject_tag(key.secret, subject) for subject in subjects]
    leaf_class: LeafClass = "register" if kind in REGISTERS else "case"
    secret = secret_of(key.secret, entry.hash)
    return seal(entry.realm, leaf_class, *fields_of(entry, kind), secret, tags).data


def disclosed_entry(entry: Entry, kind: str, key: Key) -> Disclosure:
    """Return envelope and body of an entry's leaf, all fields opened."""
    envelope, body = fields_of(entry, kind)
    salts = salts_of(secret_of(key.secret, entry.hash), {"envelope": envelope, "body": body})
    return disclose(envelope, body, salts, EVERYTHING)


def batch_leaf(digests: Sequence[str], realm: str) -> BatchLeaf:
    """Return the leaf of a batch, over the digests of its objects in the order in which they stand."""
    root = batch_root(digests).hex()
    return BatchLeaf(root, open_leaf("batch", {"root": root, "size": len(digests)}, realm))


def reads_leaf(reads: Sequence[Read], realm: str, now: datetime) -> LeafParts:
    """Return the leaf that stands for reads, in their order: it tells how many, from when on, and nothing else."""
    root = batch_root([read_digest(read) for read in reads]).hex()
    since = write_time(min(read.read_at for read in reads))
    envelope = {"root": root, "size": len(reads), "from": since, "recorded_at": write_time(now)}
    return open_leaf("read", envelope, realm)


def read_digest(read: Read) -> str:
    """Return what stands for one read in its batch."""
    return salted(read.salt, read.content())


def judgement_leaf(made: Judgement, salt: str) -> LeafParts:
    """Return the leaf of what a person decided about a candidate: that it was, and what it is only behind the salt."""
    envelope = {"judgement": salted(salt, made.content()), "recorded_at": write_time(made.made_at)}
    return open_leaf("judgement", envelope, made.realm)


def open_leaf(leaf_class: LeafClass, envelope: Fields, realm: str) -> LeafParts:
    """Return the leaf of what is no entry: its envelope is opened in every export, and it has no body."""
    sealed = seal(realm, leaf_class, envelope, {}, secrets.token_bytes(SECRET_BYTES))
    return LeafParts(
        data=sealed.data,
        salts=sealed.salts,
        leaf_class=leaf_class,
        envelope=envelope,
    )
