"""Leaves: what of an entry stands in the log, and how single fields of it are shown later.

In clear a leaf shows its format, realm and class, and three roots: over the commitments of its **envelope** (case,
sequence, step, times …), of its **body** (the particulars), and of its **subjects** (keyed tags of what it is about).
Each field is committed to by itself, with a salt of its own, so any choice of fields can be shown and the rest stays
closed. Salts come from one secret per leaf; where that is erased, nothing of the leaf can be opened any more, and the
log verifies all the same. The secret of an entry's leaf comes from the key of its case (``secret_of``), so that it goes
when the payload goes; that of any other leaf is drawn.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from sekisho.vocabulary.canonical import canonical, canonical_fields

from .tree import HASH_BYTES, LEAF_PREFIX, leaf_hash, root_of

FORMAT = "sekisho/leaf/1"
FIELD = b"sekisho/field/1\n"
_IN_FRONT = LEAF_PREFIX + FIELD
"""What is hashed before a field: as ``commitment`` has it, a leaf hash."""
SECRET_BYTES = 32
SALT_BYTES = 16
TAG_BYTES = 16
PARTS = ("envelope", "body", "subjects")

LeafClass = Literal["case", "register", "batch", "read", "erasure", "key", "passkey", "judgement"]
Fields = Mapping[str, Any]


class BadDisclosure(ValueError):
    """Fields that are not those which the leaf commits to."""


class SealedLeaf(msgspec.Struct, frozen=True):
    """A leaf: the bytes that the tree hashes, and what its salts come from: its secret, and its fields by part."""

    data: bytes
    secret: bytes
    parts: Mapping[str, Iterable[str]]

    @property
    def hash(self) -> bytes:
        """The leaf's hash in the tree."""
        return leaf_hash(self.data)

    @property
    def salts(self) -> dict[str, str]:
        """The salts by ``part/field``, to be kept apart from the leaf unless its secret is."""
        return salts_of(self.secret, self.parts)


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a part in its place: opened by name, salt and value, or closed behind its commitment."""

    name: str = ""
    salt: str = ""
    value: Any = None
    commitment: str = ""


class _Clear(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What a leaf shows in clear. Its fields stand in the order of their names, so that they are written canonically."""

    body: str
    leaf_class: str = msgspec.field(name="class")
    envelope: str
    format: str = FORMAT
    realm: str
    subjects: str


_encode = msgspec.json.Encoder().encode

Disclosure = Mapping[str, tuple[Shown, ...]]
"""By part, all its fields in the order of their names; a part that is absent is closed as a whole."""


def seal(
    realm: str, leaf_class: LeafClass, envelope: Fields, body: Fields, secret: bytes, tags: Iterable[str] = ()
) -> SealedLeaf:
    """Return the leaf of an envelope, a body and subject tags; ``secret`` are 32 random bytes that the caller drew.

    The same secret gives the same salts (``salts_of``), so that keeping the secret is enough.
    """
    parts = {"envelope": envelope, "body": body, "subjects": _subjects(tags)}
    committed = _commitments([field for part in parts.values() for field in sorted(part.items())], secret)
    roots, start = [], 0
    for fields in parts.values():
        roots.append(root_of(committed[start : start + len(fields)]).hex())
        start += len(fields)
    clear = _Clear(body=roots[1], leaf_class=leaf_class, envelope=roots[0], realm=realm, subjects=roots[2])
    return SealedLeaf(_encode(clear), secret, parts)


