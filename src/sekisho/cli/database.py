"""``sekisho database``: roles of PostgreSQL, and bringing the tables up to date."""

from __future__ import annotations

import argparse
import sys

from .reporting import UNUSABLE
from .serve import BUSY, connect


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the database commands."""
    commands = parser.add_subparsers(dest="database", metavar="COMMAND", required=True)
    roles = commands.add_parser("roles", help="最小権限の役割を作る / make the least-privilege roles")
    roles.add_argument(
        "--prefix", default="sekisho", help="役割の名の始まり / what the roles' names begin with"
    )
    roles.add_argument(
        "--apply",
        action="store_true",
        help="表示せず実行する（スーパーユーザーとして） / run the SQL, as a superuser, instead of printing it",
    )
    roles.set_defaults(run=run_roles)
    migrate = commands.add_parser(
        "migrate", help="表を最新にする（所有者として） / bring the tables up to date, as their owner"
    )
    migrate.set_defaults(run=run_migrate)


def run_roles(args: argparse.Namespace) -> int:
    """Print the SQL of the roles, or run it."""
    connect()
    from django.db import connection

    from sekisho.records.roles import make_roles, statements, tables_of

    if connection.vendor != "postgresql":
        print(
            "役割はPostgreSQLにのみある。DATABASE_URLで示すこと / roles are PostgreSQL's: name it in DATABASE_URL",
            file=sys.stderr,
        )
        return UNUSABLE
    try:
        made = statements(args.prefix, connection.settings_dict["NAME"], tables_of(connection))
    except ValueError as error:
        print(f"--prefix: 使えない名 / {error}", file=sys.stderr)
        return UNUSABLE
    if args.apply:
        make_roles(connection, args.prefix)
    else:
        print("BEGIN;", *(f"{statement};" for statement in made), "COMMIT;", sep="\n")
    return 0


def run_migrate(args: argparse.Namespace) -> int:
    """Bring the tables up to date, arm them and give the roles their privileges on what is new."""
    connect()
    from sekisho.operations.setup import migrate
    from sekisho.records.upkeep import Busy, Unfit

    try:
        migrate()
    except Busy as error:
        print(f"{BUSY}: {error}", file=sys.stderr)
        return UNUSABLE
    except Unfit as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    return 0
