"""``sekisho law diff``: what two packs differ in, and which situations they judge otherwise, with an example of each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from sekisho.casework.working import Flipped, flipped
from sekisho.law.difference import CHANGES, SECTIONS, Difference, differences
from sekisho.law.pack import Pack
from sekisho.proof.compare import TURNS, Situation, compare
from sekisho.proof.solver import ProverMissingError
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE, print_findings
from .packs import load
from .showing import OUTCOMES


def run_diff(args: argparse.Namespace) -> int:
    """Compare two packs; 1 where they differ."""
    loaded = [load(name) for name in (args.old, args.new)]
    for each in loaded:
        print_findings(each.findings, args.lang)
    old, new = (each.pack for each in loaded)
    if old is None or new is None:
        return UNUSABLE
    texts, cases = differences(old, new), tuple(flipped(old, new))
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
