"""The statements that every act carries out, prepared once and sent together.

``Model.save`` builds its statement anew each time and waits for the answer to each, which takes longer than the database
takes to carry it out. Only the text of the statement is kept here; what a value becomes on its way into the database is
said by its field, as ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import connection, models

Statement = tuple[str, Sequence[Any]]
"""SQL and the values for its places (``%s``). The texts are few: they are written in the code, and no value is in them."""


class Answer(NamedTuple):
    """What a statement answered with: rows, and how many it changed."""

    rows: list[tuple[Any, ...]]
    changed: int


_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
"""What each session of PostgreSQL has prepared: by the text of a statement, that of its execution."""


def carry_out(statements: Sequence[Statement]) -> list[Answer]:
    """Carry out statements in their order; return what each answers with.

    PostgreSQL, which would plan each of them anew, plans it once a session, and is sent all of them at once, in one way
    there and back: Django binds the values on our side. SQLite, which is not far away, takes one at a time.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            executions = _executions(cursor, [text for text, _ in statements])
            cursor.execute("; ".join(executions), [value for _, given in statements for value in given])
            return [_answer(each) for each in cursor.cursor.results()]
        return [_answer(_told_sqlite(cursor, text, given)) for text, given in statements]


def _answer(told: Any) -> Answer:
    return Answer(told.fetchall(), 0) if told.description else Answer([], told.rowcount)


def _told_sqlite(cursor: Any, text: str, given: Sequence[Any]) -> Any:
    """Carry out one statement and return what it answers.

    The driver is asked itself: it keeps what it has prepared by its text, which Django would make anew from ours each time
    (a third of what the statement costs). Where somebody hangs on to Django's statements, they come by Django's way.
    """
    if connection.execute_wrappers:
        cursor.execute(text, given)
        return cursor
    with connection.wrap_database_errors:
        return sqlite3.Cursor.execute(cursor.cursor, _in_marks(text), given)


@cache
def _in_marks(text: str) -> str:
    return text.replace("%s", "?")


def _executions(cursor: Any, texts: Sequence[str]) -> list[str]:
    """Return what executes each statement as this session has prepared it, which outlasts a transaction taken back."""
    known = _prepared.setdefault(connection.connection, {})
    for text in texts:
        if text not in known:
            name, number = f"sekisho_{len(known)}", count(1)
            parts = text.split("%s")
            numbered = parts[0] + "".join(f"${next(number)}{part}" for part in parts[1:])
            cursor.execute(f"PREPARE {name} AS {numbered}")
            known[text] = f"EXECUTE {name} ({', '.join(['%s'] * (len(parts) - 1))})"
    return [known[text] for text in texts]


def insertion(row: models.Model) -> Statement:
    """Return what writes a row that is not there yet; the row is not told the id that the database draws."""
    text, fields = _insertion_into(type(row))
    return text, [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _insertion_into(model: type[models.Model]) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', fields
