"""Receipts: what proves, years later and with the policy alone, that an entry, a read or an object is in the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import msgspec

from sekisho.ledger import batch
from sekisho.ledger.leaf import Disclosure, close, disclose
from sekisho.ledger.proof import SUFFIX, write_proof
from sekisho.records.entries import open_entry
from sekisho.records.export import Placed, batch_digests, batch_leaf, entry_leaf, read_leaf
from sekisho.records.log import latest_checkpoint
from sekisho.records.reads import Read, batch_of
from sekisho.records.sealing import Erased, open_key

from .leaves import EVERYTHING, disclosed_entry, read_digest
from .log_tiles import proof_of_inclusion
from .reading import note_read
from .witnesses import cosigned_note, counting, policy_of


class Waiting(LookupError):
    """What is asked for is not in the log yet, or stands in no checkpoint: it will within seconds (a read: a minute)."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt as files: the ``.tlog-proof`` with its leaf, what is opened of the leaf (JSON), and, of a batch, the
    member that it is about (JSON). The latter two are empty where there is nothing to open.
    """

    name: str
    realm: str
    proof: bytes
    disclosed: bytes = b""
    member: bytes = b""

    def files(self) -> dict[str, bytes]:
        """Return the files by name, as they are handed out."""
        named = {
            f"{self.name}{SUFFIX}": self.proof,
            f"{self.name}.json": self.disclosed,
            f"{self.name}.member.json": self.member,
        }
        return {name: content for name, content in named.items() if content}


def receipt_of_entry(case: str, sequence: int, unseen: Collection[str] = ()) -> Receipt | None:
    """Return the receipt of an entry with its fields opened, but for those that name what is ``unseen`` (ids of cases);
    ``None`` where there is no such entry.

    Of an erased one only the proof is left. Raises ``Waiting``.
    """
    row = entry_leaf(case, sequence)
    if row is None:
        return None
    return _receipt(f"{case}-{sequence}", row, unseen=unseen)


def receipt_of_read(read: int) -> Receipt | None:
    """Return the receipt of one read: it shows that read alone, not the others of its batch. Raises ``Waiting``."""
    row, found = read_leaf(read), batch_of(read)
    if row is None or found is None:
        return None
    reads = found[1]
    index = [each.id for each in reads].index(read)
    shown = {"salt": reads[index].salt, "content": reads[index].content()}
    member = _member([read_digest(each) for each in reads], index, shown)
    return _receipt(f"read-{read}", row, member)


def receipt_of_object(batch_id: str, digest: str) -> Receipt | None:
    """Return the receipt of one object of a batch, by the SHA-256 of its content. Raises ``Waiting``."""
    row = batch_leaf(batch_id)
    digests = batch_digests(batch_id) if row else []
    if row is None or digest not in digests:
        return None
    return _receipt(f"object-{digest[:16]}", row, _member(digests, digests.index(digest), {"digest": digest}))


def disclosure_of(row: Placed) -> Disclosure | None:
    """Return all fields of a leaf, opened; ``None`` for what was erased."""
    if row.entry is None:
        return disclose(row.envelope, {}, row.salts, EVERYTHING) if row.salts else None
    try:
        key = open_key(row.entry.case.key)
    except Erased:
        return None
    return disclosed_entry(open_entry(row.entry, key), row.entry.case.kind, key)


def note_receipt(receipt: Receipt, person: str, act_of: str, now: datetime) -> None:
    """Write down that a receipt is about to be handed out. Raises ``reading.Unrecorded``; then nothing may be."""
    note_read(
        Read(
            person=person,
            act_of=act_of,
            kind="receipt",
            subject=receipt.name,
            realm=receipt.realm,
            read_at=now,
        )
    )


def _receipt(name: str, row: Placed, member: bytes = b"", unseen: Collection[str] = ()) -> Receipt:
    shown = disclosure_of(row)
    opened = _written(close(shown, lambda value: _names(value, unseen)) if shown and unseen else shown)
    return Receipt(name=name, realm=row.log, proof=_proof(row), disclosed=opened, member=member)


def _names(value: object, unseen: Collection[str]) -> bool:
    written = msgspec.json.encode(value).decode()
    return any(each in written for each in unseen)


def _proof(row: Placed) -> bytes:
    """Prove under the newest checkpoint that counts; where none does that has the leaf, under the newest of all."""
    size = counting(row.log, policy_of(row.log))
    if size <= row.index:
        size = latest_checkpoint(row.log).size
    if not 0 <= row.index < size:
        raise Waiting
    path = proof_of_inclusion(row.log, row.index, size)
    return write_proof(row.index, path, cosigned_note(row.log, size), row.data).encode()


def _member(digests: Sequence[str], index: int, shown: Mapping[str, object]) -> bytes:
    proved = batch.prove(digests, index)
    path = [each.hex() for each in proved.path]
    return msgspec.json.encode({"index": proved.index, "size": proved.size, "path": path, **shown})


def _written(disclosure: Disclosure | None) -> bytes:
    return msgspec.json.encode(disclosure) if disclosure is not None else b""
