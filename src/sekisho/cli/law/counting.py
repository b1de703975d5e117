"""``sekisho law counts``: the figures that the commission's report of a year states."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from typing import NamedTuple

import msgspec

from sekisho.casework.counting import Count, counts
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import JAPAN

from ..reporting import UNUSABLE
from .asking import asked
from .recorded import looking


class Counted(NamedTuple):
    """The figures of a year, and the pack whose counters they are."""

    pack: Pack
    year: int
    figures: tuple[Count, ...]


def run_counts(args: argparse.Namespace) -> int:
    """Count the acts of a year: in the cases of a bundle, or in every case on record that a person sees the whole of."""
    counted = _on_record(args) if args.db and not args.bundle else _told(args)
    if counted is None:
        return UNUSABLE
    pack, year, found = counted
    if args.json:
        print(json.dumps({"year": year, "counts": msgspec.to_builtins(found)}, ensure_ascii=False))
        return 0
    print(Text(f"{year}年", f"Year {year}").in_(args.lang))
    for each in found:
        print(_line(pack, each, args.lang))
    return 0


def _told(args: argparse.Namespace) -> Counted | None:
    question = asked(args)
    if question is None:
        return None
    year, cases = _year(args, question.at), question.replayed.world.cases
    chosen = [cases[args.case]] if args.case else cases.values()
    return Counted(question.pack, year, counts(question.pack, chosen, year))


def _on_record(args: argparse.Namespace) -> Counted | None:
    looked = looking(args)
    if looked is None:
        return None
    from sekisho.operations.counting import count_record
    from sekisho.operations.pack_in_force import pack_in_force

    viewer, now = looked
    year = _year(args, now)
    found = count_record(viewer, now, year, args.case or "")
    if found is None:
        print(f"--case {args.case}: ない / not there", file=sys.stderr)
        return None
    return Counted(pack_in_force(), year, found)


def _year(args: argparse.Namespace, at: datetime) -> int:
    return int(args.year) or at.astimezone(JAPAN).year


def _line(pack: Pack, count: Count, language: Language) -> str:
    counter = pack.counters[count.counter]
    words = {
        v: t
        for kind in pack.kinds.values()
        if counter.split in kind.variables
        for v, t in kind.variables[counter.split].values.items()
    }
    by = ", ".join(f"{words[v].in_(language) if v in words else v} {n}" for v, n in count.split.items())
    return f"{counter.text.in_(language)}  {count.total}{f'（{by}）' if by else ''}"
