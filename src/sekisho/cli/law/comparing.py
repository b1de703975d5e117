"""``sekisho law diff``: what two packs differ in, and which situations they judge otherwise, with an example of each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from sekisho.casework.working import Unworkable, work
from sekisho.law.difference import Change, Difference, differences
from sekisho.law.pack import Pack
from sekisho.law.worked import WorkedCase
from sekisho.proof.compare import Situation, compare
from sekisho.proof.solver import ProverMissingError
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE, print_findings
from .packs import load
from .showing import OUTCOMES

CHANGES: dict[Change, Text] = {
    "added": Text("追加", "added"),
    "removed": Text("削除", "removed"),
    "changed": Text("変更", "changed"),
}
TURNS = {
    "refused": Text("新たにできなくなる", "is refused now"),
    "permitted": Text("新たにできるようになる", "is permitted now"),
}
SECTIONS = {
    "clauses": Text("条項", "clause"),
    "offices": Text("機関", "office"),
    "posts": Text("官職", "post"),
    "rosters": Text("構成", "roster"),
    "options": Text("選択肢", "option"),
    "timers": Text("期限", "timer"),
    "clock": Text("施行日", "entry into force"),
    "kinds": Text("案件の種類", "kind of case"),
    "steps": Text("手続", "step"),
    "definitions": Text("定義", "definition"),
    "rules": Text("規則", "rule"),
    "shortforms": Text("略記", "short form"),
}


class Flipped(msgspec.Struct, frozen=True):
    """A worked case that comes out otherwise; an outcome is empty where the case cannot be told under that pack."""

    case: str
    text: Text
    step: str
    before: str
    after: str


def run_diff(args: argparse.Namespace) -> int:
    """Compare two packs; 1 where they differ."""
    loaded = [load(name) for name in (args.old, args.new)]
    for each in loaded:
        print_findings(each.findings, args.lang)
    old, new = (each.pack for each in loaded)
    if old is None or new is None:
        return UNUSABLE
    texts, cases = differences(old, new), tuple(_flipped(old, new))
    situations: tuple[Situation, ...] = ()
    try:
        situations = compare(old, new)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
    if args.json:
        shown = {"differences": texts, "cases": cases, "situations": situations}
        print(json.dumps(msgspec.to_builtins(shown), ensure_ascii=False))
    else:
        for line in (
            *_texts(old, new, texts, args.lang),
            *_cases(cases, args.lang),
            *_told(new, situations, args.lang),
        ):
            print(line)
    return int(bool(texts))


def _flipped(old: Pack, new: Pack) -> Iterator[Flipped]:
    for case in {c.id: c for c in (*old.worked, *new.worked)}.values():
        before, after = _outcome(old, case), _outcome(new, case)
        if before != after:
            yield Flipped(case.id, case.text, case.step, before, after)


def _outcome(pack: Pack, case: WorkedCase) -> str:
    try:
        return work(pack, case).outcome if case.step in pack.steps else ""
    except Unworkable:
        return ""


def _texts(old: Pack, new: Pack, found: tuple[Difference, ...], language: Language) -> Iterator[str]:
    if not found:
        yield Text("文言に違いはない。", "The texts do not differ.").in_(language)
    for each in found:
        thing = getattr(old if each.change == "removed" else new, each.section)[each.id]
        fields = f"（{', '.join(each.fields)}）" if each.fields else ""
        head = (
            f"{CHANGES[each.change].in_(language)}  {SECTIONS[each.section].in_(language)} {each.id}{fields}"
        )
        text: Any = getattr(thing, "text", None)
        yield f"{head}  {text.in_(language)}" if text else head


def _cases(found: tuple[Flipped, ...], language: Language) -> Iterator[str]:
    for each in found:
        before, after = (OUTCOMES[o].in_(language) if o else "—" for o in (each.before, each.after))
        yield f"■ {each.case} {each.step}: {before} → {after}  {each.text.in_(language)}"


def _told(new: Pack, found: tuple[Situation, ...], language: Language) -> Iterator[str]:
    for each in found:
        step = new.steps[each.step].text.in_(language)
        yield f"▲ {step}（{each.step}） {TURNS[each.turn].in_(language)} ← {each.rule}"
        for number, fact in enumerate(each.facts, 1):
            yield f"    {number}. {fact.in_(language)}"
