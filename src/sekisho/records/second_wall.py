"""The second wall: PostgreSQL itself shows the application's role only what the person looking may see.

The first wall is every query's own condition (``access``). Should a query forget it, row-level security leaves the
rows out all the same. The policies say no rule of their own: an access set is visible by ``visibility.as_policy``, and
every other row is visible where the row it hangs on is.

Who looks is said of the session: ``looking`` for a person, ``assessing`` for what the application does in its own name
(judging, sequencing, deriving boards). Where nothing is said, nothing is seen. The owner of the tables and a superuser
pass the wall, and SQLite has none: there the first wall stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import connection

from sekisho.casework.visibility import Viewer, as_policy, settings

from .outside import CASE_ID_LENGTH

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ASSESSES = "sekisho.assesses"
NOBODY: Mapping[str, str] = {**dict.fromkeys(settings(Viewer()), ""), ASSESSES: ""}
"""Nobody looks: nothing is visible."""
APPLICATION: Mapping[str, str] = {**NOBODY, ASSESSES: "on"}
"""The application in its own name: everything is visible."""

OWN_NAME = f"(SELECT coalesce(current_setting('{ASSESSES}', true), '') = 'on')"
PERSON = "(SELECT current_setting('sekisho.person', true))"


def _hangs_on(table: str, column: str) -> str:
    """A policy is asked as whoever asks, so that the row which is looked up passes its own policy first."""
    return f"EXISTS (SELECT FROM {table} above WHERE above.id = {column})"


def _hangs_on_all(table: str, column: str) -> str:
    """What is about several incidents is visible to who may see all of them, in its realm."""
    return (
        "realm = (SELECT current_setting('sekisho.realm', true)) AND NOT EXISTS (SELECT FROM"
        f" {table}_incidents member WHERE member.{column} = {table}.id AND NOT "
        + _hangs_on("records_incident", "member.incident_id")
        + ")"
    )


def _read_of(kinds: str, table: str, subject: str = "subject") -> str:
    return f"(kind IN ({kinds}) AND " + _hangs_on(table, subject) + ")"


# What ``access.visible_reads`` says: a read is as visible as what was read, and to who read it.
READS = " OR ".join(
    (
        _read_of("'case', 'reads'", "records_case"),
        _read_of("'receipt'", "records_case", f"substr(subject, 1, {CASE_ID_LENGTH})"),
        _read_of("'object'", "records_intelobject"),
        _read_of("'incident'", "records_incident"),
    )
)

VISIBLE: Mapping[str, str] = {
    "records_access": as_policy("records_access"),
    "records_case": _hangs_on("records_access", "access_id"),
    "records_entry": _hangs_on("records_case", "case_id"),
    "records_caselink": _hangs_on("records_case", "source_id"),
    "records_duty": _hangs_on("records_case", "case_id"),
    "records_stepstate": _hangs_on("records_case", "case_id"),
    "records_refusal": _hangs_on("records_case", '"case"'),
    "records_batch": _hangs_on("records_case", "case_id"),
    "records_receipt": _hangs_on("records_batch", "batch_id")
    + " AND (object_id IS NULL OR "
    + _hangs_on("records_intelobject", "object_id")
    + ")",
    "records_intelobject": _hangs_on("records_access", "marking_id"),
    "records_normalised": _hangs_on("records_intelobject", "object_id"),
    "records_observable": _hangs_on("records_intelobject", "object_id"),
    "records_incident": _hangs_on("records_access", "marking_id"),
    # A candidate explains by what its incidents have in common: who may not see one of them sees nothing of it.
    "records_candidate": _hangs_on_all("records_candidate", "candidate_id"),
    "records_judgement": _hangs_on_all("records_judgement", "judgement_id"),
    # Frequencies are of everybody's values, and so is the ground on which incidents are placed: nobody looks at them.
    **dict.fromkeys(
        (
            *("records_linkepoch", "records_linkfrequency", "records_linkground"),
            *("records_linkplace", "records_linkposting", "records_linkpair"),
        ),
        "false",
    ),
    "records_draft": f"person_id = {PERSON}",
    "records_unsigned": f"person_id = {PERSON}",
    "records_readrecord": f"person = {PERSON} OR (realm = (SELECT current_setting('sekisho.realm', true)) AND ({READS}))",
}
"""Each guarded table with the condition under which a person may see (and write) a row of it."""


POLICY = "sekisho_sees"
AS_TEXT = re.compile(r"\((\w+(?:\.\w+)*)\)::text")


def _condition(table: str) -> str:
    return f"{OWN_NAME} OR ({VISIBLE[table]})"


def build(connection: BaseDatabaseWrapper) -> None:
    """Put the policies on the tables that exist; repeating it does no harm. Only on PostgreSQL, by the owner."""
    if connection.vendor != "postgresql":
        return
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in (each for each in VISIBLE if each in existing):
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({_condition(table)})")
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def unguarded(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that do not stand behind the wall as it was built; empty on SQLite.

    A table stands behind it with one policy, for everybody and every command, whose condition is the one given here.
    """
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, CASE WHEN count(*) = 1 AND bool_and(polname = %s AND polpermissive AND polcmd = '*'"
            " AND polroles = '{0}' AND polwithcheck IS NULL) THEN min(pg_get_expr(polqual, polrelid)) END"
            " FROM pg_class c JOIN pg_policy ON polrelid = c.oid WHERE relrowsecurity AND pg_table_is_visible(c.oid)"
            " GROUP BY relname",
            [POLICY],
        )
        found = dict(cursor.fetchall())
        return sorted(
            each for each in VISIBLE if not (found.get(each) and _as_built(cursor, each, found[each]))
        )


