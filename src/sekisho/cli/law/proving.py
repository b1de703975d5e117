"""``sekisho law prove`` and ``law mutate``: what holds of the rules whatever the case, and whether each is needed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sekisho.law.clause_names import cited
from sekisho.law.pack import Pack
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.everything import prove_sections
from sekisho.proof.explore import explore_all
from sekisho.proof.mutant import Mutant
from sekisho.proof.mutate import mutate
from sekisho.proof.properties import NOT_ONE_STEP, PROPERTIES
from sekisho.proof.prove import Result
from sekisho.proof.report import report
from sekisho.proof.solver import ProverMissingError
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE
from .packs import add_pack, loaded

PROVED, FAILED = Text("証明", "proved"), Text("反例", "counterexample")


def configure(commands: Any) -> None:
    """Add the proving commands to the law commands."""
    prove = commands.add_parser("prove", help="性質を証明する / prove the never-properties")
    add_pack(prove)
    prove.add_argument("--json", action="store_true")
    prove.add_argument("--write", metavar="FILE", help="報告を書く / write the report")
    prove.set_defaults(run=run_prove)
    weaken = commands.add_parser("mutate", help="規則を弱めて試す / weaken each rule and see what notices")
    add_pack(weaken)
    weaken.add_argument("--rule", default="", metavar="ID", help="one rule only")
    weaken.add_argument("--json", action="store_true")
    weaken.set_defaults(run=run_mutate)


def run_prove(args: argparse.Namespace) -> int:
    """Prove every property on every step; 1 where one fails or rests on nothing."""
    pack = loaded(args)
    if pack is None:
        return UNUSABLE
    try:
        sections = prove_sections(pack)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    results = tuple(result for section in sections for result in section.results)
    if args.write:
        searched = explore_all(pack, SEARCHES)
        Path(args.write).write_text(report(pack, sections, searched), "utf-8")
    if args.json:
        print(
            json.dumps(
                {"results": [_result(r) for r in results], "not_covered": _not_covered()}, ensure_ascii=False
            )
        )
    elif not args.write:
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
        print(f"    ← {rests}（{cited(result.cite).in_(language)}）")
        for number, fact in enumerate(result.facts, 1):
            print(f"    {number}. {fact.in_(language)}")
    for name, why in NOT_ONE_STEP.items():
        print(f"—  {name}  {why.in_(language)}")
    total = sum(r.milliseconds for r in results) / 1000
    print(f"{sum(r.proved for r in results)}/{len(results)}, {total:.1f} s")


def run_mutate(args: argparse.Namespace) -> int:
    """Change every rule and effect, and print those whose change nothing notices; 1 where there is any."""
    pack = loaded(args)
    if pack is None:
        return UNUSABLE
    if args.rule and args.rule not in pack.rules:
        print(f"--rule {args.rule}: ない / not there", file=sys.stderr)
        return UNUSABLE
    try:
        mutants = mutate(pack, PROPERTIES, args.rule)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    if args.json:
        print(json.dumps(msgspec.to_builtins(mutants), ensure_ascii=False))
    else:
        _print_mutants(pack, mutants, args)
    return int(any(m.survives for m in mutants))


def _print_mutants(pack: Pack, mutants: Sequence[Mutant], args: argparse.Namespace) -> None:
    for mutant in mutants:
        if args.rule or mutant.survives:
            fate = mutant.killed_by or (SAME if mutant.equivalent else SURVIVES).in_(args.lang)
            text = pack.rules[mutant.rule].text.in_(args.lang) if mutant.rule in pack.rules else ""
            print(f"{fate}  {mutant.rule} {mutant.step} {mutant.change}  {text}")
    by_case = sum(m.killed_by.startswith("case ") for m in mutants)
    by_table = sum(m.killed_by.startswith(("coverage ", "sentence ", "date ", "duty ")) for m in mutants)
    by_proof = sum(bool(m.killed_by) for m in mutants) - by_case - by_table
    same, left = sum(m.equivalent for m in mutants), sum(m.survives for m in mutants)
    argued = sum(m.argued and not (m.killed_by or m.equivalent) for m in mutants)
    told = Text(
        f"{len(mutants)}件の変更：証明により検出 {by_proof}、事例により検出 {by_case}、条項・文・期日・義務の表により検出 {by_table}、同値と証明 {same}、同値と審査 {argued}、生存 {left}",
        f"{len(mutants)} changes: noticed by a proof {by_proof}, by a worked case {by_case}, by a table of clauses, sentences, dates or duties {by_table}, proved to be none {same}, reviewed to be none {argued}, surviving {left}",
    )
    print(told.in_(args.lang))


SURVIVES = Text("生存", "survives")
SAME = Text("同値", "no change")
