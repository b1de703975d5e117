"""The statements that every act carries out, prepared once and sent together.

``Model.save`` builds its statement anew each time and waits for the answer to each, which takes longer than the database
takes to carry it out. Only the text of the statement is kept here; what a value becomes on its way into the database is
said by its field, as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

Statement = tuple[str, Sequence[Any]]
"""SQL and the values for its places."""


def carry_out(statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    """Carry out statements in their order; return the rows that they answer with, one after another.

    PostgreSQL is sent all of them at once, in one way there and back: Django binds the values on our side. SQLite, which
    is not far away, takes one at a time.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = [value for _, given in statements for value in given]
            cursor.execute("; ".join(text for text, _ in statements), values)
            return [row for answer in cursor.cursor.results() for row in _rows(answer)]
        rows = []
        for text, given in statements:
            cursor.execute(text, given)
            rows += _rows(cursor)
        return rows


def _rows(answer: Any) -> list[tuple[Any, ...]]:
    return answer.fetchall() if answer.description else []


def insertion(row: models.Model) -> Statement:
    """Return what writes a row that is not there yet; the row is not told the id that the database draws."""
    text, fields = _prepared(type(row))
    return text, [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _prepared(model: type[models.Model]) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', fields
