"""Whether the database is the one that the log was last signed from, or an older or another one put in its place.

The last checkpoint of each log stands in a file beside the database. Restoring compares with it by itself; here it is
compared whenever the server begins, a checkpoint is kept, or the page of the record is opened, for a database may be put
back behind the application's back.
"""

from __future__ import annotations

from sekisho.ledger.checkpoint import read_checkpoint
from sekisho.ledger.note import BadNote, split_note
from sekisho.records.kept_notes import note_file
from sekisho.records.log import checkpoint_of, latest_checkpoint
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text


def set_back(log: str) -> Finding | None:
    """Return what is wrong where the last checkpoint that was kept outside the database is none of this database's."""
    path = note_file(log)
    if not path.exists():
        return None
    try:
        kept = read_checkpoint(split_note(path.read_text("utf-8"))[0])
    except (BadNote, UnicodeDecodeError):
        return _finding(str(path), _UNREADABLE)
    if checkpoint_of(log, kept.size).root == kept.root.hex():
        return None
    present = latest_checkpoint(log).size
    words = _OLDER if kept.size > present else _ANOTHER
    return _finding(str(path), words.fill(kept=kept.size, present=present))


def _finding(place: str, message: Text) -> Finding:
    return Finding(
        code="set_back", severity="error", place=place, message=message, remedy=_REMEDY.fill(file=place)
    )


_OLDER = Text(
    "データベースのログは{present}件であるが、署名した検証点は{kept}件に達していた。古い写しに戻された疑いがある。",
    "The log in the database has {present} leaves, but a checkpoint of {kept} was signed: the database may have been set"
    " back to an old copy.",
)
_ANOTHER = Text(
    "署名した{kept}件の検証点が、データベースのログ（{present}件）のものではない。別の歴史に置き換わった疑いがある。",
    "The checkpoint that was signed at {kept} leaves is none of the log in the database ({present} leaves): another history"
    " may have taken its place.",
)
_UNREADABLE = Text(
    "最後の検証点のファイルが読めず、データベースが古い写しでないことを確かめられない。",
    "The file of the last checkpoint cannot be read, so that it cannot be told whether the database is an old copy.",
)
_REMEDY = Text(
    "最新の写しを戻すこと。写しがない場合は、{file}を証拠として移し、失われた範囲を証人の運用者に知らせること。",
    "Put the newest copy back. Where there is none, move {file} away and keep it as evidence, and tell whoever runs the"
    " witnesses what was lost.",
)
