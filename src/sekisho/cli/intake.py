"""``sekisho intake``: take files in for an office, with a receipt for every object."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sekisho.law.clause_names import cited

from .reporting import UNUSABLE, print_findings, read_bytes
from .serve import ready

if TYPE_CHECKING:
    from sekisho.operations.intake import Receipt


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="STIX 2.1, MISP, CSV, KEV or JSON Lines")
    parser.add_argument(
        "--office", required=True, help="提供する機関 / the office that supplies (npa, mod, …)"
    )
    parser.add_argument(
        "--person", required=True, help="提供する者の利用者名 / sign-in name of the person who gives it"
    )
    parser.add_argument("--format", choices=("stix", "misp", "csv", "kev", "incidents"), default=None)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take in each file; one that cannot be read leaves nothing behind and gives status 2."""
    contents = [(path, read_bytes(path)) for path in args.files]
    if any(data is None for _, data in contents):
        return UNUSABLE
    ready()
    from sekisho.operations.people import person_named

    person = person_named(args.person)
    if person is None:
        print(f"--person {args.person}: いない / there is no such person", file=sys.stderr)
        return UNUSABLE
    return max(_take(args, path, data or b"", person) for path, data in contents)


def _take(args: argparse.Namespace, path: str, data: bytes, person: str) -> int:
    from sekisho.operations.intake import Receipt, take
    from sekisho.operations.outcomes import Invalid, Refused
    from sekisho.operations.signing import BY_COMMAND, Assent

    assent = Assent(BY_COMMAND)
    outcome = take(data, path, args.office, person, datetime.now(UTC), args.format, assent=assent)
    if isinstance(outcome, Receipt):
        _print(args, path, outcome)
        return 0
    if isinstance(outcome, Invalid):
        print_findings(outcome.findings, args.lang)
    if isinstance(outcome, Refused):
        for reason in outcome.verdict.missing:
            print(
                f"{path}: {reason.text.in_(args.lang)}（{cited(reason.cite).in_(args.lang)}）",
                file=sys.stderr,
            )
    return UNUSABLE


def _print(args: argparse.Namespace, path: str, receipt: Receipt) -> None:
    if args.json:
        for item in receipt.items:
            said = [f.message.in_(args.lang) for f in item.findings]
            row = {
                "file": path,
                "place": item.place,
                "outcome": item.outcome,
                "id": item.source,
                "type": item.type,
            }
            print(json.dumps(row | {"why": said}, ensure_ascii=False))
        return
    counts = [receipt.count(each) for each in ("taken", "known", "rejected")]
    print(
        f"{path}: 受領 {counts[0]} 既知 {counts[1]} 拒否 {counts[2]} / taken, known already, rejected（{receipt.batch}）"
    )
    for item in receipt.items:
        for finding in item.findings:
            print(f"    {item.place}: {finding.message.in_(args.lang)} → {finding.remedy.in_(args.lang)}")
