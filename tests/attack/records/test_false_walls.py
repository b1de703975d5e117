"""A policy of the second wall that is there by name, and lets through what it should not, is noticed at the next start."""

from __future__ import annotations

import pytest
from django.db import connection

from sekisho.records.second_wall import OWN_NAME, POLICY, VISIBLE, build, unguarded

pytestmark = [pytest.mark.only_on("postgresql"), pytest.mark.django_db]
TABLE = "records_case"
UNSAID = OWN_NAME.replace("'on'", "''")
ALTERED = {
    "for everybody": f"ALTER POLICY {POLICY} ON {TABLE} USING (true)",
    "a way round": f"ALTER POLICY {POLICY} ON {TABLE} USING ({OWN_NAME} OR ({VISIBLE[TABLE]}) OR id LIKE 'case-%')",
    "another way in": f"ALTER POLICY {POLICY} ON {TABLE} USING ({UNSAID} OR ({VISIBLE[TABLE]}))",
    "a second one": f"CREATE POLICY also ON {TABLE} USING (true)",
    "writing": f"ALTER POLICY {POLICY} ON {TABLE} WITH CHECK (true)",
    "roles": f"ALTER POLICY {POLICY} ON {TABLE} TO pg_monitor",
    "another command": f"DROP POLICY {POLICY} ON {TABLE}; CREATE POLICY {POLICY} ON {TABLE} FOR INSERT WITH CHECK (true)",
    "another name": f"ALTER POLICY {POLICY} ON {TABLE} RENAME TO sees",
    "switched off": f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
}


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_policy_is_noticed(how: str) -> None:
    """Each lets through, or keeps out, something else than what was built."""
    assert unguarded(connection) == []
    with connection.cursor() as cursor:
        cursor.execute(ALTERED[how])
    assert unguarded(connection) == [TABLE]


def test_a_policy_that_was_altered_is_put_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALTERED["for everybody"])
    build(connection)
    assert unguarded(connection) == []
