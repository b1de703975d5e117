"""``sekisho law``: the rules themselves, and what they say of a case bundle."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sekisho.casework.assessment import assess, assess_step
from sekisho.casework.bundle import Bundle, read_bundle
from sekisho.casework.entry import Opened
from sekisho.casework.replay import Replayed, Uncounted, replay
from sekisho.casework.verdict import Assessment, OpenDuty, Reason, Verdict
from sekisho.casework.whatif import Supposition, suppose
from sekisho.law.coverage import coverage
from sekisho.law.loading import Loaded, Unloadable, load_files, load_pack, packaged_files
from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import errors
from sekisho.vocabulary.shape import offered
from sekisho.vocabulary.text import Language, Text
from sekisho.vocabulary.times import parse_time, show_time, write_time

from . import proving
from .reporting import UNUSABLE, print_findings, read_bytes


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the law commands."""
    commands = parser.add_subparsers(dest="law", metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="規則集を点検する / check a pack")
    check.add_argument("pack", nargs="?", default="jp-acd", help="name or folder of a pack")
    check.set_defaults(run=run_check)
    cover = commands.add_parser("coverage", help="条項と規則の対応 / clause → rules, both ways")
    cover.add_argument("--json", action="store_true")
    cover.set_defaults(run=run_coverage)
    judge = commands.add_parser("assess", help="案件束を判定する / assess a case bundle")
    _bundle_arguments(judge)
    judge.add_argument(
        "--all", action="store_true", help="満たされた規則も示す / show rules that are met as well"
    )
    judge.set_defaults(run=run_assess)
    what_if = commands.add_parser("what-if", help="仮定を置いて判定を比べる / suppose facts and compare")
    _bundle_arguments(what_if)
    what_if.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FACT=VALUE",
        dest="suppositions",
        help="finding, attr or record: location[t1]=abroad, approval[t1]=granted, mode=joint, option:NAME=VALUE",
    )
    what_if.set_defaults(run=run_what_if)
    proving.configure(commands)


def _bundle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", help="case bundle (JSON); - for standard input")
    parser.add_argument("--case", help="case id; all cases where absent")
    parser.add_argument("--step", help="one step only")
    parser.add_argument("--at", help="time of the assessment (RFC 3339 or a date, Japan time without a zone)")
    parser.add_argument("--pack", default="", help="name or folder of a pack; the bundle's own where absent")
    parser.add_argument("--json", action="store_true")


def _load(name: str) -> Loaded:
    folder = Path(name)
    if folder.is_dir():
        return load_files({f.name: f.read_text("utf-8") for f in sorted(folder.glob("*.yaml"))})
    try:
        packaged_files(name)
    except LookupError:
        print(f"{name}: 規則集がない / there is no such pack", file=sys.stderr)
        return Loaded(None, ())
    try:
        return Loaded(load_pack(name), ())
    except Unloadable as error:
        return Loaded(None, error.findings)


def run_check(args: argparse.Namespace) -> int:
    """Check a pack: every defect with file, line and remedy."""
    loaded = _load(args.pack)
    print_findings(loaded.findings, args.lang)
    if loaded.pack is None:
        return UNUSABLE
    pack = loaded.pack
    counts = f"{len(pack.kinds)} kinds, {len(pack.steps)} steps, {len(pack.rules)} rules, {len(pack.options)} options"
    print(
        _in(
            args.lang,
            Text(
                f"{pack.id} {pack.version}：誤りなし（{counts}）",
                f"{pack.id} {pack.version}: sound ({counts})",
            ),
        )
    )
    return 0


def run_coverage(args: argparse.Namespace) -> int:
    """Print which rules and steps carry each clause and obligation, and which are open."""
    matrix = coverage(load_pack())
    if args.json:
        print(json.dumps([_coverage_row(r) for r in matrix], ensure_ascii=False))
        return 0
    for row in matrix:
        carried = ", ".join(row.carried_by) or (row.because.in_(args.lang) if row.because else "")
        print(f"{row.id:14} {'open' if row.open else 'ok':5} {carried or '—'}")
    open_rows = sum(r.open for r in matrix)
    print(f"{len(matrix)} rows, {open_rows} open")
    return 0


