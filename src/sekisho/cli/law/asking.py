"""What a law command is asked about: a bundle and a moment, with every defect of the question said at once."""

from __future__ import annotations

import argparse
import json
import sys

from sekisho.casework.bundle import Bundle, read_bundle
from sekisho.casework.replay import replay
from sekisho.law.pack import Pack

from ..reporting import print_findings, read_bytes
from .packs import load
from .question import Asked, Sight, choose, moment
from .recorded import on_record


def add_arguments(parser: argparse.ArgumentParser, step: bool = False) -> None:
    """Add what every question about a case takes."""
    parser.add_argument("bundle", nargs="?", default="", help="case bundle (JSON); - for standard input")
    parser.add_argument(
        "--db", action="store_true", help="記録された案件 / a case on record: --case, --person"
    )
    parser.add_argument("--person", default="", help="見る者の識別名 / login name of who looks, with --db")
    parser.add_argument("--case", help="case id; all cases where absent")
    parser.add_argument("--step", required=step, help="one step only")
    parser.add_argument("--at", help="time of the assessment (RFC 3339 or a date, Japan time without a zone)")
    parser.add_argument("--pack", default="", help="name or folder of a pack; the bundle's own where absent")
    parser.add_argument("--json", action="store_true")


def bundle_named(args: argparse.Namespace) -> tuple[Pack, Bundle] | None:
    """Return the bundle named and the pack it is under; ``None``, with every defect said, where it cannot be read."""
    data = read_bytes(args.bundle)
    if data is None:
        return None
    loaded = load(args.pack or _pack_named(data))
    print_findings(loaded.findings, args.lang)
    if loaded.pack is None:
        return None
    read = read_bundle(data, args.bundle, loaded.pack)
    print_findings(read.findings, args.lang)
    return (loaded.pack, read.bundle) if read.bundle is not None else None


def _pack_named(data: bytes) -> str:
    try:
        value = json.loads(data)
    except ValueError:
        return "jp-acd"
    return str(value.get("pack", "jp-acd")) if isinstance(value, dict) else "jp-acd"


def asked(args: argparse.Namespace) -> Asked | None:
    """Return the question; ``None``, with every defect said, where it cannot be answered."""
    if args.db == bool(args.bundle):
        print("案件束のファイル又は --db のいずれか一を示すこと / name a bundle or --db", file=sys.stderr)
        return None
    if args.db:
        return on_record(args)
    read = bundle_named(args)
    if read is None:
        return None
    pack, bundle = read
    replayed = replay(pack, bundle)
    chosen, at = choose(args, pack, replayed), moment(args, replayed.now)
    return Asked(pack, replayed, chosen, at, Sight()) if chosen is not None and at is not None else None
