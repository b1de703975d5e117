"""``sekisho law prove`` and ``law mutate``: what holds of the rules whatever the case, and whether each is needed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.everything import prove_sections
from sekisho.proof.mutate import Mutant, mutate
from sekisho.proof.properties import NOT_ONE_STEP, PROPERTIES
from sekisho.proof.prove import Result
from sekisho.proof.report import report
from sekisho.proof.solver import ProverMissingError
from sekisho.vocabulary.text import Language, Text

from .reporting import UNUSABLE

PROVED, FAILED = Text("証明", "proved"), Text("反例", "counterexample")


def configure(commands: Any) -> None:
    """Add the proving commands to the law commands."""
    prove = commands.add_parser("prove", help="性質を証明する / prove the never-properties")
    prove.add_argument("--json", action="store_true")
    prove.add_argument("--write", metavar="FILE", help="報告を書く / write the report")
    prove.set_defaults(run=run_prove)
    weaken = commands.add_parser("mutate", help="規則を弱めて試す / weaken each rule and see what notices")
    weaken.add_argument("--rule", default="", metavar="ID", help="one rule only")
    weaken.add_argument("--json", action="store_true")
    weaken.set_defaults(run=run_mutate)


def run_prove(args: argparse.Namespace) -> int:
    """Prove every property on every step; 1 where one fails or rests on nothing."""
    pack = load_pack()
    try:
        sections = prove_sections(pack)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    results = tuple(result for section in sections for result in section.results)
    if args.write:
        Path(args.write).write_text(report(pack, sections), "utf-8")
    elif args.json:
        print(
            json.dumps(
                {"results": [_result(r) for r in results], "not_covered": _not_covered()}, ensure_ascii=False
            )
        )
    else:
        _print_results(results, args.lang)
    return 0 if all(r.sound for r in results) else 1


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "step": result.step,
        "proved": result.proved,
        "text": {"ja": result.text.ja, "en": result.text.en},
        "cite": list(result.cite),
        "rests_on": list(result.rests_on) or [result.invariant],
        "facts": [{"ja": f.ja, "en": f.en} for f in result.facts],
        "milliseconds": round(result.milliseconds, 1),
    }


def _not_covered() -> list[dict[str, str]]:
    return [{"id": name, "ja": why.ja, "en": why.en} for name, why in NOT_ONE_STEP.items()]


def _print_results(results: Sequence[Result], language: Language) -> None:
    for result in results:
        word = (PROVED if result.proved else FAILED).in_(language)
        rests = ", ".join(result.rests_on) or result.invariant or "—"
        print(
            f"{word}  {result.id:5} {result.step}  {result.milliseconds:.0f} ms  {result.text.in_(language)}"
        )
        print(f"    ← {rests}（{', '.join(result.cite)}）")
        for number, fact in enumerate(result.facts, 1):
            print(f"    {number}. {fact.in_(language)}")
    for name, why in NOT_ONE_STEP.items():
        print(f"—  {name}  {why.in_(language)}")
    total = sum(r.milliseconds for r in results) / 1000
    print(f"{sum(r.proved for r in results)}/{len(results)}, {total:.1f} s")


def run_mutate(args: argparse.Namespace) -> int:
    """Weaken every precondition and print those that no property misses; 1 where any survives."""
    pack = load_pack()
    if args.rule and args.rule not in {r.id for r in pack.preconditions}:
        print(f"--rule {args.rule}: ない / not there", file=sys.stderr)
        return UNUSABLE
    try:
        mutants = mutate(pack, PROPERTIES, args.rule)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    if args.json:
        print(json.dumps([_mutant(m) for m in mutants], ensure_ascii=False))
    else:
        _print_mutants(pack, mutants, args)
    return 0 if all(m.killed_by for m in mutants) else 1


def _mutant(mutant: Mutant) -> dict[str, str]:
    return {"rule": mutant.rule, "step": mutant.step, "change": mutant.change, "killed_by": mutant.killed_by}


def _print_mutants(pack: Pack, mutants: Sequence[Mutant], args: argparse.Namespace) -> None:
    for mutant in mutants:
        if args.rule or not mutant.killed_by:
            fate = mutant.killed_by or Text("生存", "survives").in_(args.lang)
            text = pack.rules[mutant.rule].text.in_(args.lang)
            print(f"{fate:9} {mutant.rule} {mutant.step} {mutant.change}  {text}")
    print(f"{sum(bool(m.killed_by) for m in mutants)}/{len(mutants)}")
