"""What a law command is asked about: a bundle and a moment, with every defect of the question said at once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sekisho.casework.assessment import assess, assess_step
from sekisho.casework.bundle import Bundle, read_bundle
from sekisho.casework.reasoning import Reasoning, reasoning
from sekisho.casework.replay import Replayed, replay
from sekisho.casework.verdict import Assessment, Verdict
from sekisho.law.pack import Pack
from sekisho.vocabulary.shape import offered
from sekisho.vocabulary.times import parse_time

from ..reporting import print_findings, read_bytes
from .packs import load


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


def _read(args: argparse.Namespace) -> tuple[Pack, Bundle] | None:
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


class Asked(NamedTuple):
    """A bundle replayed, or what is on record, with the cases and the moment asked about; ``sight`` is who looks."""

    pack: Pack
    replayed: Replayed
    cases: list[str]
    at: datetime
    sight: Sight

    def assessment(self, case: str) -> Assessment:
        """Return where every step of a case stands, as far as whoever asks may see it."""
        return self.sight.assessment(assess(self.pack, self.replayed.world, case, self.at))

    def verdict(self, case: str, step: str) -> Verdict:
        """Return where one step of a case stands."""
        return self.sight.verdict(assess_step(self.pack, self.replayed.world, case, step, self.at))

    def reasoning(self, case: str, step: str) -> Reasoning:
        """Return why a step of a case may or may not be taken."""
        return self.sight.reasoning(reasoning(self.pack, self.replayed.world, case, step, self.at))


class Sight:
    """What whoever asks may see: of a bundle, which they brought themselves, all of it."""

    def assessment(self, whole: Assessment) -> Assessment:
        """Let an assessment out."""
        return whole

    def verdict(self, whole: Verdict) -> Verdict:
        """Let a verdict out."""
        return whole

    def reasoning(self, whole: Reasoning) -> Reasoning:
        """Let a reasoning out."""
        return whole


def asked(args: argparse.Namespace) -> Asked | None:
    """Return the question; ``None``, with every defect said, where it cannot be answered."""
    if args.db == bool(args.bundle):
        print("案件束のファイル又は --db のいずれか一を示すこと / name a bundle or --db", file=sys.stderr)
        return None
    if args.db:
        from .recorded import on_record

        return on_record(args)
    read = _read(args)
    if read is None:
        return None
    pack, bundle = read
    replayed = replay(pack, bundle)
    chosen, at = choose(args, pack, replayed), moment(args, replayed.now)
    return Asked(pack, replayed, chosen, at, Sight()) if chosen is not None and at is not None else None


def moment(args: argparse.Namespace, now: datetime) -> datetime | None:
    """Return the moment asked about; ``None``, and it is said, where it is none."""
    if not args.at:
        return now
    try:
        return parse_time(args.at)
    except ValueError:
        print(f"--at {args.at}: 日時として読めない / is not a time (2026-11-01T12:00)", file=sys.stderr)
        return None


def choose(args: argparse.Namespace, pack: Pack, replayed: Replayed) -> list[str] | None:
    """Return the cases asked about; ``None``, and it is said, where a name leads nowhere."""
    cases = replayed.world.cases
    if args.case and args.case not in cases:
        _say_absent("--case", args.case, cases)
        return None
    if args.step and pack.known_step(args.step) is None:
        _say_absent("--step", args.step, pack.steps)
        return None
    step = pack.known_step(args.step) if args.step else None
    kind = step.kind if step else ""
    if args.case and kind and cases[args.case].kind != kind:
        of_case = cases[args.case].kind
        _say_absent("--step", args.step, [s for s in pack.steps if pack.steps[s].kind == of_case])
        return None
    chosen = [args.case] if args.case else [c.id for c in cases.values() if not kind or c.kind == kind]
    if not chosen:
        print("判定する案件がない / there is no case to assess", file=sys.stderr)
        return None
    return chosen


def _say_absent(argument: str, name: str, known: Iterable[str]) -> None:
    near = offered(name, known)
    hint = f"; {near.ja} / {near.en}" if near else ""
    print(f"{argument} {name}: ない / not there{hint}", file=sys.stderr)