def salts_of(secret: bytes, parts: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the salts of the fields of each part, by ``part/field``; raises ``ValueError`` for a short secret.

    They stand in the order of ``PARTS`` and of the names within a part: a part that comes later may be left out, none that
    comes before.
    """
    places = [f"{part}/{name}" for part in PARTS for name in sorted(parts.get(part, ()))]
    return dict(zip(places, _salts(secret, len(places)), strict=True))


def _salts(secret: bytes, count: int) -> list[str]:
    """Return so many salts, cut from one stream: SHAKE-256 (FIPS 202) of the secret."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"the secret of a leaf has {SECRET_BYTES} bytes")
    stream = hashlib.shake_256(secret).digest(SALT_BYTES * count)
    return stream.hex("-", SALT_BYTES).split("-") if count else []


def secret_of(case_key: bytes, entry: str) -> bytes:
    """Return the secret of the leaf of the entry with this hash; only the holder of the case's key can tell it."""
    return hmac.digest(case_key, b"sekisho/secret/1\n" + entry.encode(), "sha256")


def _subjects(tags: Iterable[str]) -> dict[str, str]:
    """Return the fields of the subjects: numbered with leading zeros, so that the order of the names is that of the tags."""
    return {f"{n:04d}": tag for n, tag in enumerate(sorted(tags))}


def commitment(salt: str, name: str, value: Any) -> bytes:
    """Return the commitment to one field: a leaf hash over its salt, name and value in canonical JSON (RFC 8785)."""
    return leaf_hash(FIELD + canonical([salt, name, value]))


def _commitments(fields: Sequence[tuple[str, Any]], secret: bytes) -> list[bytes]:
    """Return the commitments to all fields of a leaf, in the order in which ``salts_of`` salts them."""
    if not fields:
        return []
    names, values = zip(*fields, strict=True)
    sha256, rows = hashlib.sha256, canonical_fields(_salts(secret, len(fields)), names, values)
    return [sha256(_IN_FRONT + row).digest() for row in rows]


def part_root(committed: Iterable[bytes]) -> bytes:
    """Return the root over a part's commitments, which are the leaf hashes of its tree."""
    return root_of(list(committed))


def subject_tag(case_key: bytes, subject: str) -> str:
    """Return a keyed tag: the holder of the case's key sees that two leaves are about one subject, nobody else."""
    return hmac.digest(case_key, b"sekisho/tag/1\n" + subject.encode(), "sha256")[:TAG_BYTES].hex()


def disclose(
    envelope: Fields,
    body: Fields,
    salts: Mapping[str, str],
    show: Mapping[str, Collection[str] | None],
    tags: Iterable[str] = (),
) -> dict[str, tuple[Shown, ...]]:
    """Return a disclosure; ``show`` names the fields by part, ``None`` for all of a part's fields.

    A part that ``show`` does not name stays closed as a whole; not even how many fields it has is seen.
    """
    parts = {"envelope": envelope, "body": body, "subjects": _subjects(tags)}
    return {
        part: tuple(_show(part, name, parts[part][name], salts, wanted) for name in sorted(parts[part]))
        for part, wanted in show.items()
    }


def close(disclosure: Disclosure, hides: Callable[[Any], bool]) -> dict[str, tuple[Shown, ...]]:
    """Return a disclosure with the fields closed again whose value is to stay hidden; the leaf still proves the others."""
    return {part: tuple(_close(each, hides) for each in shown) for part, shown in disclosure.items()}


def _close(shown: Shown, hides: Callable[[Any], bool]) -> Shown:
    if shown.commitment or not hides(shown.value):
        return shown
    return Shown(commitment=commitment(shown.salt, shown.name, shown.value).hex())


def _show(
    part: str, name: str, value: Any, salts: Mapping[str, str], wanted: Collection[str] | None
) -> Shown:
    salt = salts[f"{part}/{name}"]
    if wanted is None or name in wanted:
        return Shown(name=name, salt=salt, value=value)
    return Shown(commitment=commitment(salt, name, value).hex())


def verify_disclosure(data: bytes, disclosure: Disclosure) -> dict[str, dict[str, Any]]:
    """Return the fields that a disclosure opens, by part; raises ``BadDisclosure`` where they are not the leaf's."""
    clear = _clear(data)
    if unknown := set(disclosure) - set(PARTS):
        raise BadDisclosure(f"a leaf has no part {sorted(unknown)[0]!r}")
    return {part: _open(part, shown, clear.get(part)) for part, shown in disclosure.items()}


def _open(part: str, shown: tuple[Shown, ...], root: object) -> dict[str, Any]:
    if part_root(_committed(each) for each in shown).hex() != root:
        raise BadDisclosure(f"the {part} that is shown is not what the leaf commits to")
    names = [each.name for each in shown if not each.commitment]
    # One name with two values would let a leaf say one thing to one reader and another to the next.
    if any(first >= second for first, second in itertools.pairwise(names)):
        raise BadDisclosure(f"the fields of the {part} do not stand once each, in the order of their names")
    return {each.name: each.value for each in shown if not each.commitment}


def _clear(data: bytes) -> dict[str, Any]:
    try:
        clear = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadDisclosure("this is no leaf") from error
    if not isinstance(clear, dict) or clear.get("format") != FORMAT:
        raise BadDisclosure("this is no leaf")
    return clear


def _committed(shown: Shown) -> bytes:
    if not shown.commitment:
        return commitment(shown.salt, shown.name, shown.value)
    try:
        data = bytes.fromhex(shown.commitment)
    except ValueError as error:
        raise BadDisclosure("a commitment is not hexadecimal") from error
    if len(data) != HASH_BYTES:
        raise BadDisclosure("a commitment has 32 bytes")
    return data