def _coverage_row(row: Any) -> dict[str, Any]:
    because = {"ja": row.because.ja, "en": row.because.en} if row.because else None
    return {"id": row.id, "carried_by": list(row.carried_by), "because": because, "open": row.open}


def _read(args: argparse.Namespace) -> tuple[Pack, Bundle] | None:
    data = read_bytes(args.bundle)
    if data is None:
        return None
    loaded = _load(args.pack or _pack_named(data))
    print_findings(loaded.findings, args.lang)
    if loaded.pack is None:
        return None
    read = read_bundle(data, args.bundle, loaded.pack)
    print_findings(read.findings, args.lang)
    return (loaded.pack, read.bundle) if read.bundle is not None else None


def _pack_named(data: bytes) -> str:
    try:
        value = json.loads(data)
    except ValueError:
        return "jp-acd"
    return str(value.get("pack", "jp-acd")) if isinstance(value, dict) else "jp-acd"


class Asked(NamedTuple):
    """A bundle replayed, with the cases and the moment asked about."""

    pack: Pack
    replayed: Replayed
    cases: list[str]
    at: datetime


def _asked(args: argparse.Namespace) -> Asked | None:
    """Read and replay the bundle; ``None``, with every defect said, where the question cannot be answered."""
    read = _read(args)
    if read is None:
        return None
    pack, bundle = read
    replayed = replay(pack, bundle)
    chosen, at = _chosen(args, pack, replayed), _at(args, replayed)
    return Asked(pack, replayed, chosen, at) if chosen is not None and at is not None else None


def run_assess(args: argparse.Namespace) -> int:
    """Assess the cases of a bundle."""
    asked = _asked(args)
    if asked is None:
        return UNUSABLE
    if not args.json:
        for uncounted in asked.replayed.uncounted:
            _print_uncounted(asked.pack, uncounted, args.lang)
    if args.step:
        _show_step(args, asked)
    else:
        _show_cases(args, asked)
    return 0


def _show_cases(args: argparse.Namespace, asked: Asked) -> None:
    world = asked.replayed.world
    assessments = [assess(asked.pack, world, case, asked.at) for case in asked.cases]
    if args.json:
        shown = [assessment_json(each, asked.pack, asked.replayed) for each in assessments]
        print(json.dumps(shown[0] if args.case else {"cases": shown}, ensure_ascii=False))
        return
    for assessment in assessments:
        _print_assessment(asked.pack, asked.replayed, assessment, args)


def _show_step(args: argparse.Namespace, asked: Asked) -> None:
    """Print the verdict on one step: of the case asked about, or of every case of its kind."""
    world = asked.replayed.world
    verdicts = [assess_step(asked.pack, world, case, args.step, asked.at) for case in asked.cases]
    if args.json:
        uncounted = {"uncounted": _uncounted_json(asked.replayed, asked.pack)}
        shown = [verdict_json(verdict, asked.pack) | uncounted for verdict in verdicts]
        print(json.dumps(shown[0] if len(shown) == 1 else {"cases": shown}, ensure_ascii=False))
        return
    for verdict in verdicts:
        _print_verdict(asked.pack, verdict, args)


def _at(args: argparse.Namespace, replayed: Replayed) -> datetime | None:
    if not args.at:
        return replayed.now
    try:
        return parse_time(args.at)
    except ValueError:
        print(f"--at {args.at}: 日時として読めない / is not a time (2026-11-01T12:00)", file=sys.stderr)
        return None


def _chosen(args: argparse.Namespace, pack: Pack, replayed: Replayed) -> list[str] | None:
    cases = replayed.world.cases
    if args.case and args.case not in cases:
        _say_absent("--case", args.case, cases)
        return None
    if args.step and args.step not in pack.steps:
        _say_absent("--step", args.step, pack.steps)
        return None
    kind = pack.steps[args.step].kind if args.step else ""
    if args.case and kind and cases[args.case].kind != kind:
        of_case = cases[args.case].kind
        _say_absent("--step", args.step, [s for s in pack.steps if pack.steps[s].kind == of_case])
        return None
    chosen = [args.case] if args.case else [c.id for c in cases.values() if not kind or c.kind == kind]
    if not chosen:
        print("判定する案件がない / there is no case to assess", file=sys.stderr)
        return None
    return chosen


