"""``sekisho link-epoch``: weigh by what is known now, and see which candidates that changed and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from sekisho.vocabulary.text import Language, Text

from . import acting
from .reporting import UNUSABLE, print_findings
from .serve import ready

if TYPE_CHECKING:
    from sekisho.operations.epochs import Opened, Reasoned

OPENED = Text(
    "頻度の版{n}を開いた。変わった候補{changes}件", "epoch {n} is open; {changes} candidates changed"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    acting.configure(parser)
    parser.add_argument("--json", action="store_true", help="JSONで出力する / print one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the next epoch as a person who may act for the office, and print what they may see of its changes."""
    ready()
    from sekisho.operations.epochs import open_epoch
    from sekisho.operations.outcomes import Invalid

    now = datetime.now(UTC)
    who = acting.acting(args, now)
    if who is None:
        return UNUSABLE
    viewer, office = who
    outcome = open_epoch(args.reason, office, viewer, now)
    if isinstance(outcome, Invalid):
        print_findings(outcome.findings, args.lang)
        return UNUSABLE
    if args.json:
        print(json.dumps(_written(outcome), ensure_ascii=False))
    else:
        print("\n".join(_lines(outcome, args.lang)))
    return 0


def _written(opened: Opened) -> dict[str, Any]:
    written: dict[str, Any] = msgspec.to_builtins(opened)
    for told, change in zip(written["changes"], opened.changes, strict=True):
        told["why"] = [{"key": each.key, "went": msgspec.to_builtins(each.went)} for each in change.why]
    return written


def _lines(opened: Opened, language: Language) -> Iterator[str]:
    yield OPENED.fill(n=opened.number, changes=len(opened.changes)).in_(language)
    for each in opened.changes:
        yield from _change(each, language)


def _change(change: Reasoned, language: Language) -> Iterator[str]:
    from sekisho.linking.changes import KINDS
    from sekisho.linking.evidence_shown import shown_key

    yield f"  {KINDS[change.kind].in_(language)}"
    for sign, groups in (("-", change.before), ("+", change.after)):
        for group in groups:
            yield f"    {sign} {', '.join(group)}"
    for why in change.why:
        yield f"    {shown_key(why.key)}: {why.went.in_(language)}"
