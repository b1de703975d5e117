"""``sekisho law path``: from here to a lawful act, the steps in waves with the offices that take them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby

import msgspec

from sekisho.casework.pathway import Move, Pathway, pathways
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE
from .asking import asked
from .showing import reason_line

READY = Text("既に行うことができる。", "It may be done already.")
SUPPOSING = Text("前提", "Supposing")
NOT_WHOLE = Text("なお足りないもの", "Still missing")

NOT_ALL = Text(
    "この案件と結び付く案件の全てを見る者に限り、示すことができる。",
    "It can be shown only to who sees all of the cases that this one is connected with.",
)


def run_path(args: argparse.Namespace) -> int:
    """Show the ways from a case as it stands to an act; 1 where no way found is whole."""
    question = asked(args)
    if question is None:
        return UNUSABLE
    if not question.sight.around(question.replayed.world):
        print(NOT_ALL.in_(args.lang), file=sys.stderr)
        return UNUSABLE
    found = pathways(question.pack, question.replayed.world, question.cases[0], args.step, question.at)
    if args.json:
        print(json.dumps({"ways": msgspec.to_builtins(found)}, ensure_ascii=False))
    else:
        for way in found:
            for line in _lines(question.pack, way, args.lang):
                print(line)
    return 0 if all(way.whole for way in found) else 1


def _lines(pack: Pack, way: Pathway, language: Language) -> Iterator[str]:
    step = pack.steps[way.step].text.in_(language)
    if way.whole and not way.moves:
        yield f"■ {step}：{READY.in_(language)}"
        return
    supposed = pack.shortforms[way.like].text.in_(language) if way.like else "—"
    yield f"■ {step}（{way.step}） {SUPPOSING.in_(language)}：{supposed}"
    for wave, moves in groupby(way.moves, key=lambda move: move.wave):
        yield f"  {wave}."
        yield from (_move(pack, move, language) for move in moves)
    if way.whole:
        yield f"  → {step}"
        return
    yield f"  {NOT_WHOLE.in_(language)}："
    for reason in way.missing:
        yield f"    × {reason_line(pack, reason, language)}"


def _move(pack: Pack, move: Move, language: Language) -> str:
    step = pack.steps[move.step]
    given = "、".join(_given(pack, move, language))
    return f"     {pack.name(move.act_of).in_(language)}：{step.text.in_(language)}（{move.case} {move.step}{f' {given}' if given else ''}）"


def _given(pack: Pack, move: Move, language: Language) -> Iterator[str]:
    """Yield what the step says, as far as it is chosen from given values."""
    for field, value in move.given.items():
        asked_for = pack.steps[move.step].asks.get(field)
        if asked_for and isinstance(value, str) and value in asked_for.values:
            yield f"{asked_for.text.in_(language)}：{asked_for.values[value].in_(language)}"