def _say_absent(argument: str, name: str, known: Iterable[str]) -> None:
    near = offered(name, known)
    hint = f"; {near.ja} / {near.en}" if near else ""
    print(f"{argument} {name}: ない / not there{hint}", file=sys.stderr)


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


def verdict_json(verdict: Verdict, pack: Pack) -> dict[str, Any]:
    """Return a verdict as the command prints it."""
    return {
        "outcome": verdict.outcome,
        "step": verdict.step,
        "case": verdict.case,
        "at": write_time(verdict.at),
        "reasons": [reason_json(r) for r in verdict.reasons],
        "missing": [reason_json(r) for r in verdict.missing],
        "lifted": [reason_json(r) for r in verdict.lifted],
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
        "overdue": duty.overdue,
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
        "uncounted": _uncounted_json(replayed, pack),
    }


def _uncounted_json(replayed: Replayed, pack: Pack) -> list[dict[str, Any]]:
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


def _in(language: Language, text: Text) -> str:
    return text.in_(language)


def _print_uncounted(pack: Pack, uncounted: Uncounted, language: Language) -> None:
    step = pack.steps[uncounted.told.step].text
    said = Text(
        f"{uncounted.told.place}「{step.ja}」は手続の要件を欠くため、算入しない：",
        f"{uncounted.told.place} “{step.en}” did not meet what the procedure requires and does not count:",
    )
    print(said.in_(language), file=sys.stderr)
    for finding in uncounted.verdict.findings:
        print(f"    - {finding.place}: {finding.message.in_(language)}", file=sys.stderr)
    for reason in uncounted.verdict.missing:
        print(f"    - {_reason_line(pack, reason, language)}", file=sys.stderr)


def _reason_line(pack: Pack, reason: Reason, language: Language) -> str:
    element = "".join(f"[{key}]" for key in reason.element.values())
    line = f"{element}{' ' if element else ''}{reason.text.in_(language)}（{', '.join(reason.cite)}）"
    if reason.suppliers:
        offices = dict.fromkeys(pack.name(s.office).in_(language) for s in reason.suppliers)
        line += f" → {'・'.join(list(offices)[:4])}"
    return line


def _print_verdict(pack: Pack, verdict: Verdict, args: argparse.Namespace) -> None:
    step = pack.steps[verdict.step]
    print(f"{_in(args.lang, OUTCOMES[verdict.outcome])}  {step.text.in_(args.lang)}（{step.id}）")
    shown = verdict.reasons if getattr(args, "all", False) else (*verdict.missing, *verdict.lifted)
    for reason in shown:
        mark = {"met": "○", "unmet": "×", "open": "？", "lifted": "△"}[reason.outcome]
        print(f"    {mark} {_reason_line(pack, reason, args.lang)}")
        for fact in reason.because:
            print(f"        ・{fact.in_(args.lang)}")


def _print_assessment(
    pack: Pack, replayed: Replayed, assessment: Assessment, args: argparse.Namespace
) -> None:
    case = replayed.world.cases[assessment.case]
    kind = pack.kinds[assessment.kind].text.in_(args.lang)
    print(f"■ {case.title}（{kind} {case.id}） {show_time(assessment.at)}")
    for verdict in assessment.steps.values():
        _print_verdict(pack, verdict, args)
    for duty in assessment.duties:
        due = show_time(duty.due) if duty.due else "—"
        print(f"  ◇ {pack.name(duty.bearer).in_(args.lang)}：{duty.text.in_(args.lang)}（{due}）")


def run_what_if(args: argparse.Namespace) -> int:
    """Suppose facts, and say which rules and steps flip."""
    asked = _asked(args)
    if asked is None:
        return UNUSABLE
    facts = tuple(args.suppositions)
    changes = suppose(asked.pack, asked.replayed, asked.cases[0], facts, asked.at)
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
        print(_in(args.lang, Text("判定は変わらない。", "Nothing flips.")))
    return 0


def _supposition_json(changes: Supposition) -> Mapping[str, Any]:
    return {
        "case": changes.case,
        "flips": [
            {"step": f.step, "rule": f.rule, **f.element, "before": f.before, "after": f.after}
            for f in changes.flips
        ],
    }
