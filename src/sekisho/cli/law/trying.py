"""``sekisho law replay``: what is on record, tried by the properties that the rules were proved to have."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sekisho.casework.replay import Uncounted
from sekisho.law.pack import Pack
from sekisho.proof.trial import OTHERS, TRIED, Breach, Trial, try_bundle
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE
from .asking import bundle_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("bundle", help="case bundle (JSON); - for standard input")
    parser.add_argument("--case", help="one case only")
    parser.add_argument("--pack", default="", help="name or folder of a pack; the bundle's own where absent")
    parser.add_argument("--json", action="store_true")


def run_replay(args: argparse.Namespace) -> int:
    """Try every entry; 1 where one breaks a property."""
    named = bundle_named(args)
    if named is None:
        return UNUSABLE
    pack, bundle = named
    known = {case.id for case in bundle.cases}
    if args.case and args.case not in known:
        print(f"--case {args.case}: ない / not there", file=sys.stderr)
        return UNUSABLE
    trial, told = try_bundle(pack, bundle, {args.case} if args.case else None)
    if args.json:
        print(json.dumps(_as_json(trial, told.uncounted), ensure_ascii=False))
    else:
        for line in _lines(pack, trial, told.uncounted, args.lang):
            print(line)
    return int(bool(trial.breaches))


def _both(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _as_json(trial: Trial, unread: Sequence[Uncounted]) -> dict[str, Any]:
    return {
        "entries": trial.entries,
        "properties": [_property(trial, name) for name in TRIED],
        "deviations": trial.deviations,
        "unread": [{"case": each.told.case, "step": each.told.step} for each in unread],
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


def _lines(pack: Pack, trial: Trial, unread: Sequence[Uncounted], language: Language) -> Iterator[str]:
    for name, stated in TRIED.items():
        if trial.judged[name]:
            broken = [each for each in trial.breaches if each.property == name]
            mark = "×" if broken else "○"
            cite = ", ".join(stated.cite)
            yield f"{mark} {name}  {trial.judged[name]}  {stated.text.in_(language)}（{cite}）"
            yield from (_breach(pack, each, language) for each in broken)
    yield from _untried(trial, unread, language)
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


def _untried(trial: Trial, unread: Sequence[Uncounted], language: Language) -> Iterator[str]:
    """What an entry could not be tried by, and why; entries whose form cannot be read; deviations."""
    for each in trial.untried:
        told = Text(f"－ {each.property}  記録 {each.number}：", f"－ {each.property}  entry {each.number}: ")
        yield told.in_(language) + each.why.in_(language)
    for one in unread:
        words = " ".join(finding.message.in_(language) for finding in one.verdict.findings)
        told = Text("記録として読めず、調べていない", "cannot be read as an entry, and was not tried")
        yield f"－ {one.told.place} {one.told.step}  {told.in_(language)}：{words}"
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
