"""``sekisho law assess`` and ``what-if``: how the steps of a case stand, and would stand."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sekisho.casework.whatif import Flip, Supposition, can_be_supposed, suppose
from sekisho.law.clause_names import cited
from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import errors
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE, print_findings
from .asking import asked
from .question import Asked
from .showing import (
    OUTCOMES,
    assessment_json,
    duty_json,
    duty_line,
    print_assessment,
    print_uncounted,
    print_verdict,
    uncounted_json,
    verdict_json,
)


def run_assess(args: argparse.Namespace) -> int:
    """Assess the cases of a bundle."""
    question = asked(args)
    if question is None:
        return UNUSABLE
    if not args.json:
        for uncounted in question.replayed.uncounted:
            print_uncounted(question.pack, uncounted, args.lang)
    if args.step:
        _show_step(args, question)
    else:
        _show_cases(args, question)
    return 0


def _show_cases(args: argparse.Namespace, question: Asked) -> None:
    assessments = [question.assessment(case) for case in question.cases]
    if args.json:
        shown = [assessment_json(each, question.pack, question.replayed) for each in assessments]
        print(json.dumps(shown[0] if args.case else {"cases": shown}, ensure_ascii=False))
        return
    for assessment in assessments:
        print_assessment(question.pack, question.replayed, assessment, args)


def _show_step(args: argparse.Namespace, question: Asked) -> None:
    """Print the verdict on one step: of the case asked about, or of every case of its kind."""
    verdicts = [question.verdict(case, args.step) for case in question.cases]
    if args.json:
        uncounted = {"uncounted": uncounted_json(question.replayed, question.pack)}
        shown = [verdict_json(verdict, question.pack) | uncounted for verdict in verdicts]
        print(json.dumps(shown[0] if len(shown) == 1 else {"cases": shown}, ensure_ascii=False))
        return
    for verdict in verdicts:
        print_verdict(question.pack, verdict, args)


def run_what_if(args: argparse.Namespace) -> int:
    """Suppose facts of each case asked about, and say which steps and rules flip."""
    question = asked(args)
    if question is None:
        return UNUSABLE
    facts = tuple(args.suppositions)
    found = [
        suppose(question.pack, question.replayed, case, facts, question.at, question.sight.assessment)
        for case in _concerned(question, facts)
    ]
    refused = list(dict.fromkeys(finding for each in found for finding in each.findings))
    print_findings(refused, args.lang)
    if errors(refused):
        return UNUSABLE
    if args.json:
        shown = [_supposition_json(each) for each in found]
        print(json.dumps(shown[0] if len(shown) == 1 else {"cases": shown}, ensure_ascii=False))
        return 0
    for each in found:
        for line in flip_lines(question.pack, each, args.lang):
            print(line)
    return 0


def _concerned(question: Asked, facts: Sequence[str]) -> Sequence[str]:
    """Return the cases asked about that have these facts; the first, to say what it has, where none does."""
    cases, pack = question.replayed.world.cases, question.pack
    having = [c for c in question.cases if all(can_be_supposed(pack, cases[c].kind, fact) for fact in facts)]
    return having or question.cases[:1]


NOTHING_FLIPS = Text("判定も義務も変わらない。", "Nothing flips, and no duty arises or ceases.")
ARISES, CEASES = Text("生ずる義務", "Duty that arises"), Text("なくなる義務", "Duty that ceases")
RULE_OUTCOMES = {
    "met": Text("満たされる", "met"),
    "unmet": Text("満たされない", "not met"),
    "open": Text("明らかでない", "open"),
    "lifted": Text("例外により不要", "lifted by an exception"),
    "not_applicable": Text("適用なし", "does not apply"),
}


def flip_lines(pack: Pack, found: Supposition, language: Language) -> Iterator[str]:
    """Say each step that flips and under it the rules that do, in their own sentences; then the duties."""
    yield f"■ {found.case}"
    if not (found.flips or found.arise or found.cease):
        yield f"  {NOTHING_FLIPS.in_(language)}"
    for step, flips in groupby(found.flips, key=lambda flip: flip.step):
        of_step = list(flips)
        known = pack.known_step(step)
        whole = next((_turn(OUTCOMES, f, language) for f in of_step if not f.rule), "")
        name = known.text.in_(language) if known else step
        called = f"{name}（{step}）" if language == "ja" else f"{name} ({step})"
        yield f"  {called}{': ' + whole if whole else ''}"
        yield from (f"    {_rule_flipped(flip, flip.text, language)}" for flip in of_step if flip.text)
    for duties, what in ((found.arise, ARISES), (found.cease, CEASES)):
        head = Text(f"{what.ja}：", f"{what.en}: ").in_(language)
        yield from (f"  {head}{duty_line(pack, duty, language)}" for duty in duties)


def _rule_flipped(flip: Flip, text: Text, language: Language) -> str:
    element = "".join(f"[{key}]" for key in flip.element.values())
    cite = cited(flip.cite).in_(language)
    about = f"{element} " if element else ""
    where = f"（{cite}）：" if language == "ja" else f" ({cite}): "
    return f"{about}{text.in_(language)}{where}{_turn(RULE_OUTCOMES, flip, language)}  {flip.rule}"


def _turn(words: Mapping[str, Text], flip: Flip, language: Language) -> str:
    before, after = (words[o].in_(language) if o in words else o for o in (flip.before, flip.after))
    return f"{before} → {after}"


def _supposition_json(changes: Supposition) -> Mapping[str, Any]:
    return {
        "case": changes.case,
        "flips": [_flip_json(flip) for flip in changes.flips],
        "arise": [duty_json(duty) for duty in changes.arise],
        "cease": [duty_json(duty) for duty in changes.cease],
    }


def _flip_json(flip: Flip) -> Mapping[str, Any]:
    shown = {"step": flip.step, "rule": flip.rule, **flip.element, "before": flip.before, "after": flip.after}
    if flip.text is None:
        return shown
    return shown | {"cite": list(flip.cite), "text": {"ja": flip.text.ja, "en": flip.text.en}}
