"""Verdicts, reasons and duties as the law commands print them: as lines for people, and as JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from sekisho.casework.entry import Opened
from sekisho.casework.replay import Replayed, Uncounted
from sekisho.casework.verdict import Assessment, OpenDuty, Reason, Verdict
from sekisho.law.clause_names import cited
from sekisho.law.confidence import confidence
from sekisho.law.options import options_read
from sekisho.law.pack import Confidence, Option, Pack
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import show_time, write_time


def reason_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as the command prints it."""
    shown: dict[str, Any] = {"rule": reason.rule, "outcome": reason.outcome, "cite": list(reason.cite)}
    shown |= dict(reason.element)
    if reason.office:
        shown["office"] = reason.office
        shown["suppliers"] = [{"step": s.step, "office": s.office} for s in reason.suppliers]
    shown["text"] = {"ja": reason.text.ja, "en": reason.text.en}
    if reason.because:
        shown["because"] = [{"ja": t.ja, "en": t.en} for t in reason.because]
    if reason.lifted_by:
        shown["lifted_by"] = reason.lifted_by
    return shown


def _said_json(pack: Pack, reason: Reason) -> dict[str, Any]:
    """Return a reason with what it rests on, where the wording was not seen or the law leaves it open."""
    shown, rule = reason_json(reason), pack.rules.get(reason.rule)
    if rule is None:
        return shown
    sure, options = confidence(pack, rule), list(options_read(pack, rule))
    if sure != "verified":
        shown["confidence"] = sure
    return shown | ({"options": options} if options else {})


def verdict_json(verdict: Verdict, pack: Pack) -> dict[str, Any]:
    """Return a verdict as the command prints it."""
    return {
        "outcome": verdict.outcome,
        "step": verdict.step,
        "case": verdict.case,
        "at": write_time(verdict.at),
        "reasons": [_said_json(pack, r) for r in verdict.reasons],
        "missing": [_said_json(pack, r) for r in verdict.missing],
        "lifted": [_said_json(pack, r) for r in verdict.lifted],
        "duties": [_opened_json(d) for d in verdict.duties],
        "pack": {"id": pack.id, "version": pack.version, "hash": pack.hash},
    }


def _opened_json(opened: Opened) -> dict[str, Any]:
    shown = {"duty": opened.duty, "rule": opened.rule, "bearer": opened.bearer, "towards": opened.towards}
    return shown | dict(opened.element) | {"due": write_time(opened.due) if opened.due else None}


def duty_json(duty: OpenDuty) -> dict[str, Any]:
    """Return an open duty as the command prints it."""
    shown: dict[str, Any] = {
        "rule": duty.rule,
        "case": duty.case,
        "bearer": duty.bearer,
        "towards": duty.towards,
    }
    shown |= dict(duty.element)
    shown |= {
        "cite": list(duty.cite),
        "due": write_time(duty.due) if duty.due else None,
        "remind_at": write_time(duty.remind_at) if duty.remind_at else None,
        "overdue": duty.overdue,
        "at_once": duty.at_once,
        "discharged_by": list(duty.discharged_by),
        "blocks": list(duty.blocks),
        "text": {"ja": duty.text.ja, "en": duty.text.en},
    }
    return shown


def assessment_json(assessment: Assessment, pack: Pack, replayed: Replayed) -> dict[str, Any]:
    """Return an assessment as the command prints it."""
    return {
        "case": assessment.case,
        "kind": assessment.kind,
        "at": write_time(assessment.at),
        "steps": {s: verdict_json(v, pack) for s, v in assessment.steps.items()},
        "duties": [duty_json(d) for d in assessment.duties],
        "changes_at": write_time(assessment.changes_at) if assessment.changes_at else None,
        "pack": {"id": pack.id, "version": pack.version, "hash": pack.hash},
        "uncounted": uncounted_json(replayed, pack),
    }


def uncounted_json(replayed: Replayed, pack: Pack) -> list[dict[str, Any]]:
    """Return the entries told that do not count, with why."""
    return [
        {
            "case": u.told.case,
            "place": u.told.place,
            **verdict_json(u.verdict, pack),
            "form": _findings_json(u),
        }
        for u in replayed.uncounted
    ]


def _findings_json(uncounted: Uncounted) -> list[dict[str, Any]]:
    return [{"field": f.place, "ja": f.message.ja, "en": f.message.en} for f in uncounted.verdict.findings]


OUTCOMES = {
    "permitted": Text("可", "permitted"),
    "refused": Text("不可", "refused"),
    "undetermined": Text("未確定", "undetermined"),
}


