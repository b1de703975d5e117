"""``sekisho law replay``: what is on record, tried by the properties that the rules were proved to have."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sekisho.casework.replay import Uncounted
from sekisho.law.clause_names import cited
from sekisho.law.pack import Pack
from sekisho.proof.trial import OTHERS, TRIED, Breach, Trial, try_bundle
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE
from .asking import bundle_named
from .recorded import looking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("bundle", nargs="?", default="", help="case bundle (JSON); - for standard input")
    parser.add_argument("--db", action="store_true", help="記録 / what is on record: --person")
    parser.add_argument("--person", default="", help="見る者の識別名 / login name of who looks, with --db")
    parser.add_argument("--case", help="one case only; with --db, all that the person sees where absent")
    parser.add_argument("--pack", default="", help="name or folder of a pack; the bundle's own where absent")
    parser.add_argument("--json", action="store_true")


class Tried(NamedTuple):
    """What came of the entries, under which pack, with what is no entry: unreadable in a bundle, or erased."""

    pack: Pack
    trial: Trial
    unread: Sequence[Uncounted] = ()
    erased: int = 0


def run_replay(args: argparse.Namespace) -> int:
    """Try every entry; 1 where one breaks a property."""
    if args.db == bool(args.bundle):
        print("案件束のファイル又は --db のいずれか一を示すこと / name a bundle or --db", file=sys.stderr)
        return UNUSABLE
    tried = _on_record(args) if args.db else _told(args)
    if tried is None:
        return UNUSABLE
    if args.json:
        print(json.dumps(_as_json(tried), ensure_ascii=False))
    else:
        for line in _lines(tried, args.lang):
            print(line)
    return int(bool(tried.trial.breaches))


def _told(args: argparse.Namespace) -> Tried | None:
    named = bundle_named(args)
    if named is None:
        return None
    pack, bundle = named
    if args.case and args.case not in {case.id for case in bundle.cases}:
        _say_absent(args)
        return None
    trial, told = try_bundle(pack, bundle, {args.case} if args.case else None)
    return Tried(pack, trial, told.uncounted)


def _say_absent(args: argparse.Namespace) -> None:
    print(f"--case {args.case}: ない / not there", file=sys.stderr)


def _on_record(args: argparse.Namespace) -> Tried | None:
    """Return what came of the record as one person may see it; ``None``, and it is said, where there is nothing to see."""
    looked = looking(args)
    if looked is None:
        return None
    from sekisho.operations.pack_in_force import pack_in_force
    from sekisho.operations.trying import try_record

    viewer, now = looked
    tried = try_record(viewer, now, args.case or "")
    if tried is None:
        _say_absent(args)
        return None
    return Tried(pack_in_force(), tried.trial, erased=tried.erased)


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _as_json(tried: Tried) -> dict[str, Any]:
    trial = tried.trial
    return {
        "entries": trial.entries,
        "properties": [_property(trial, name) for name in TRIED],
        "deviations": trial.deviations,
        "unread": [{"case": each.told.case, "step": each.told.step} for each in tried.unread],
        "erased": tried.erased,
        "others": [{"id": name, **_both(why)} for name, why in OTHERS.items()],
    }


def _property(trial: Trial, name: str) -> dict[str, Any]:
    stated = TRIED[name]
    broken = [each for each in trial.breaches if each.property == name]
    return {
        "id": name,
        "text": _both(stated.text),
        "cite": list(stated.cite),
        "tried": trial.judged[name],
        "broken": [
            {
                "entry": b.number,
                "case": b.case,
                "sequence": b.sequence,
                "step": b.step,
                "element": dict(b.element),
            }
            for b in broken
        ],
        "untried": [{"entry": u.number, **_both(u.why)} for u in trial.untried if u.property == name],
    }


def _lines(tried: Tried, language: Language) -> Iterator[str]:
    trial = tried.trial
    for name, stated in TRIED.items():
        if trial.judged[name]:
            broken = [each for each in trial.breaches if each.property == name]
            mark = "×" if broken else "○"
            cite = cited(stated.cite).in_(language)
            yield f"{mark} {name}  {trial.judged[name]}  {stated.text.in_(language)}（{cite}）"
            yield from (_breach(tried.pack, each, language) for each in broken)
    yield from _untried(tried, language)
    yield from _not_met(trial, language)
    yield _total(trial).in_(language)


def _breach(pack: Pack, breach: Breach, language: Language) -> str:
    step = pack.steps[breach.step].text.in_(language) if breach.step in pack.steps else breach.step
    element = "".join(f"[{key}]" for key in breach.element.values())
    told = Text(
        f"    記録 {breach.number}：{breach.case} の {breach.sequence} 番目「{step}」{element}",
        f"    entry {breach.number}: number {breach.sequence} of {breach.case}, “{step}” {element}".rstrip(),
    )
    return told.in_(language)


def _untried(tried: Tried, language: Language) -> Iterator[str]:
    """What an entry could not be tried by, and why; entries whose form cannot be read; what was erased; deviations."""
    trial = tried.trial
    for each in trial.untried:
        told = Text(f"－ {each.property}  記録 {each.number}：", f"－ {each.property}  entry {each.number}: ")
        yield told.in_(language) + each.why.in_(language)
    for one in tried.unread:
        words = " ".join(finding.message.in_(language) for finding in one.verdict.findings)
        told = Text("記録として読めず、調べていない", "cannot be read as an entry, and was not tried")
        yield f"－ {one.told.place} {one.told.step}  {told.in_(language)}：{words}"
    if tried.erased:
        told = Text(
            f"－ 消去された案件 {tried.erased}：調べていない",
            f"－ {tried.erased} cases were erased, and were not tried",
        )
        yield told.in_(language)
    if trial.deviations:
        numbers = ", ".join(map(str, trial.deviations))
        told = Text(
            f"－ 関所を通らなかった行為の記録（逸脱）：{numbers}",
            f"－ deviations, acts outside the gate: {numbers}",
        )
        yield told.in_(language)


def _not_met(trial: Trial, language: Language) -> Iterator[str]:
    """The properties that no entry is about, and those that no entry can break."""
    asked = {*trial.judged, *(each.property for each in trial.untried)}
    idle = [name for name in TRIED if name not in asked]
    if idle:
        told = Text(
            f"－ 関わる記録のない性質 {len(idle)}：", f"－ {len(idle)} properties that no entry is about: "
        )
        yield told.in_(language) + ", ".join(idle)
    for why, names in groupby(OTHERS, key=lambda name: OTHERS[name]):
        yield f"－ {', '.join(names)}：{why.in_(language)}"


def _total(trial: Trial) -> Text:
    broken = len({each.property for each in trial.breaches})
    tried, untried = len(trial.judged), len(trial.untried)
    return Text(
        f"記録 {trial.entries} 件、性質 {tried}。破られた性質 {broken}、調べられなかったもの {untried}。",
        f"{trial.entries} entries, {tried} properties: {broken} broken; {untried} times one could not be tried.",
    )
