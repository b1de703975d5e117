"""A lawful route: acts, each permitted when its turn comes, from a state to one that is wanted.

The planner follows what is still needed where nothing could ever be lost (``relaxed``), act by act, and goes back where
that leads nowhere. Of the route found no act can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .acts import Act, Move, compiled, moves
from .compiled import function
from .layout import Layout
from .relaxed import Masks, condition, masks, step

LIMIT = 4000
"""After so many acts tried, the planner gives up."""

State = bytes
Made = tuple[int, State]


class Planner:
    """The acts of a scene, ready to be put in an order."""

    def __init__(self, layout: Layout, found: Sequence[Move] | None = None) -> None:
        self.layout = layout
        self.moves = moves(layout) if found is None else tuple(found)
        self.acts = compiled(self.moves)
        self.relaxed = tuple(step(move) for move in self.moves)

    def route(self, state: State, goal: str) -> tuple[Act, ...] | None:
        """Return the acts of a lawful route to a state in which ``goal`` holds; ``None`` where none was found.

        ``goal`` is a condition over the state as ``Layout`` and ``compiled`` write them.
        """
        found = self.leads(state, goal)
        return None if found is None else tuple(self.moves[i].act for i in found)

    def leads(self, state: State, goal: str) -> list[int] | None:
        """Return the route as numbers of ``moves``."""
        reached = function(goal)
        found = self._search(state, reached, condition(goal))
        return None if found is None else self._needed(state, found, reached)

    def after(self, state: State, route: Sequence[int]) -> State:
        """Return the state that a route leads to; raises ``ValueError`` where an act of it is refused."""
        for index in route:
            after = self.acts[index](state)
            if after is None:
                raise ValueError(f"{self.moves[index].act.step} is refused")
            state = after
        return state

    def reachable(self, state: State, goal: str) -> bool:
        """Return whether the goal could be reached if nothing were ever lost; ``False`` means that it never can."""
        return self._relaxed_plan(state, condition(goal)) is not None

    def _search(
        self, start: State, reached: Callable[[State], bool], can: Callable[[Masks], bool]
    ) -> list[int] | None:
        path: list[int] = []
        waiting: list[Iterator[Made]] = [self._next(start, can)]
        seen, state = {start}, start
        if reached(start):
            return []
        while waiting and len(seen) < LIMIT:
            made = next((m for m in waiting[-1] if m[1] not in seen), None)
            if made is None:
                waiting.pop()
                if path:
                    path.pop()
                continue
            index, state = made
            seen.add(state)
            path.append(index)
            if reached(state):
                return path
            waiting.append(self._next(state, can))
        return None

    def _next(self, state: State, can: Callable[[Masks], bool]) -> Iterator[Made]:
        """Yield what can be done now: first what is needed if nothing were ever lost, earliest first."""
        plan = self._relaxed_plan(state, can) or []
        others = [index for index in range(len(self.acts)) if index not in plan]
        for index in (*sorted(plan, key=self._closes), *others):
            after = self.acts[index](state)
            if after is not None and after != state and self._relaxed_plan(after, can) is not None:
                yield index, after

    def _closes(self, index: int) -> bool:
        """What closes a case comes last: nothing opens it again."""
        move = self.moves[index]
        closed = self.layout.slots.get((move.act.case, "closed"))
        return f"t[{closed}] = 1" in move.does

    def _relaxed_plan(self, state: State, can: Callable[[Masks], bool]) -> list[int] | None:
        kept = masks(state)
        order: list[int] = []
        while not can(kept):
            before = list(kept)
            for index, act in enumerate(self.relaxed):
                held = list(kept)
                if act(kept) and held != kept:
                    order.append(index)
            if kept == before:
                return None
        return self._thinned(state, order, can)

    def _thinned(self, state: State, order: list[int], can: Callable[[Masks], bool]) -> list[int]:
        """Leave out what is not needed, the last that came first: what the pack names first is kept."""
        for place in reversed(range(len(order))):
            fewer = order[:place] + order[place + 1 :]
            if self._still(state, fewer, can):
                order = fewer
        return order

    def _still(self, state: State, order: Sequence[int], can: Callable[[Masks], bool]) -> bool:
        kept = masks(state)
        for index in order:
            self.relaxed[index](kept)
        return can(kept)

    def _needed(self, start: State, path: list[int], reached: Callable[[State], bool]) -> list[int]:
        """Leave out every act without which the rest is still a lawful route."""
        place = len(path) - 1
        while place >= 0:
            fewer = path[:place] + path[place + 1 :]
            if self._leads(start, fewer, reached):
                path = fewer
                place = min(place, len(path))
            place -= 1
        return path

    def _leads(self, state: State, path: Sequence[int], reached: Callable[[State], bool]) -> bool:
        for index in path:
            after = self.acts[index](state)
            if after is None:
                return False
            state = after
        return reached(state)
