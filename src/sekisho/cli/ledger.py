"""``sekisho ledger``: export the record, and verify an export with the stand-alone verifier."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

from .reporting import UNUSABLE

SUBJECT_LENGTH = 48
"""Room that the record has for the name of a person."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the ledger commands."""
    commands = parser.add_subparsers(dest="ledger", metavar="COMMAND", required=True)
    export = commands.add_parser("export", help="記録を出力する / export the record")
    export.add_argument("folder", help="a folder that is empty or not there yet")
    export.set_defaults(run=run_export)
    verify = commands.add_parser("verify", help="出力された記録を検証する / verify an export")
    verify.add_argument("folder")
    verify.add_argument(
        "--policy", default="", help="policy file held by the verifier; the export's own where absent"
    )
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)


def run_export(args: argparse.Namespace) -> int:
    """Integrate what is committed, and write the export."""
    folder = Path(args.folder)
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder}: 空のフォルダを指定すること / name an empty folder", file=sys.stderr)
        return UNUSABLE
    from .serve import ready

    ready()
    from sekisho.operations.export_log import hand_out

    hand_out(folder, system_user(), datetime.now(UTC))
    print(f"{folder}")
    return 0


def system_user() -> str:
    """Return who runs the command, as the operating system knows them: nobody signs in at the command line."""
    return f"os:{getpass.getuser()}"[:SUBJECT_LENGTH]


def run_verify(args: argparse.Namespace) -> int:
    """Run the stand-alone verifier; its exit status is ours."""
    from sekisho.ledger import verify

    arguments = [args.folder, "--lang", args.lang]
    arguments += ["--policy", args.policy] if args.policy else []
    return verify.main([*arguments, *(["--json"] if args.json else [])])
