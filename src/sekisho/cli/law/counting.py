"""``sekisho law counts``: the figures that the commission's report of a year states."""

from __future__ import annotations

import argparse
import json

import msgspec

from sekisho.casework.counting import Count, counts
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import JAPAN

from ..reporting import UNUSABLE
from .asking import asked


def run_counts(args: argparse.Namespace) -> int:
    """Count the acts of a year over all the cases told."""
    question = asked(args)
    if question is None:
        return UNUSABLE
    year = args.year or question.at.astimezone(JAPAN).year
    found = counts(question.pack, question.replayed.world.cases.values(), year)
    if args.json:
        print(json.dumps({"year": year, "counts": msgspec.to_builtins(found)}, ensure_ascii=False))
        return 0
    print(Text(f"{year}年", f"Year {year}").in_(args.lang))
    for each in found:
        print(_line(question.pack, each, args.lang))
    return 0


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
