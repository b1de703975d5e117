"""``sekisho token``: bearer tokens of programs."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta

from .reporting import UNUSABLE
from .serve import ready


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands about tokens."""
    commands = parser.add_subparsers(dest="token", metavar="COMMAND", required=True)
    issue = commands.add_parser("issue", help="発行する。一度だけ示す / issue one; it is shown this once")
    issue.add_argument("name", help="プログラムの名 / the program's name")
    issue.add_argument("--person", required=True, help="責任を負う者の利用者名 / who answers for it")
    issue.add_argument("--office", required=True, help="その機関 / the office that it acts for")
    issue.add_argument("--scope", action="append", required=True, help="許すこと（intake） / what it may do")
    issue.add_argument("--days", type=int, default=90, help="有効日数（90） / days for which it is valid")
    issue.add_argument("--by", required=True, help="発行する管理者 / the administrator who issues it")
    issue.set_defaults(run=run_issue)
    listing = commands.add_parser("list", help="一覧 / list them")
    listing.set_defaults(run=run_list)
    ending = commands.add_parser("end", help="失効させる / end one")
    ending.add_argument("prefix", help="一覧の示す番号 / its number in the list")
    ending.set_defaults(run=run_end)


def run_issue(args: argparse.Namespace) -> int:
    """Issue a token and print it."""
    ready()
    from sekisho.operations.people import person_named
    from sekisho.operations.tokens import issue

    person = person_named(args.person)
    if person is None:
        return _unusable(f"--person {args.person}: いない / there is no such person")
    now, valid = datetime.now(UTC), timedelta(days=args.days)
    try:
        print(issue(args.name, person, args.office, args.scope, args.by, now, valid))
    except ValueError as error:
        return _unusable(f"--scope, --days: 使えない値 / {error}")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print every token without its secret."""
    ready()
    from sekisho.operations.tokens import tokens

    for each in tokens():
        used = f"{each.used_at:%Y-%m-%d}" if each.used_at else "－"
        ended = "  失効 / ended" if each.ended_at else ""
        print(
            f"{each.prefix}  {each.name}  {each.office}  {each.person.login}  {','.join(each.scopes)}"
            f"  →{each.expires_at:%Y-%m-%d}  最終使用 / last used {used}{ended}"
        )
    return 0


def run_end(args: argparse.Namespace) -> int:
    """End a token."""
    ready()
    from sekisho.operations.tokens import end

    if end(args.prefix, datetime.now(UTC)):
        return 0
    return _unusable(f"{args.prefix}: 有効なものにない / none like it is in force")


def _unusable(message: str) -> int:
    print(message, file=sys.stderr)
    return UNUSABLE