CONFIDENCE = {
    "consistent": Text(
        "根拠規定の文言は、公式の条文で確認していない（複数の資料が一致する）。",
        "The wording of the provision was not seen in the official text (sources agree).",
    ),
    "general": Text(
        "根拠規定の文言は確認していない（一般的な資料による）。",
        "The wording of the provision was not seen (general sources).",
    ),
}
OPTION = Text("運用上の選択による", "Rests on an option")
"""What a text says where a rule rests on a provision whose wording was not seen, or on an option."""


def resting_on(sure: Confidence, options: Iterable[Option], language: Language) -> Iterator[str]:
    """Yield what is to be said of what a rule rests on, where its wording was not seen or the law leaves it open."""
    if sure in CONFIDENCE:
        yield CONFIDENCE[sure].in_(language)
    for option in options:
        yield f"{OPTION.in_(language)}：{option.text.in_(language)}（{option.id}）"


def print_uncounted(pack: Pack, uncounted: Uncounted, language: Language) -> None:
    """Print an entry told that does not count, with everything that it lacks."""
    step = pack.steps[uncounted.told.step].text
    said = Text(
        f"{uncounted.told.place}「{step.ja}」は手続の要件を欠くため、算入しない：",
        f"{uncounted.told.place} “{step.en}” did not meet what the procedure requires and does not count:",
    )
    print(said.in_(language), file=sys.stderr)
    for finding in uncounted.verdict.findings:
        print(f"    - {finding.place}: {finding.message.in_(language)}", file=sys.stderr)
    for reason in uncounted.verdict.missing:
        print(f"    - {reason_line(pack, reason, language)}", file=sys.stderr)


def reason_line(pack: Pack, reason: Reason, language: Language) -> str:
    """Return a reason as one line: element, sentence, clauses, and who can supply what is missing."""
    element = "".join(f"[{key}]" for key in reason.element.values())
    clauses = Text("（{cite}）", " ({cite})").fill(cite=cited(reason.cite)).in_(language)
    line = f"{element}{' ' if element else ''}{reason.text.in_(language)}{clauses}"
    if reason.suppliers:
        offices = dict.fromkeys(pack.name(s.office).in_(language) for s in reason.suppliers)
        line += f" → {'・'.join(list(offices)[:4])}"
    return line


def print_verdict(pack: Pack, verdict: Verdict, args: argparse.Namespace) -> None:
    """Print how a step stands: what is missing and lifted, or with ``--all`` every reason."""
    step = pack.steps[verdict.step]
    called = Text("{step}（{id}）", "{step} ({id})").fill(step=step.text, id=step.id)
    print(f"{OUTCOMES[verdict.outcome].in_(args.lang)}  {called.in_(args.lang)}")
    shown = verdict.reasons if getattr(args, "all", False) else (*verdict.missing, *verdict.lifted)
    for reason in shown:
        mark = {"met": "○", "unmet": "×", "open": "？", "lifted": "△"}[reason.outcome]
        print(f"    {mark} {reason_line(pack, reason, args.lang)}")
        for fact in reason.because:
            print(f"        ・{fact.in_(args.lang)}")
        for said in _resting(pack, reason, args.lang):
            print(f"        ! {said}")


def _resting(pack: Pack, reason: Reason, language: Language) -> Iterator[str]:
    rule = pack.rules.get(reason.rule)
    if rule is not None:
        options = (pack.options[name] for name in options_read(pack, rule))
        yield from resting_on(confidence(pack, rule), options, language)


def print_assessment(
    pack: Pack, replayed: Replayed, assessment: Assessment, args: argparse.Namespace
) -> None:
    """Print how every step of a case stands, and its open duties."""
    case = replayed.world.cases[assessment.case]
    kind = pack.kinds[assessment.kind].text.in_(args.lang)
    print(f"■ {case.title}（{kind} {case.id}） {show_time(assessment.at)}")
    for verdict in assessment.steps.values():
        print_verdict(pack, verdict, args)
    for duty in assessment.duties:
        print(f"  ◇ {duty_line(pack, duty, args.lang)}")


DUTY = Text("{who}：{about}{text}", "{who}: {about}{text}")
DUTY_AT_ONCE = Text("{who}：{about}{text}（直ちに）", "{who}: {about}{text} (at once)")
DUTY_BY = Text("{who}：{about}{text}（期限 {at}）", "{who}: {about}{text} (due {at})")


def duty_line(pack: Pack, duty: OpenDuty, language: Language) -> str:
    """Return a duty as one line: who owes it, on which element, its sentence, and when it is due."""
    element = "".join(f"[{key}]" for key in duty.element.values())
    about = f"{element} " if element else ""
    line = DUTY_BY if duty.due else DUTY_AT_ONCE if duty.at_once else DUTY
    at = show_time(duty.due) if duty.due else ""
    return line.fill(who=pack.name(duty.bearer), about=about, text=duty.text, at=at).in_(language)
