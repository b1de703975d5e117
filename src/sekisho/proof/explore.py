"""Exact search of a scene: every state that lawful acts reach, whether closing stays possible, what never happens.

Each act that is permitted is held against the never-properties in the state in which it is: a violation is told as the story to it.

A scene is small on purpose. What it leaves out is free and permits more than any real case; what it holds is exact.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .acts import TIME, Act, Move, compiled, moves
from .compiled import FALSE, TRUE, Spot, all_of, any_of, function, negation
from .layout import Layout, Scene
from .properties import PROPERTIES
from .searched import violated

LIMIT = 400_000
"""A search that finds more states than this stops and says that it is not complete."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """A scene to be searched, and what it leaves out in words.

    ``begins`` are steps taken one after the other before the search: a pinned route to where it begins.
    """

    id: str
    text: Text
    abstracted: Text
    scene: Scene
    begins: tuple[str, ...] = ()


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """A never-property that an act violates, with a shortest story to it; the last act of the story is that one."""

    id: str
    text: Text
    cite: tuple[str, ...]
    story: tuple[Act, ...]


class Explored(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found: states and how many times one was generated, the depth, and whether nothing was left.

    ``stuck`` is the story to a state from which the cases can no longer be closed; ``idle`` are the steps that were
    never permitted. ``decides`` says of each rule looked at whether it ever alone refused an act. ``held`` are the
    never-properties that each permitted act was held against, ``broken`` those that one violates.
    """

    id: str
    text: Text
    abstracted: Text
    distinct: int
    generated: int
    depth: int
    seconds: float
    complete: bool
    idle: tuple[str, ...]
    decides: Mapping[str, bool]
    stuck: tuple[Act, ...] | None
    held: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()


class _Graph:
    """The states found, how each was come by first, and every move between them."""

    def __init__(self, pack: Pack, search: Search) -> None:
        self.layout = Layout(pack, search.scene)
        every = moves(self.layout)
        start, self.before = pinned(self.layout, every, search.begins)
        wanted = search.scene.steps
        self.moves = tuple(m for m in every if not wanted or m.act.step in (*wanted, TIME))
        self.acts = compiled(self.moves)
        self.states: list[bytes] = [start]
        self.number = {start: 0}
        self.came = array("I", [0])
        self.by = array("I", [0])
        self.edges = (array("I"), array("I"))
        self.generated = self.depth = 0
        self.taken: set[int] = set()
        self.violations = [self._violations(move) for move in self.moves]
        self.watches = [function(any_of(list(v.values()))) if v else None for v in self.violations]
        self.broken: dict[str, tuple[int, int]] = {}

    def _violations(self, move: Move) -> dict[str, str]:
        """Return where an act violates each never-property about its step."""
        act = move.act
        if act.step not in self.layout.pack.steps:
            return {}
        spot = Spot(self.layout, act.case, act.bound, act.given, act.named)
        return violated(self.layout, self.layout.pack.steps[act.step], spot, PROPERTIES)

    def search(self, limit: int) -> bool:
        """Breadth first, until nothing new is found; return whether that was so before the limit."""
        frontier = [0]
        while frontier:
            frontier = [new for source in frontier for new in self._from(source)]
            self.depth += bool(frontier)
            if len(self.states) > limit:
                return False
        return True

    def _from(self, source: int) -> Iterator[int]:
        state, (out, into) = self.states[source], self.edges
        for index, act in enumerate(self.acts):
            after = act(state)
            if after is None:
                continue
            watch = self.watches[index]
            if watch is not None and watch(state):
                self._note(source, index)
            if after == state:
                continue
            self.generated += 1
            self.taken.add(index)
            number = self.number.setdefault(after, len(self.states))
            out.append(source)
            into.append(number)
            if number == len(self.states):
                self.states.append(after)
                self.came.append(source)
                self.by.append(index)
                yield number

    def _note(self, source: int, index: int) -> None:
        """Keep the first act that violates each property: none is come to by a shorter story."""
        for name, text in self.violations[index].items():
            if name not in self.broken and function(text)(self.states[source]):
                self.broken[name] = (source, index)

    def told(self) -> tuple[Broken, ...]:
        """Return the properties that were violated, each with its story."""
        stated = {each.id: each for each in PROPERTIES}
        return tuple(
            Broken(
                id=name,
                text=stated[name].text,
                cite=stated[name].cite,
                story=(*self.story(source), self.moves[index].act),
            )
            for name, (source, index) in self.broken.items()
        )

    def story(self, number: int) -> tuple[Act, ...]:
        """Return the acts by which a state was first come by: a shortest story."""
        told: list[Act] = []
        while number:
            told.append(self.moves[self.by[number]].act)
            number = self.came[number]
        return (*self.before, *reversed(told))

    def stuck(self, reached: Callable[[bytes], bool]) -> int | None:
        """Return the first state from which no state of the kind can be reached any more."""
        back: list[list[int]] = [[] for _ in self.states]
        for source, number in zip(*self.edges, strict=True):
            back[number].append(source)
        waiting = [n for n, state in enumerate(self.states) if reached(state)]
        can = bytearray(len(self.states))
        while waiting:
            number = waiting.pop()
            if not can[number]:
                can[number] = 1
                waiting += back[number]
        lost = can.find(0)
        return None if lost < 0 else lost


