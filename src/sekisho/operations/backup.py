"""Backing an installation up, and restoring it: a copy is opened only after the record in it was verified."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from django.db import connection

from sekisho.ledger import verify
from sekisho.ledger.checkpoint import Checkpoint, read_checkpoint
from sekisho.ledger.note import BadNote, split_note
from sekisho.records.copying import NAMES, CopyFailed, dump, empty_again, is_empty, load
from sekisho.records.home import home, key_folder
from sekisho.records.kept_notes import keep_note, kept_notes
from sekisho.records.log import latest_checkpoint, logs
from sekisho.records.roles import grant_again
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .export_log import export

MANIFEST = "manifest.json"
MASTER = "payload.key"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself: engine, time, SHA-256 of the copy and of the master key, and each log's last note.

    The notes were read before the copy was made, so that the copy reaches at least as far.
    """

    engine: str
    made_at: datetime
    sha256: str
    master: str
    notes: dict[str, str]


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """How far each log of the restored copy reaches, and what an accepted loss left out, as findings."""

    sizes: dict[str, int]
    lost: tuple[Finding, ...] = ()


def back_up(folder: Path, now: datetime) -> Manifest:
    """Write a backup into an empty folder. Raises ``records.copying.CopyFailed``.

    1. Read the last checkpoint of each log.
    2. Copy the database, in one state, while others write on.
    3. Say what it is, last of all: a folder without a manifest is no backup.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    notes = {log: kept.note for log in logs() if (kept := latest_checkpoint(log)).note}  # 1
    copy = dump(folder)  # 2
    copy.chmod(0o600)
    made = Manifest(
        engine=connection.vendor,
        made_at=now,
        sha256=_sha256(copy),
        master=_sha256(key_folder() / MASTER),
        notes=notes,
    )
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1))  # 3
    return made


def restore(
    folder: Path, against: Iterable[str] = (), despite_newer: bool = False
) -> Restored | tuple[Finding, ...]:
    """Restore a backup into an empty database, or say what stands against it and leave the database empty.

    ``against`` are checkpoints known elsewhere (kept on paper or by a witness), as signed notes; those that this home
    kept itself are always compared. ``despite_newer`` accepts that the copy ends before them: what came after is lost,
    and every witness that saw it will say so.

    1. Look the folder over: manifest, copy and keys belong together, and the database is empty.
    2. Load the copy.
    3. Compare how far its logs reach with the checkpoints known elsewhere.
    4. Export each log and run the stand-alone verifier on it, those checkpoints among the others.
    5. Only then leave the copy in place; where anything is against it, empty the database again.
    """
    manifest = _manifest(folder)
    findings = _unusable(folder, manifest)  # 1
    if manifest is None or findings:
        return findings
    try:
        load(folder / NAMES[manifest.engine])  # 2
    except CopyFailed as error:
        return (_finding("copy", str(error), Text(str(error), str(error)), _ANOTHER),)
    known = [*manifest.notes.values(), *kept_notes(), *against]
    newer, wrong = _compared(known)  # 3
    wrong = wrong or _verified(known)  # 4
    if wrong or (newer and not despite_newer):  # 5
        empty_again()
        return (*wrong, *newer)
    if connection.vendor == "postgresql":
        grant_again(connection)
    sizes = {log: latest_checkpoint(log).size for log in logs()}
    for log in sizes:
        keep_note(log, latest_checkpoint(log).note)
    return Restored(sizes=sizes, lost=newer)


def _manifest(folder: Path) -> Manifest | None:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None


def _unusable(folder: Path, manifest: Manifest | None) -> tuple[Finding, ...]:
    if manifest is None or manifest.engine not in NAMES:
        return (_finding("no_backup", str(folder), _NO_BACKUP, _ANOTHER),)
    found = []
    copy, master = folder / NAMES[manifest.engine], key_folder() / MASTER
    if manifest.engine != connection.vendor:
        found.append(_finding("engine", str(folder), _ENGINE, _ENGINE_REMEDY))
    if not copy.is_file() or _sha256(copy) != manifest.sha256:
        found.append(_finding("changed", str(copy), _CHANGED, _ANOTHER))
    if not master.is_file() or _sha256(master) != manifest.master:
        found.append(_finding("keys", str(master), _KEYS, _KEYS_REMEDY))
    if not is_empty():
        found.append(_finding("not_empty", "DATABASE_URL", _NOT_EMPTY, _NOT_EMPTY_REMEDY))
    return tuple(found)


def _compared(notes: Iterable[str]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return which checkpoints known elsewhere are newer than the copy, and which cannot be read."""
    newer, wrong = [], []
    present = {_origin_of(latest_checkpoint(log).note): latest_checkpoint(log).size for log in logs()}
    for note in dict.fromkeys(notes):
        stated = _checkpoint(note)
        if stated is None:
            wrong.append(_finding("note", "against", _NO_NOTE, _NO_NOTE_REMEDY))
        elif stated.size > present.get(stated.origin, 0):
            newer.append(_newer(stated, present.get(stated.origin, 0)))
    return tuple(newer), tuple(wrong)


