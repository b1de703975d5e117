"""``sekisho backup`` and ``sekisho restore``: the database into a folder and back, the keys into a file of their own."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from .reporting import UNUSABLE, print_findings
from .serve import connect, ready

PASSPHRASE = "SEKISHO_KEYS_PASSPHRASE"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``backup``."""
    parser.add_argument("folder", help="a folder that is empty or not there yet")
    parser.add_argument(
        "--keys",
        default="",
        metavar="FILE",
        help=f"鍵も、合言葉（{PASSPHRASE}）で封じて別の場所に / the keys too, locked by a passphrase, elsewhere",
    )
    parser.set_defaults(run=run_backup)


def run_backup(args: argparse.Namespace) -> int:
    """Write the backup, and the keys into a file of their own where that is asked."""
    folder, keys = Path(args.folder).absolute(), Path(args.keys).absolute() if args.keys else None
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder}: 空のフォルダを指定すること / name an empty folder", file=sys.stderr)
        return UNUSABLE
    if keys is not None and (keys.exists() or keys.is_relative_to(folder)):
        print(
            f"{keys}: 鍵は、データベースの写しと別の場所の新しいファイルに / keys go into a new file outside the backup",
            file=sys.stderr,
        )
        return UNUSABLE
    ready()
    from sekisho.operations.backup import back_up
    from sekisho.records.copying import CopyFailed
    from sekisho.records.key_box import lock_keys

    try:
        if keys is not None:
            lock_keys(keys, _passphrase())
        made = back_up(folder, datetime.now(UTC))
    except (CopyFailed, ValueError) as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    print(f"{folder}: {made.engine}, SHA-256 {made.sha256}")
    return 0


def configure_restore(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``restore``."""
    parser.add_argument("folder")
    parser.add_argument(
        "--keys", default="", metavar="FILE", help="鍵のバックアップ / the backup of the keys"
    )
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="FILE",
        help="他所で保管された検証点 / a checkpoint kept elsewhere; may be repeated",
    )
    parser.add_argument(
        "--despite-newer",
        action="store_true",
        help="後の記録が失われることを承知で続ける / go on although later entries are lost",
    )
    parser.set_defaults(run=run_restore)


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup into an empty database; 1 where something stands against the copy."""
    connect()
    from sekisho.operations.backup import Restored, restore
    from sekisho.records.key_box import Locked, unlock_keys

    try:
        if args.keys:
            unlock_keys(Path(args.keys), _passphrase())
        known = [Path(each).read_text("utf-8") for each in args.against]
    except (Locked, OSError, UnicodeDecodeError) as error:
        print(f"開けない / cannot be opened: {error}", file=sys.stderr)
        return UNUSABLE
    done = restore(Path(args.folder), known, args.despite_newer)
    if not isinstance(done, Restored):
        print_findings(done, args.lang)
        return 1
    print_findings(done.lost, args.lang)
    for log, size in done.sizes.items():
        print(f"{log}: {size}件を復元し、検証した / {size} leaves restored and verified")
    return 0


def _passphrase() -> str:
    return os.environ.get(PASSPHRASE) or getpass.getpass("鍵の合言葉 / passphrase of the keys: ")
