"""A question about cases: what it is asked of, at which moment, and what whoever asks may see of the answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sekisho.casework.assessment import assess, assess_step
from sekisho.casework.reasoning import Reasoning, reasoning
from sekisho.casework.replay import Replayed
from sekisho.casework.verdict import Assessment, Verdict
from sekisho.casework.world import World
from sekisho.law.pack import Pack
from sekisho.vocabulary.shape import offered
from sekisho.vocabulary.times import parse_time


class Sight:
    """What whoever asks may see: of a bundle, which they brought themselves, all of it."""

    def around(self, world: World) -> bool:
        """Return whether everything that a world holds may be told."""
        return True

    def assessment(self, whole: Assessment) -> Assessment:
        """Let an assessment out."""
        return whole

    def verdict(self, whole: Verdict) -> Verdict:
        """Let a verdict out."""
        return whole

    def reasoning(self, whole: Reasoning) -> Reasoning:
        """Let a reasoning out."""
        return whole


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