def _checkpoint(note: str) -> Checkpoint | None:
    try:
        return read_checkpoint(split_note(note)[0])
    except BadNote:
        return None


def _origin_of(note: str) -> str:
    stated = _checkpoint(note) if note else None
    return stated.origin if stated else ""


def _newer(stated: Checkpoint, present: int) -> Finding:
    message = Text(
        f"写しは{present}件で終わるが、記録は{stated.size}件に達していた。差の{stated.size - present}件が失われる。",
        f"The copy ends at {present} leaves; the log had reached {stated.size}. {stated.size - present} would be lost.",
    )
    return _finding("older", stated.origin, message, _OLDER)


def _verified(notes: Iterable[str]) -> tuple[Finding, ...]:
    """Run the verifier on every log; checkpoints known elsewhere that are not newer are given to it as well."""
    found = []
    for log in logs():
        with tempfile.TemporaryDirectory(dir=home(), prefix="restoring-") as folder:
            export(Path(folder), log)
            reached = latest_checkpoint(log)
            for stated, note in ((_checkpoint(note), note) for note in notes):
                if stated and stated.origin == _origin_of(reached.note) and stated.size <= reached.size:
                    _lay_beside(Path(folder), stated, note)
            if verify.main([folder]) != verify.OWN_POLICY:  # the copy has no other policy than its own
                found.append(_finding("unverified", log, _UNVERIFIED, _UNVERIFIED_REMEDY))
    return tuple(found)


def _lay_beside(folder: Path, stated: Checkpoint, note: str) -> None:
    """A checkpoint of the same size replaces the copy's own: if they differ, the verifier finds it in the tree."""
    path = folder / "checkpoints" / str(stated.size)
    path.parent.mkdir(exist_ok=True)
    path.write_text(note, "utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finding(code: str, place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=code, severity="error", place=place, message=message, remedy=remedy)


_NO_BACKUP = Text("バックアップではない（目録がない）。", "This is no backup: it has no manifest.")
_ANOTHER = Text("別のバックアップを示すこと。", "Name another backup.")
_ENGINE = Text("別の種類のデータベースの写しである。", "This is a copy of another kind of database.")
_ENGINE_REMEDY = Text(
    "DATABASE_URLに同じ種類のデータベースを示すこと。", "Name a database of that kind in DATABASE_URL."
)
_CHANGED = Text(
    "写しが目録と合わない。失われたか、変えられている。",
    "The copy is not what the manifest says: it is missing or was changed.",
)
_KEYS = Text(
    "この写しを開く鍵が、鍵の置き場所にない。", "The key that opens this copy is not in the key folder."
)
_KEYS_REMEDY = Text(
    "鍵のバックアップを--keysで示すか、鍵のファイルを元の場所に戻すこと。",
    "Name the backup of the keys with --keys, or put the key files back.",
)
_NOT_EMPTY = Text("復元先のデータベースが空でない。", "The database to restore into is not empty.")
_NOT_EMPTY_REMEDY = Text(
    "空のデータベースを示すこと。今あるものは上書きしない。",
    "Name an empty one; what is there is never overwritten.",
)
_NO_NOTE = Text("検証点（署名付きノート）ではない。", "This is no checkpoint (signed note).")
_NO_NOTE_REMEDY = Text("検証点のファイルを示すこと。", "Name a file with a checkpoint.")
_OLDER = Text(
    "より新しいバックアップを探すこと。ないときに限り--despite-newerで続けること。失われた記録は、それを見た証人が示し続ける。",
    "Look for a newer backup. Only where there is none go on with --despite-newer; every witness that saw what is lost"
    " will keep saying so.",
)
_UNVERIFIED = Text("写しの記録が検証に通らない。", "The record in the copy does not verify.")
_UNVERIFIED_REMEDY = Text(
    "開かずに、別のバックアップを示し、この写しを監理委員会に示すこと。",
    "Do not open it: name another backup, and show this copy to the commission.",
)
