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
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE, print_findings
from .packs import load
from .showing import OUTCOMES

COMPARED = Text(
    "{pack}：規則集が自らについて述べるところに上の誤りがあるが、許否は比べられるので、比較する。",
    "{pack}: what the pack says of itself has the defects above; what it permits can be compared, and is.",
)
EXAMPLE = Text("例：事例 {case}　{ja}", "Example: the worked case {case}. {en}")
NO_EXAMPLE = Text(
    "例となる事例は、いずれの規則集にもない。", "Neither pack has a worked case for an example."
)


def run_diff(args: argparse.Namespace) -> int:
    """Compare two packs; 1 where they differ."""
    loaded = [load(name, to_compare=True) for name in (args.old, args.new)]
    for name, each in zip((args.old, args.new), loaded, strict=True):
        print_findings((_of_pack(name, finding) for finding in each.findings), args.lang)
        if each.pack is not None and each.findings:
            print(COMPARED.fill(pack=name).in_(args.lang), file=sys.stderr)
    old, new = (each.pack for each in loaded)
    if old is None or new is None:
        return UNUSABLE
    texts = differences(old, new)
    # Packs of one content judge alike; only others are worth the time that it takes to see where they do not.
    cases, situations = _turned(old, new) if old.hash != new.hash else ((), ())
    if args.json:
        shown = {"differences": texts, "cases": cases, "situations": situations}
        print(json.dumps(msgspec.to_builtins(shown), ensure_ascii=False))
    else:
        for line in (
            *_texts(old, new, texts, args.lang),
            *_cases(cases, args.lang),
            *_told(new, situations, cases, args.lang),
        ):
            print(line)
    return int(bool(texts))


def _turned(old: Pack, new: Pack) -> tuple[tuple[Flipped, ...], tuple[Situation, ...]]:
    """Return the worked cases and the situations that the newer pack judges otherwise; these only where there is a prover."""
    cases = tuple(flipped(old, new))
    try:
        return cases, compare(old, new)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
        return cases, ()


def _of_pack(name: str, finding: Finding) -> Finding:
    """Return a finding that says in which of the packs it is."""
    return msgspec.structs.replace(finding, place=f"{name} {finding.place}")


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


def _told(
    new: Pack, found: tuple[Situation, ...], cases: tuple[Flipped, ...], language: Language
) -> Iterator[str]:
    for each in found:
        step = new.steps[each.step].text.in_(language)
        yield f"▲ {step}（{each.step}） {TURNS[each.turn].in_(language)} ← {each.rule}"
        for number, fact in enumerate(each.facts, 1):
            yield f"    {number}. {fact.in_(language)}"
        yield f"    {_example(each, cases, language)}"


def _example(situation: Situation, cases: tuple[Flipped, ...], language: Language) -> str:
    """Return the worked case that turns in the same step the same way; its bundle is in the answer as JSON."""
    turned = (c for c in cases if c.step == situation.step)
    like = next((c for c in turned if (c.after == "permitted") == (situation.turn == "permitted")), None)
    if like is None:
        return NO_EXAMPLE.in_(language)
    return EXAMPLE.fill(case=like.case, ja=like.text.ja, en=like.text.en).in_(language)
