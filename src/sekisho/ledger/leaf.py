"""Leaves: what of an entry stands in the log, and how single fields of it are shown later.

In clear a leaf shows its format, realm and class, keyed tags, and two roots: over the commitments of its **envelope**
(case, sequence, step, times …) and of its **body**. Each field is committed to by itself, with a salt of its own, so
any choice of fields can be shown and the rest stays closed. Salts come from one secret per leaf; where that is
erased, nothing of the leaf can be opened any more, and the log verifies all the same.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import msgspec

from sekisho.vocabulary.canonical import canonical

from .tree import leaf_hash, root_of

FORMAT = "sekisho/leaf/1"
FIELD = b"sekisho/field/1\n"
SECRET_BYTES = 32
SALT_BYTES = 16
TAG_BYTES = 16
PARTS: tuple[Literal["envelope", "body"], ...] = ("envelope", "body")

LeafClass = Literal["case", "register", "batch", "read", "erasure"]
Fields = Mapping[str, Any]


class BadDisclosure(ValueError):
    """Fields that are not those which the leaf commits to."""


class SealedLeaf(msgspec.Struct, frozen=True):
    """A leaf: the bytes that the tree hashes, and the salts by ``part/field`` (to be kept apart from it)."""

    data: bytes
    salts: Mapping[str, str]

    @property
    def hash(self) -> bytes:
        """The leaf's hash in the tree."""
        return leaf_hash(self.data)


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a part in its place: opened by name, salt and value, or closed behind its commitment."""

    name: str = ""
    salt: str = ""
    value: Any = None
    commitment: str = ""


Disclosure = Mapping[str, tuple[Shown, ...]]


def seal(
    realm: str, leaf_class: LeafClass, envelope: Fields, body: Fields, secret: bytes, tags: Iterable[str] = ()
) -> SealedLeaf:
    """Return the leaf of an envelope and a body; ``secret`` are 32 random bytes that the caller drew."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"the secret of a leaf has {SECRET_BYTES} bytes")
    salts = {
        f"{part}/{name}": _salt(secret, part, name) for part, of in _parts(envelope, body) for name in of
    }
    roots = {part: part_root(commitments(part, of, salts)).hex() for part, of in _parts(envelope, body)}
    clear = {"format": FORMAT, "realm": realm, "class": leaf_class, "tags": sorted(tags), **roots}
    return SealedLeaf(canonical(clear), salts)


def _parts(envelope: Fields, body: Fields) -> list[tuple[str, Fields]]:
    return [("envelope", envelope), ("body", body)]


def _salt(secret: bytes, part: str, name: str) -> str:
    return hmac.digest(secret, f"{part}/{name}".encode(), "sha256")[:SALT_BYTES].hex()


def commitment(salt: str, name: str, value: Any) -> bytes:
    """Return the commitment to one field."""
    return hashlib.sha256(FIELD + canonical([salt, name, value])).digest()


def commitments(part: str, fields: Fields, salts: Mapping[str, str]) -> list[bytes]:
    """Return the commitments of a part's fields, in the order of their names."""
    return [commitment(salts[f"{part}/{name}"], name, fields[name]) for name in sorted(fields)]


def part_root(committed: Iterable[bytes]) -> bytes:
    """Return the root over a part's commitments."""
    return root_of([leaf_hash(each) for each in committed])


def subject_tag(case_key: bytes, subject: str) -> str:
    """Return a keyed tag: the holder of the case's key sees that two leaves are about one subject, nobody else."""
    return hmac.digest(case_key, b"sekisho/tag/1\n" + subject.encode(), "sha256")[:TAG_BYTES].hex()


def disclose(
    envelope: Fields, body: Fields, salts: Mapping[str, str], show: Mapping[str, Collection[str] | None]
) -> dict[str, tuple[Shown, ...]]:
    """Return a disclosure; ``show`` names the fields by part, ``None`` for all of a part's fields."""
    shown = {}
    for part, fields in _parts(envelope, body):
        wanted = show.get(part, ())
        shown[part] = tuple(_show(part, name, fields[name], salts, wanted) for name in sorted(fields))
    return shown


def _show(
    part: str, name: str, value: Any, salts: Mapping[str, str], wanted: Collection[str] | None
) -> Shown:
    salt = salts[f"{part}/{name}"]
    if wanted is None or name in wanted:
        return Shown(name=name, salt=salt, value=value)
    return Shown(commitment=commitment(salt, name, value).hex())


def verify_disclosure(data: bytes, disclosure: Disclosure) -> dict[str, dict[str, Any]]:
    """Return the fields that a disclosure opens, by part; raises ``BadDisclosure`` where they are not the leaf's."""
    clear = msgspec.json.decode(data)
    opened: dict[str, dict[str, Any]] = {}
    for part in PARTS:
        shown = disclosure.get(part, ())
        root = part_root(_committed(each) for each in shown)
        if root.hex() != clear.get(part):
            raise BadDisclosure(f"the {part} that is shown is not what the leaf commits to")
        opened[part] = {each.name: each.value for each in shown if not each.commitment}
    return opened


def _committed(shown: Shown) -> bytes:
    if shown.commitment:
        return bytes.fromhex(shown.commitment)
    return commitment(shown.salt, shown.name, shown.value)
