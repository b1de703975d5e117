"""Why a step may be taken or not: each rule, its conditions down to the entry behind each fact, and the way to the act."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec
from django.http import Http404, HttpRequest, HttpResponse

from sekisho.casework.pathway import Move, Pathway, pathways
from sekisho.casework.reasoning import Because, Point, Reasoning, Source
from sekisho.law.pack import Confidence, Pack
from sekisho.operations.viewing import reason_case
from sekisho.records.access import visible_cases
from sekisho.vocabulary.text import Text
from sekisho.web.page import crumb, page

from . import reading, words

WHY = Text("理由", "Why")
FREE = words.Sign("rest", "rest", Text("行う者が定める", "settled by whoever acts"))
SIGNS = {**words.REASON, "free": FREE}
UNSEEN: dict[Confidence, Text] = {
    "consistent": Text(
        "根拠規定の文言は、公式の条文では確認していない（複数の資料が一致する）。",
        "The wording of the provision was not seen in the official text; several sources agree on it.",
    ),
    "general": Text(
        "根拠規定の文言は確認していない（一般的な資料による）。",
        "The wording of the provision was not seen; it rests on general sources.",
    ),
}


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as a page shows it: how it stands, in words, what it rests on, and the conditions inside it."""

    sign: words.Sign
    text: Text
    about: str
    now: Text | None
    sources: tuple[tuple[Source, Text], ...]
    of: tuple[Fact, ...]


class Ruled(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as it was judged for one element, with its conditions; none where the rule is the kernel's own."""

    rule: str
    sign: words.Sign
    text: Text
    about: Text | None
    cite: tuple[str, ...]
    unseen: Text | None
    options: tuple[Text, ...]
    applies: tuple[Fact, ...]
    requires: tuple[Fact, ...]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to the act: what it supposes, its steps in waves, and what would still be missing."""

    supposes: Text | None
    waves: tuple[tuple[tuple[Text, Text, str, bool], ...], ...]
    missing: tuple[Text, ...]


def why(request: HttpRequest, case_id: str, step_id: str) -> HttpResponse:
    """Show why a step of a case may be taken or not; with ``?way=1`` also the ways there."""
    look = reading.look(request, case_id)
    found = reason_case(case_id, step_id, look.viewer, look.placed.at)
    if found is None:
        raise Http404
    step, told = look.pack.steps[step_id], _ruled(look, found)
    context = {
        "case_id": case_id,
        "step": step,
        "sign": words.GATE[found.verdict.outcome],
        "against": [each for each in told if each.sign in (SIGNS["unmet"], SIGNS["open"])],
        "lifted": [each for each in told if each.sign is SIGNS["lifted"]],
        "met": [each for each in told if each.sign is SIGNS["met"]],
        "all_seen": _all_seen(look, found),
        "ways": _ways(look, found, step_id) if request.GET.get("way") else None,
    }
    title = Text(f"{step.text.ja}：{WHY.ja}", f"{step.text.en}: why")
    above = (crumb(look.title, "case", case_id),)
    return page(request, "why.html", title, context, area="cases-home", crumbs=above)


def _ruled(look: reading.Look, found: Reasoning) -> list[Ruled]:
    """Say once what is the same for several elements, under the names of all of them."""
    shared: dict[Ruled, list[dict[str, str]]] = {}
    for because in found.because:
        shared.setdefault(_rule(look.pack, because), []).append(dict(because.reason.element))
    return [
        msgspec.structs.replace(ruled, about=words.bound_texts(look.pack, look.case, elements))
        for ruled, elements in shared.items()
    ]


def _rule(pack: Pack, because: Because) -> Ruled:
    reason = because.reason
    return Ruled(
        rule=reason.rule,
        sign=SIGNS[reason.outcome],
        text=reason.text,
        about=None,
        cite=reason.cite,
        unseen=UNSEEN.get(because.confidence),
        options=tuple(option.text for option in because.options),
        applies=_facts(pack, [because.applies]),
        requires=_facts(pack, [because.requires]),
    )


def _facts(pack: Pack, points: Iterable[Point | None]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            sign=SIGNS[point.standing],
            text=point.text,
            about=point.about,
            now=point.now,
            sources=tuple((source, pack.name(source.office)) for source in point.sources),
            of=_facts(pack, point.of),
        )
        for point in points
        if point is not None
    )


def _all_seen(look: reading.Look, found: Reasoning) -> bool:
    """A way is worked out from all that the rules read, so it is told only to who sees all of that."""
    read = set(found.verdict.reads)
    return look.whole and visible_cases(look.viewer).filter(pk__in=read).count() == len(read)


def _ways(look: reading.Look, found: Reasoning, step: str) -> list[Way] | None:
    if not _all_seen(look, found):
        return None
    ways = pathways(look.pack, look.world, look.case.id, step, look.placed.at)
    return [_way(look.pack, each) for each in ways]


def _way(pack: Pack, way: Pathway) -> Way:
    waves = groupby(way.moves, key=lambda move: move.wave)
    return Way(
        supposes=pack.shortforms[way.like].text if way.like else None,
        waves=tuple(tuple(_move(pack, way, move) for move in moves) for _, moves in waves),
        missing=tuple(dict.fromkeys(reason.text for reason in way.missing)),
    )


def _move(pack: Pack, way: Pathway, move: Move) -> tuple[Text, Text, str, bool]:
    """Return a step with its office; the id of the step leads to its form where it is one of this very case."""
    here = move.case == way.case and not move.opens
    return pack.steps[move.step].text, pack.name(move.act_of), move.step, here
