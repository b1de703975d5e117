"""``sekisho law explore``: every state that lawful acts reach in small scenes, and a lawful route to all that must be."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence, Set
from typing import Any

from sekisho.casework.entry import DEVIATION, Intent
from sekisho.casework.replay import replay
from sekisho.casework.working import bundle_of
from sekisho.law.clause_names import cited
from sekisho.law.pack import Pack
from sekisho.law.worked import WorkedCase
from sekisho.proof.about_reach import MUST_REACH
from sekisho.proof.about_routes import ROWS, Found, find_routes
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.acts import TIME, Act
from sekisho.proof.explore import Explored, dead, explore_all
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE
from .packs import add_pack, loaded

PASSES = Text("時の経過", "time passes")
OUTSIDE = Text("手続の外で行われたことの記録", "what happened outside the gate is recorded")
STUCK = Text("ここから終結に至る道がない", "no way to close from here")
BREAKS = Text("この最後の行為が性質 {id} に反する", "the last act violates {id}")
NONE_FOUND = Text("道が見付からない", "no route found")


def configure(commands: Any) -> None:
    """Add the command to the law commands."""
    command = commands.add_parser("explore", help="状態を尽くして調べる / search every state of small scenes")
    add_pack(command)
    command.add_argument("--only", nargs="*", default=(), metavar="ID", help="scenes or routes to look at")
    command.add_argument(
        "--routes", action="store_true", help="道の各手続も示す / show the acts of every route"
    )
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Search the scenes and find the routes.

    1 where an act violates a property, a state is stuck, a search did not end or a route is missing.
    """
    pack = loaded(args)
    if pack is None:
        return UNUSABLE
    wanted = set(args.only)
    found = explore_all(pack, [s for s in SEARCHES if not wanted or s.id in wanted])
    routes = find_routes(pack, [r for r in ROWS if not wanted or r.id in wanted])
    routes += _courses(pack, wanted)
    if args.json:
        print(json.dumps(_json(pack, found, routes), ensure_ascii=False))
    else:
        for line in _lines(pack, found, routes, args):
            print(line)
    whole = all(e.complete and e.stuck is None and not e.broken for e in found)
    sound = whole and all(r.acts is not None for r in routes)
    return 0 if sound else 1


def _courses(pack: Pack, wanted: Set[str]) -> tuple[Found, ...]:
    """Return the ways that a worked case of the pack shows, with what was entered on each."""
    shown = [(row.text, name) for row in MUST_REACH for name in row.courses if not wanted or name in wanted]
    worked = {case.id: case for case in pack.worked}
    return tuple(Found(id=n, text=text, acts=_entered(pack, worked[n])) for text, n in shown)


def _entered(pack: Pack, case: WorkedCase) -> tuple[Act, ...]:
    """Return the entries of a worked case and the act that it asks about last."""
    entries = replay(pack, bundle_of(pack, case)).entries
    return (*(_act(entry.intent) for entry in entries), Act(step=case.step, case=case.ask["case"]))


def _act(intent: Intent) -> Act:
    on = {part: ",".join(keys) for part, keys in intent.subject.items()}
    given = {field: (value,) for field, value in intent.particulars.items() if isinstance(value, str)}
    return Act(step=intent.step, case=intent.case, bound=on, given=given)