def _as_built(cursor: Any, table: str, condition: str) -> bool:
    """PostgreSQL keeps no text of a policy. It is the same one if both are planned alike; asked twice, since what is known of
    the tables, by which they are planned, may change in between.
    """
    return any(_plan(cursor, table, condition) == _plan(cursor, table, _condition(table)) for _ in range(2))


def _plan(cursor: Any, table: str, condition: str) -> list[str]:
    """Return the plan of a condition. That a column is taken as text is said of it only where somebody wrote so."""
    cursor.execute(f"EXPLAIN (VERBOSE, COSTS OFF) SELECT ({condition}) FROM {table}")
    return [AS_TEXT.sub(r"\1", line) for (line,) in cursor.fetchall()]


_present: ContextVar[Mapping[str, str]] = ContextVar("sekisho-looking", default=NOBODY)


@contextmanager
def looking(viewer: Viewer | None) -> Iterator[None]:
    """Within it the database shows what a viewer may see; nobody (``None``) may see anything."""
    with _being(NOBODY if viewer is None else {**NOBODY, **settings(viewer)}):
        yield


@contextmanager
def assessing() -> Iterator[None]:
    """Within it the application works in its own name; what comes out of it goes through ``present`` or the first wall.

    Usable as a decorator as well.
    """
    with _being(APPLICATION):
        yield


def assess_from_now_on() -> None:
    """Let this thread work in the application's own name: for commands, at which nobody signs in."""
    _present.set(APPLICATION)
    _tell()


@contextmanager
def _being(who: Mapping[str, str]) -> Iterator[None]:
    before = _present.set(who)
    _tell()
    try:
        yield
    finally:
        _present.reset(before)
        _tell()


def _tell() -> None:
    if connection.vendor == "postgresql" and connection.connection is not None and _listens():
        introduce(connection)


def _listens() -> bool:
    """A transaction that failed takes nothing any more; rolling it back also brings back what was said before it."""
    from psycopg.pq import TransactionStatus

    return connection.connection.info.transaction_status in (
        TransactionStatus.IDLE,
        TransactionStatus.INTRANS,
    )


def introduce(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Tell the database who looks; also when a connection is opened, before anything is asked on it."""
    if connection.vendor != "postgresql":
        return
    who = _present.get()
    said = ", ".join("set_config(%s, %s, false)" for _ in who)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {said}", [value for pair in who.items() for value in pair])
