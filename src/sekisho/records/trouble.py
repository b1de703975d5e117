"""What it means for a person when the database fails, or a key is missing: what happened, whether anything was written, and what to do.

A transaction that fails leaves nothing behind (one transaction per act). Only where the connection broke can it be
that the commit went through and its answer was lost: then the person is told to look before doing it again.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec
from django.db import DatabaseError, InterfaceError

from sekisho.vocabulary.text import Text

from .home import KeyMissing


class Trouble(msgspec.Struct, frozen=True):
    """One way in which the database fails; ``status`` is the HTTP status that says so to a program."""

    code: str
    status: int
    title: Text
    happened: Text
    remedy: Text


FULL = Trouble(
    "full",
    507,
    Text("記録する場所がない", "There is no room to record"),
    Text(
        "データベースの置き場所に空きがないため、記録できなかった。行おうとしたことは何も記録されておらず、これまでの記録はそのまま残っている。",
        "The database has no room left, so nothing could be recorded. What you meant to do did not happen; everything"
        " recorded before is untouched.",
    ),
    Text(
        "管理者に直ちに知らせること。空きができた後に改めて行うこと。",
        "Tell the administrator at once. Do it again when there is room.",
    ),
)
LOST = Trouble(
    "lost",
    503,
    Text("データベースとの接続が切れた", "The connection to the database was lost"),
    Text(
        "処理の途中でデータベースとの接続が切れた。途中まで記録されることはない。全て記録されたか、何も記録されていないかのいずれかである。",
        "The connection to the database broke while your request was worked on. Nothing is half recorded: either all of"
        " it is on record, or none.",
    ),
    Text(
        "しばらくして案件を開き、記録されたかを確かめること。記録されていない場合に限り、改めて行うこと。",
        "In a moment open the case and look whether it is on record. Do it again only if it is not.",
    ),
)
BUSY = Trouble(
    "busy",
    503,
    Text("混み合っている", "Too busy"),
    Text(
        "他の処理が終わるのを待ったが、時間内に終わらなかった。何も記録されていない。",
        "It waited for other work, which did not end in time. Nothing was recorded.",
    ),
    Text("しばらくして改めて行うこと。", "Do it again in a moment."),
)
READ_ONLY = Trouble(
    "read_only",
    503,
    Text("今は記録できない", "Nothing can be recorded now"),
    Text(
        "データベースが読取り専用になっている（待機系への切替えの途中など）。何も記録されていない。",
        "The database only lets itself be read (a standby that is taking over, for example). Nothing was recorded.",
    ),
    Text(
        "しばらくして改めて行い、続くときは管理者に知らせること。",
        "Do it again in a while; if it stays, tell the administrator.",
    ),
)
FORBIDDEN = Trouble(
    "forbidden",
    500,
    Text("データベースが許さない", "The database does not allow it"),
    Text(
        "データベースの役割に、この処理の権限がない。何も記録されていない。",
        "The role at the database has no privilege for this. Nothing was recorded.",
    ),
    Text(
        "消去と更新は、所有者の役割をDATABASE_URLに示して行うこと。それ以外のときは管理者に知らせること。",
        "Erase and migrate with the owner's role in DATABASE_URL. In any other case tell the administrator.",
    ),
)
KEY = Trouble(
    "key",
    503,
    Text("ログの署名鍵がない", "The signing key of the log is missing"),
    Text(
        "ログの署名鍵が鍵のフォルダにない、又は別のものである。新しい鍵は引かない（誰も知らない鍵の署名は、別のログと区別できない）。"
        "記録は続き、鍵が戻るまで葉は検証点を待つ。",
        "The key with which the log signs is not in the key folder, or is another one. No new one is drawn: what an unknown"
        " key signs cannot be told from another log. Recording goes on; leaves wait for their checkpoint until it is back.",
    ),
    Text(
        "管理者に知らせ、鍵のファイルをバックアップから戻すこと。",
        "Tell the administrator to put the key's file back from the backup of the key folder.",
    ),
)
OTHER = Trouble(
    "failed",
    500,
    Text("内部の障害が起きた", "Something failed inside"),
    Text(
        "処理は完了しておらず、記録は途中まで書かれることはない。",
        "The act was not completed and nothing is half written.",
    ),
    Text("時刻を添えて管理者に知らせること。", "Tell the administrator the time."),
)

_BY_STATE = {
    "08": LOST,
    "57P": LOST,
    "53100": FULL,
    "53": BUSY,
    "25006": READ_ONLY,
    "40": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "42501": FORBIDDEN,
}
"""By the beginning of PostgreSQL's SQLSTATE; the longest that fits counts."""
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: FULL,
}
_PRIMARY = 0xFF
"""SQLite's extended result codes carry the primary one in their lowest byte."""


def trouble_of(error: BaseException | None) -> Trouble:
    """Return what an error means for a person; ``OTHER`` for one that is not known here."""
    if isinstance(error, KeyMissing):
        return KEY
    while error is not None and not isinstance(error, DatabaseError | InterfaceError):
        error = error.__cause__
    cause: Any = error.__cause__ if error is not None else None
    if error is None:
        return OTHER
    if isinstance(cause, sqlite3.Error):
        return _BY_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & _PRIMARY, OTHER)
    return _of_postgresql(error, getattr(cause, "sqlstate", None))


def _of_postgresql(error: BaseException, state: str | None) -> Trouble:
    if state is None:
        # The server could say nothing any more: the connection itself failed.
        return LOST if type(error).__name__ in ("OperationalError", "InterfaceError") else OTHER
    fitting = [known for known in _BY_STATE if state.startswith(known)]
    return _BY_STATE[max(fitting, key=len)] if fitting else OTHER
