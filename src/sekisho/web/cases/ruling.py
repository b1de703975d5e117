"""A reasoning as pages show it: each rule, its conditions down to the entry behind each fact, and the ways to the act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.pathway import Move, Pathway
from sekisho.casework.reasoning import Because, Point, Reasoning, Source
from sekisho.law.pack import Confidence, Pack, Step
from sekisho.vocabulary.text import Text

from . import words

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
    """A condition as a page shows it: how it stands, in words, what it rests on, and the conditions inside it.

    ``about`` is the title of the case or the key of the element that it is about.
    """

    sign: words.Sign
    text: Text
    about: Text | str
    now: Text | None
    sources: tuple[tuple[Source, Text], ...]
    of: tuple[Fact, ...]


class Ruled(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as it was judged for one element, with its conditions; none where the rule is the kernel's own.

    ``of_pack``: it is a rule of the edition in force, and has a page.
    """

    rule: str
    of_pack: bool
    sign: words.Sign
    text: Text
    about: Text | None
    cite: tuple[str, ...]
    unseen: Text | None
    options: tuple[Text, ...]
    applies: tuple[Fact, ...]
    requires: tuple[Fact, ...]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a way: with its office, in which other case, and what it is about and says, so that two alike differ.

    ``form`` is whether the step has a form in this very case.
    """

    step: str
    text: Text
    office: Text
    case: Text | None
    about: Text | None
    form: bool


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to the act: what it supposes, its steps in waves, and what would still be missing."""

    supposes: Text | None
    waves: tuple[tuple[Taken, ...], ...]
    missing: tuple[Text, ...]


NO_TITLES: Mapping[str, Text] = {}


def ruled(pack: Pack, case: Case, found: Reasoning, titles: Mapping[str, Text] = NO_TITLES) -> list[Ruled]:
    """Say once what is the same for several elements, under the names of all of them; ``titles`` are those of other cases."""
    shared: dict[Ruled, list[dict[str, str]]] = {}
    for because in found.because:
        shared.setdefault(_rule(pack, because, titles), []).append(dict(because.reason.element))
    return [
        msgspec.structs.replace(each, about=words.bound_texts(pack, case, elements))
        for each, elements in shared.items()
    ]


def _rule(pack: Pack, because: Because, titles: Mapping[str, Text]) -> Ruled:
    reason = because.reason
    return Ruled(
        rule=reason.rule,
        of_pack=reason.rule in pack.rules,
        sign=SIGNS[reason.outcome],
        text=reason.text,
        about=None,
        cite=reason.cite,
        unseen=UNSEEN.get(because.confidence),
        options=tuple(option.text for option in because.options),
        applies=_facts(pack, [because.applies], titles),
        requires=_facts(pack, [because.requires], titles),
    )


def _facts(pack: Pack, points: Iterable[Point | None], titles: Mapping[str, Text]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            sign=SIGNS[point.standing],
            text=point.text,
            about=titles.get(point.about, point.about),
            now=point.now,
            sources=tuple((source, pack.name(source.office)) for source in point.sources),
            of=_facts(pack, point.of, titles),
        )
        for point in points
        if point is not None
    )


def by_standing(told: Iterable[Ruled]) -> dict[str, list[Ruled]]:
    """Return the rules as a page groups them: those against the act, those lifted, those met."""
    groups = {"against": ("unmet", "open"), "lifted": ("lifted",), "met": ("met",)}
    listed = list(told)
    return {
        group: [each for each in listed if each.sign in [SIGNS[standing] for standing in standings]]
        for group, standings in groups.items()
    }


def as_way(pack: Pack, case: Case, way: Pathway) -> Way:
    """Return a way in words: what it supposes, the steps with their offices, and what is still missing."""
    others = _others(pack, way)
    waves = groupby(way.moves, key=lambda move: move.wave)
    return Way(
        supposes=pack.shortforms[way.like].text if way.like else None,
        waves=tuple(tuple(_taken(pack, case, others, move) for move in moves) for _, moves in waves),
        missing=tuple(dict.fromkeys(reason.text for reason in way.missing)),
    )


def _others(pack: Pack, way: Pathway) -> dict[str, Text]:
    """Return how the other cases of a way are called: by their kind, numbered where there are several of it."""
    kinds: dict[str, list[str]] = {}
    for case in dict.fromkeys(move.case for move in way.moves if move.case != way.case):
        step = next(move.step for move in way.moves if move.case == case)
        kinds.setdefault(pack.steps[step].kind, []).append(case)
    named = {}
    for kind, cases in kinds.items():
        text = pack.kinds[kind].text
        for number, case in enumerate(cases, 1):
            tail = f" {number}" if len(cases) > 1 else ""
            named[case] = Text(text.ja + tail, text.en + tail)
    return named


def _taken(pack: Pack, case: Case, others: dict[str, Text], move: Move) -> Taken:
    step, here = pack.steps[move.step], move.case == case.id
    said = [*(_on(pack, case, move) if here else ()), *_chosen(step, move)]
    return Taken(
        step=move.step,
        text=step.text,
        office=pack.name(move.act_of),
        case=others.get(move.case),
        about=words.joined(said) if said else None,
        form=here and not move.opens,
    )


def _on(pack: Pack, case: Case, move: Move) -> Iterator[Text]:
    """Yield the elements that a step is on; one that the way itself adds is called by its key."""
    for part, keys in move.on.items():
        yield from (words.element_text(pack, case, part, key) for key in keys)


def _chosen(step: Step, move: Move) -> Iterator[Text]:
    """Yield what a step says, as far as it is chosen from given values."""
    for field, value in move.given.items():
        known = step.asks.get(field)
        if known and isinstance(value, str) and value in known.values:
            yield known.values[value]


def unrecorded(told: Ruled) -> Ruled:
    """Return a rule without the entries behind its facts: those of a case that is on no record."""
    return msgspec.structs.replace(told, applies=_bare(told.applies), requires=_bare(told.requires))


def _bare(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(msgspec.structs.replace(each, sources=(), of=_bare(each.of)) for each in facts)
