"""Statements are prepared once, whatever becomes of the transaction, the session, or who looks on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sekisho.records import models
from sekisho.records.append import append
from sekisho.records.entries import read_entries
from sekisho.records.writing import carry_out, insertion

GREETING = "SELECT %s, %s"
HOSTILE = "'); DROP TABLE records_entry; -- \\' %s ?"


def prepared() -> dict[str, int]:
    """The statements that this session has prepared, and how often each was carried out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_an_act_has_its_statements_planned_once_a_session(material: Any) -> None:
    """The second act of a session prepares nothing, and carries out what the first one prepared."""
    first, key = material.opened()
    before = prepared()
    second = material.entry(first.case, first)
    assert append(material.write(second, key)) is None
    after = prepared()
    assert before.keys() == after.keys()
    assert len([text for text in after if after[text] == before[text] + 1]) == 2  # head, entry


@pytest.mark.django_db
def test_what_was_prepared_outlasts_a_transaction_taken_back(material: Any) -> None:
    """A statement may be carried out for the first time where everything is taken back, and the database may refuse it."""
    first, key = material.opened()
    again = insertion(models.Entry.objects.get(case=first.case))
    for _ in range(2):
        with pytest.raises(IntegrityError), transaction.atomic():
            carry_out([("SELECT 'for the first time', %s", ["a"]), again])
    second = material.entry(first.case, first)
    assert append(material.write(second, key)) is None
    assert read_entries(first.case) == (first, second)


@pytest.mark.usefixtures("committed")
def test_a_new_session_prepares_anew(material: Any) -> None:
    """When a connection is lost, the next one knows nothing of what the last one had prepared."""
    first, key = material.opened()
    connection.close()
    second = material.entry(first.case, first)
    assert append(material.write(second, key)) is None
    assert read_entries(first.case) == (first, second)


@pytest.mark.django_db
def test_a_value_is_never_read_as_sql(material: Any) -> None:
    """A text that would end the statement comes back as it was given, from the statement and from the record."""
    assert carry_out([(GREETING, [HOSTILE, "計画"])]) == [([(HOSTILE, "計画")], 0)]
    first, key = material.opened()
    second = material.entry(first.case, first, text=HOSTILE)
    assert append(material.write(second, key)) is None
    assert read_entries(first.case)[1].intent.particulars == {"text": HOSTILE}


@pytest.mark.django_db
def test_who_hangs_on_to_statements_is_asked_about_each(material: Any) -> None:
    """The tests that kill a process at a statement count what is really carried out."""
    seen = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    assert carry_out([(GREETING, ["a", "b"])]) == [([("a", "b")], 0)]
    with connection.execute_wrapper(note):
        answers = carry_out([(GREETING, ["a", "b"]), (GREETING, ["c", "d"])])
        assert [answer.rows for answer in answers] == [[("a", "b")], [("c", "d")]]
    assert len(seen) == (1 if connection.vendor == "postgresql" else 2)