def _lines(
    pack: Pack, found: Sequence[Explored], routes: Sequence[Found], args: argparse.Namespace
) -> Iterator[str]:
    language: Language = args.lang
    for each in found:
        speed = each.generated / each.seconds if each.seconds else 0
        whole = "" if each.complete else Text("（未了）", " (not complete)").in_(language)
        counts = Text(
            f"異なる状態{each.distinct}、生成{each.generated}、深さ{each.depth}、確かめた性質{len(each.held)}",
            f"{each.distinct} distinct, {each.generated} generated, depth {each.depth}, {len(each.held)} properties held",
        ).in_(language)
        yield f"{each.id}  {each.text.in_(language)}  {counts}, {each.seconds:.1f} s, {speed:,.0f}/s{whole}"
        yield f"    {each.abstracted.in_(language)}"
        if each.idle:
            yield f"    {Text('行われない手続', 'never permitted').in_(language)}: {', '.join(each.idle)}"
        yield from _story(pack, each.stuck, STUCK, language) if each.stuck is not None else ()
        for broken in each.broken:
            yield f"    × {broken.id}  {broken.text.in_(language)}（{cited(broken.cite).in_(language)}）"
            yield from _story(pack, broken.story, BREAKS.fill(id=broken.id), language)
    if found:
        idle = ", ".join(dead(found)) or "—"
        yield f"{Text('決め手とならない規則', 'rules that decided nothing').in_(language)}: {idle}"
    for route in routes:
        many = NONE_FOUND.in_(language) if route.acts is None else str(len(route.acts))
        yield f"{route.id}  {route.text.in_(language)}: {many}"
        yield from _story(pack, route.acts or (), None, language) if args.routes else ()


def _story(pack: Pack, acts: Sequence[Act], end: Text | None, language: Language) -> Iterator[str]:
    for number, act in enumerate(acts, 1):
        yield f"    {number}. {_said(pack, act).in_(language)}"
    if end is not None:
        yield f"    → {end.in_(language)}"


def _said(pack: Pack, act: Act) -> Text:
    """Return an act in words: the step, on what, with which choices, and the clauses it rests on."""
    if act.step == TIME:
        return PASSES
    if act.step == DEVIATION:
        return Text(f"{OUTSIDE.ja} [{act.case}]", f"{OUTSIDE.en} [{act.case}]")
    step = pack.steps[act.step]
    on = " ".join(f"{part}={key}" for part, key in act.bound.items())
    chosen = [(step.asks[f].values[w[0]]) for f, w in act.given.items() if w and w[0] in step.asks[f].values]
    ja, en = "、".join(dict.fromkeys(c.ja for c in chosen)), ", ".join(dict.fromkeys(c.en for c in chosen))
    tail, cite = f" [{act.case}{' ' + on if on else ''}]", cited(step.cite)
    return Text(
        f"{step.text.ja}{'：' + ja if ja else ''}{tail}（{cite.ja}）",
        f"{step.text.en}{': ' + en if en else ''}{tail} ({cite.en})",
    )


def _json(pack: Pack, found: Sequence[Explored], routes: Sequence[Found]) -> dict[str, Any]:
    return {
        "searches": [_search(pack, each) for each in found],
        "dead_rules": list(dead(found)),
        "routes": [
            {
                "id": r.id,
                "ja": r.text.ja,
                "en": r.text.en,
                "acts": None if r.acts is None else _acts(pack, r.acts),
            }
            for r in routes
        ],
    }


def _search(pack: Pack, each: Explored) -> dict[str, Any]:
    return {
        "id": each.id,
        "text": {"ja": each.text.ja, "en": each.text.en},
        "abstracted": {"ja": each.abstracted.ja, "en": each.abstracted.en},
        "distinct": each.distinct,
        "generated": each.generated,
        "depth": each.depth,
        "seconds": round(each.seconds, 2),
        "complete": each.complete,
        "idle_steps": list(each.idle),
        "stuck": None if each.stuck is None else _acts(pack, each.stuck),
        "held": list(each.held),
        "broken": [
            {
                "id": broken.id,
                "text": {"ja": broken.text.ja, "en": broken.text.en},
                "cite": list(broken.cite),
                "story": _acts(pack, broken.story),
            }
            for broken in each.broken
        ],
    }


def _acts(pack: Pack, acts: Sequence[Act]) -> list[dict[str, Any]]:
    return [
        {
            "case": act.case,
            "step": act.step,
            "on": dict(act.bound),
            "with": {field: list(words) for field, words in act.given.items() if words != ("x",)},
            "ja": _said(pack, act).ja,
            "en": _said(pack, act).en,
        }
        for act in acts
    ]
