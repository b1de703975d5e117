"""``sekisho law assess`` and ``what-if``: how the steps of a case stand, and would stand."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from sekisho.casework.whatif import Supposition, suppose
from sekisho.vocabulary.finding import errors
from sekisho.vocabulary.text import Text

from ..reporting import UNUSABLE, print_findings
from .asking import asked
from .question import Asked
from .showing import (
    OUTCOMES,
    assessment_json,
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
    """Suppose facts, and say which rules and steps flip."""
    question = asked(args)
    if question is None:
        return UNUSABLE
    facts = tuple(args.suppositions)
    changes = suppose(question.pack, question.replayed, question.cases[0], facts, question.at)
    print_findings(changes.findings, args.lang)
    if errors(list(changes.findings)):
        return UNUSABLE
    if args.json:
        print(json.dumps(_supposition_json(changes), ensure_ascii=False))
        return 0
    for flip in changes.flips:
        before, after = OUTCOMES.get(flip.before), OUTCOMES.get(flip.after)
        left = before.in_(args.lang) if before else flip.before
        right = after.in_(args.lang) if after else flip.after
        print(f"{flip.step} {flip.rule} {' '.join(flip.element.values())}: {left} → {right}")
    if not changes.flips:
        print(Text("判定は変わらない。", "Nothing flips.").in_(args.lang))
    return 0


def _supposition_json(changes: Supposition) -> Mapping[str, Any]:
    return {
        "case": changes.case,
        "flips": [
            {"step": f.step, "rule": f.rule, **f.element, "before": f.before, "after": f.after}
            for f in changes.flips
        ],
    }
