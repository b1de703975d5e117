"""Least-privilege roles of PostgreSQL: who owns the tables, who serves people, who reads, who makes backups.

Four roles, named by a common prefix:

- ``owner`` owns tables, triggers and functions; migrates, and erases on the retention date.
- ``app`` serves people. It adds to the record and changes what is derived from it; it owns nothing, so that it can
  neither change an append-only row, nor alter a table, nor switch a trigger off.
- ``read`` reads what is no secret, through the second wall like everybody (``second_wall``).
- ``backup`` reads every row, past the second wall, and writes nothing.

The triggers (``defence``) hold for all of them; privileges hold even where a trigger was dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .defence import APPEND_ONLY

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "sekisho"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
ROLES: Mapping[str, str] = {
    "owner": "NOBYPASSRLS",
    "app": "NOBYPASSRLS",
    "read": "NOBYPASSRLS",
    "backup": "BYPASSRLS",
}
"""Each role with what is said of the second wall; none is a superuser or makes roles or databases."""

ADDED_TO = ("SELECT", "INSERT")
NEVER_DELETED = ("SELECT", "INSERT", "UPDATE")
ANY_ROW = ("SELECT", "INSERT", "UPDATE", "DELETE")

WORKED_IN = (
    *("auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_session"),
    *("records_attempt", "records_enrolmentcode", "records_onetimepassword", "records_recoverycode"),
    *("records_signedin", "records_unsigned", "records_providersubject", "records_draft"),
    *("records_candidate_incidents", "records_caselink", "records_disturbance", "records_duty"),
    *("records_stepstate", "records_witnesscontact"),
    *("records_linkground", "records_linkplace", "records_linkposting", "records_linkpair"),
)
"""What is derived from the record, or passes: sessions, drafts, boards."""

APPLICATION: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(APPEND_ONLY, ADDED_TO),
    # Deleting these destroys content for good: of keys the owner does it, on the retention date.
    "records_payloadkey": ADDED_TO,
    "records_leafsecret": ADDED_TO,
    "records_access": ADDED_TO,
    "records_normalised": ADDED_TO,
    "records_observable": ADDED_TO,
    "records_incident": ADDED_TO,
    "records_case": NEVER_DELETED,
    "records_person": NEVER_DELETED,
    "records_candidate": NEVER_DELETED,
    "records_passkey": NEVER_DELETED,
    "records_token": NEVER_DELETED,
    "django_migrations": ("SELECT",),
    **dict.fromkeys(WORKED_IN, ANY_ROW),
}
"""What the application may do to each table. One that nobody has thought about is in none of the lists: nobody but its
owner gets to it.
"""

READABLE = frozenset(
    {
        *("records_access", "records_batch", "records_candidate", "records_candidate_incidents"),
        *("records_case", "records_caselink", "records_checkpoint", "records_cosignature", "records_duty"),
        *("records_entry", "records_incident", "records_intelobject", "records_judgement"),
        *("records_judgement_incidents", "records_linkepoch", "records_logkey", "records_normalised"),
        *("records_observable", "records_passkey", "records_receipt", "records_stepstate", "records_tile"),
        *("records_witnesscontact", "django_migrations"),
    }
)
"""What the reading role gets, behind the second wall: no keys, salts, sessions or password hashes, nobody's drafts or
attempts, not who read what; and nothing that does not stand behind the wall and names cases or tells of them (leaves, their places, erasures).
"""

READABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "records_entry": (
        *("id", "case_id", "sequence", "hash", "previous", "realm", "step", "act_of", "recorded_by"),
        *("happened_at", "recorded_at", "pack", "sealed", "leaf"),
    )
}
"""Of these tables it gets no other columns: what an entry read names cases that its reader may not see."""


def statements(prefix: str, database: str, tables: Iterable[str]) -> list[str]:
    """Return the SQL that makes the roles and gives them exactly what they need; running it again does no harm.

    ``tables`` are those that exist: their ownership and privileges are set. Needs a superuser, since only one may
    let a role past row-level security. Nobody gets a password here: that is the administrator's to set, or none
    where the server knows people by certificate or by the operating system. Raises ``ValueError`` for a prefix
    that is no plain name.
    """
    if not NAME.fullmatch(prefix):
        raise ValueError(f"{prefix!r}: a prefix is lower-case letters, digits and underscores, at most 40")
    there = sorted(tables)
    made = [_make(f"{prefix}_{role}", wall) for role, wall in ROLES.items()]
    return [*made, *_entering(prefix, database), *_owning(prefix, there), *granting(prefix, there)]


def granting(prefix: str, tables: Iterable[str]) -> list[str]:
    """Return the SQL that sets the privileges on tables, taking away what was there; the owner may run it."""
    app, read, backup = (f"{prefix}_{role}" for role in ("app", "read", "backup"))
    made = []
    for table in sorted(tables):
        made += [
            f"REVOKE ALL ON {table} FROM PUBLIC, {app}, {read}, {backup}",
            *([f"GRANT {', '.join(APPLICATION[table])} ON {table} TO {app}"] if table in APPLICATION else []),
            f"GRANT SELECT ON {table} TO {backup}",
            *([f"GRANT {_reading(table)} ON {table} TO {read}"] if table in READABLE else []),
        ]
    return [
        *made,
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {app}, {read}, {backup}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup}",
    ]


def _reading(table: str) -> str:
    columns = READABLE_COLUMNS.get(table)
    return f"SELECT ({', '.join(columns)})" if columns else "SELECT"


def _make(role: str, wall: str) -> str:
    rest = f"LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION {wall}"
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        f" THEN ALTER ROLE {role} {rest}; ELSE CREATE ROLE {role} {rest}; END IF; END $$"
    )


def _entering(prefix: str, database: str) -> list[str]:
    names = ", ".join(f"{prefix}_{role}" for role in ROLES)
    quoted = '"' + database.replace('"', '""') + '"'
    return [
        f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {quoted} TO {names}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {names}",
        f"GRANT CREATE ON SCHEMA public TO {prefix}_owner",
    ]


def _owning(prefix: str, tables: Iterable[str]) -> list[str]:
    """Functions go with the tables: who may replace a trigger's function has switched the trigger off."""
    owner = f"{prefix}_owner"
    functions = (
        "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT oid::regprocedure FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND (proname LIKE 'sekisho%' OR proname LIKE 'records%')"
        f" LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', f); END LOOP; END $$"
    )
    return [*(f"ALTER TABLE {table} OWNER TO {owner}" for table in tables), functions]


def make_roles(connection: BaseDatabaseWrapper, prefix: str = PREFIX) -> None:
    """Make the roles in the database connected to, all of it or nothing; the connection is a superuser's."""
    from django.db import transaction

    made = statements(prefix, connection.settings_dict["NAME"], tables_of(connection))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)


def tables_of(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the tables that there are."""
    return list(connection.introspection.table_names())


def grant_again(connection: BaseDatabaseWrapper) -> None:
    """Give the roles their privileges on tables that a migration made, where the owner of the roles migrated."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = str(cursor.fetchone()[0])
        if not owner.endswith("_owner"):
            return
        for statement in granting(owner.removesuffix("_owner"), tables_of(connection)):
            cursor.execute(statement)