def pinned(layout: Layout, found: Sequence[Move], steps: Sequence[str]) -> tuple[bytes, tuple[Act, ...]]:
    """Take the steps in turn, each by its first act that is permitted and changes something."""
    state, acts, told = layout.empty, compiled(found), []
    for step in steps:
        made = ((m.act, act(state)) for m, act in zip(found, acts, strict=True) if m.act.step == step)
        done = next(((act, after) for act, after in made if after not in (None, state)), None)
        if done is None or done[1] is None:
            raise ValueError(f"{step} is not permitted where the search is to begin")
        told.append(done[0])
        state = done[1]
    return state, tuple(told)


def explore(pack: Pack, search: Search, limit: int = LIMIT) -> Explored:
    """Search a scene."""
    began = time.perf_counter()
    graph = _Graph(pack, search)
    complete = graph.search(limit)
    lost = graph.stuck(function(closed(graph.layout))) if complete else None
    return Explored(
        id=search.id,
        text=search.text,
        abstracted=search.abstracted,
        distinct=len(graph.states),
        generated=graph.generated,
        depth=graph.depth,
        seconds=time.perf_counter() - began,
        complete=complete,
        idle=_idle(graph),
        decides=_decides(graph),
        stuck=None if lost is None else graph.story(lost),
        held=_held(graph),
        broken=graph.told(),
    )


def closed(layout: Layout) -> str:
    """Return the condition that every case of the scene that was opened is closed, as far as its kind closes at all."""
    conditions = []
    for case, cast in layout.scene.cases.items():
        steps = layout.pack.steps_of[cast.kind]
        if any(e.verb == "close" for s in steps for e in s.does):
            opened, shut = (f"s[{layout.slots[case, word]}]" for word in ("opened", "closed"))
            conditions.append(f"(not {opened} or {shut})")
    return all_of(conditions)


def _held(graph: _Graph) -> tuple[str, ...]:
    """Return the never-properties about the steps that were taken."""
    taken = {graph.moves[i].act.step for i in graph.taken}
    return tuple(each.id for each in PROPERTIES if taken & set(each.steps))


def _idle(graph: _Graph) -> tuple[str, ...]:
    """Return the steps of the scene that were never permitted, but those that change nothing that is looked at."""
    taken = {graph.moves[i].act.step for i in graph.taken}
    tried = {move.act.step for move in graph.moves} - {TIME}
    return tuple(sorted(tried - taken))


def _decides(graph: _Graph) -> dict[str, bool]:
    """Return for each rule that is not constant here whether it ever alone stood between a state and an act."""
    found: dict[str, bool] = {}
    for move in graph.moves:
        for rule, text in move.rules.items():
            if text != TRUE and not found.get(rule):
                alone = _alone(move, rule)
                found[rule] = alone != FALSE and any(map(function(alone), graph.states))
    return found


def dead(found: Sequence[Explored]) -> tuple[str, ...]:
    """Return the rules that decided nothing in any scene that looked at them."""
    looked = {rule for each in found for rule in each.decides}
    return tuple(sorted(r for r in looked if not any(each.decides.get(r) for each in found)))


def _alone(move: Move, rule: str) -> str:
    others = [text for name, text in move.rules.items() if name != rule]
    return all_of((move.before, *others, negation(move.rules[rule])))


def explore_all(pack: Pack, searches: Sequence[Search]) -> tuple[Explored, ...]:
    """Search every scene."""
    return tuple(explore(pack, search) for search in searches)
