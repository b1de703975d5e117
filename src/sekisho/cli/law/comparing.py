"""``sekisho law diff``: what two packs differ in, and which situations they judge otherwise, with an example of each."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

import msgspec

from sekisho.casework.working import Flipped, flipped
from sekisho.law.difference import CHANGES, FIELDS, SECTIONS, Difference, differences
from sekisho.law.pack import Pack
from sekisho.proof.compare import Situation, compare
from sekisho.proof.example import Example, Examples, Unbuilt
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
Turned = tuple[Situation, Example | Unbuilt]
TURNED = {
    "refused": Text(
        "▲ 「{step}」（{id}）が、新たにできなくなる。規則 {rule}：{text}",
        "▲ “{step}” ({id}) is refused now, by rule {rule}: {text}",
    ),
    "permitted": Text(
        "▲ 「{step}」（{id}）が、新たにできるようになる。従前これを拒んだ規則 {rule}：{text}",
        "▲ “{step}” ({id}) is permitted now; what refused it was rule {rule}: {text}",
    ),
}
STATE = Text(
    "次の事実があり、他の事実はないとき（許否が変わる状態のうち小さいもの）：",
    "With these facts and no others (a smallest state in which it turns):",
)
EMPTY = Text("事実が何もないとき。", "With no facts at all.")
BUNDLES = Text(
    "例は全て、両方の規則集により判定して確かめた。事例束は --json の答えにある。",
    "Every example was judged by both packs. The bundles are in the answer to --json.",
)
UNTOLD = Text("述べることができない", "cannot be told")


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
        turned = [{**_plain(each), "example": example} for each, example in situations]
        shown = {"differences": texts, "cases": cases, "situations": turned}
        print(json.dumps(msgspec.to_builtins(shown), ensure_ascii=False))
    else:
        for line in (
            *_texts(old, new, texts, args.lang),
            *_cases(cases, args.lang),
            *told(old, new, situations, args.lang),
        ):
            print(line)
    return int(bool(texts))


def _turned(old: Pack, new: Pack) -> tuple[tuple[Flipped, ...], tuple[Turned, ...]]:
    """Return the worked cases and the situations that the newer pack judges otherwise; these only where there is a prover."""
    cases = tuple(flipped(old, new))
    try:
        found = compare(old, new)
    except ProverMissingError as error:
        print(error, file=sys.stderr)
        return cases, ()
    examples = Examples(old, new)
    return cases, tuple((situation, examples.of(situation)) for situation in found)


def _plain(situation: Situation) -> dict[str, Any]:
    """Return a situation as JSON has it, the values that serve to find an example left out."""
    plain: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(situation, values={}))
    return {key: value for key, value in plain.items() if key != "values"}


def _of_pack(name: str, finding: Finding) -> Finding:
    """Return a finding that says in which of the packs it is."""
    return msgspec.structs.replace(finding, place=f"{name} {finding.place}")


def _texts(old: Pack, new: Pack, found: tuple[Difference, ...], language: Language) -> Iterator[str]:
    if not found:
        yield Text("文言に違いはない。", "The texts do not differ.").in_(language)
    for each in found:
        thing = getattr(old if each.change == "removed" else new, each.section)[each.id]
        comma = "、" if language == "ja" else ", "
        fields = comma.join(FIELDS[field].in_(language) for field in each.fields)
        head = f"{CHANGES[each.change].in_(language)}  {SECTIONS[each.section].in_(language)} {each.id}"
        if fields:
            head += f"（{fields}）" if language == "ja" else f" ({fields})"
        text: Any = getattr(thing, "text", None)
        yield f"{head}  {text.in_(language)}" if text else head


def _cases(found: tuple[Flipped, ...], language: Language) -> Iterator[str]:
    for each in found:
        before, after = (_outcome(o).in_(language) for o in (each.before, each.after))
        yield f"■ {each.case} {each.step}: {before} → {after}  {each.text.in_(language)}"


def _outcome(outcome: str) -> Text:
    return OUTCOMES[outcome] if outcome else UNTOLD


def told(old: Pack, new: Pack, found: tuple[Turned, ...], language: Language) -> Iterator[str]:
    """Yield each situation that turned in sentences: step, rule, facts and its example, or why there is none."""
    for situation, example in found:
        rule = (new if situation.turn == "refused" else old).rules[situation.rule]
        step = new.steps[situation.step]
        head = TURNED[situation.turn].fill(step=step.text, id=step.id, rule=rule.id, text=rule.text)
        yield head.in_(language)
        yield f"    {(STATE if situation.facts else EMPTY).in_(language)}"
        yield from (f"      ・{fact.in_(language)}" for fact in situation.facts)
        yield f"    {example.said(OUTCOMES).in_(language)}"
        yield from (f"      ・{change.in_(language)}" for change in example.changes)
    if any(isinstance(example, Example) for _, example in found):
        yield BUNDLES.in_(language)
