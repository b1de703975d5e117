"""``sekisho law explain``: why a step may be taken, and why not, down to the entry behind each fact."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

import msgspec

from sekisho.casework.reasoning import Because, Point, Reasoning
from sekisho.law.clause_names import called
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import show_time

from ..reporting import UNUSABLE
from .asking import asked
from .showing import OUTCOMES, print_uncounted, reason_line, resting_on

MARKS = {"met": "○", "unmet": "×", "open": "？", "free": "－", "lifted": "△"}
APPLIES, REQUIRES = Text("適用", "applies where"), Text("要件", "requires")


def run_explain(args: argparse.Namespace) -> int:
    """Explain one step of each case asked about; with ``--rule``, one rule of it."""
    question = asked(args)
    if question is None:
        return UNUSABLE
    found = [question.reasoning(case, args.step) for case in question.cases]
    found = [_only(each, args.rule) for each in found] if args.rule else found
    if args.json:
        shown = [msgspec.to_builtins(each) for each in found]
        print(json.dumps(shown[0] if len(shown) == 1 else {"cases": shown}, ensure_ascii=False, default=str))
        return 0
    for uncounted in question.replayed.uncounted:
        print_uncounted(question.pack, uncounted, args.lang)
    for each in found:
        for line in _lines(question.pack, each, args.lang):
            print(line)
    return 0


def _only(found: Reasoning, rule: str) -> Reasoning:
    return msgspec.structs.replace(found, because=tuple(b for b in found.because if b.reason.rule == rule))


def _lines(pack: Pack, found: Reasoning, language: Language) -> Iterator[str]:
    verdict = found.verdict
    known = pack.known_step(verdict.step)
    name = known.text.in_(language) if known else verdict.step
    yield f"■ {OUTCOMES[verdict.outcome].in_(language)}  {name}（{verdict.step}） {verdict.case} {show_time(verdict.at)}"
    for because in found.because:
        yield from _because(pack, because, language)


def _because(pack: Pack, because: Because, language: Language) -> Iterator[str]:
    reason = because.reason
    yield f"{MARKS[reason.outcome]} {reason.rule} {reason_line(pack, reason, language)}"
    for clause in (pack.clauses[c] for c in reason.cite if c in pack.clauses):
        yield f"    § {called(clause.id).in_(language)}  {clause.text.in_(language)}"
    yield from (f"    ! {said}" for said in resting_on(because.confidence, because.options, language))
    for head, point in ((APPLIES, because.applies), (REQUIRES, because.requires)):
        if point is not None:
            yield f"    {head.in_(language)}："
            yield from _points(pack, point, language, 3)


def _points(pack: Pack, point: Point, language: Language, depth: int) -> Iterator[str]:
    about = f"[{point.about}] " if point.about else ""
    yield f"{'  ' * depth}{MARKS[point.standing]} {about}{point.text.in_(language)}{_fact(pack, point, language)}"
    for inner in point.of:
        yield from _points(pack, inner, language, depth + 1)


def _fact(pack: Pack, point: Point, language: Language) -> str:
    said = [point.now.in_(language)] if point.now else []
    said += [
        f"{pack.name(s.office).in_(language)} {show_time(s.at)} {s.case}#{s.sequence}" for s in point.sources
    ]
    return f"  ← {'; '.join(said)}" if said else ""
