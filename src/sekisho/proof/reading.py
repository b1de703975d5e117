"""Real cases as a compact state: what each slot of a scene holds of what the entries left.

This is the bridge between the model and the fold: the same entry, taken by both, must leave the same state.
"""

from __future__ import annotations

from datetime import datetime

from sekisho.casework.case import Case
from sekisho.casework.view import CaseView, Judgement
from sekisho.casework.world import World

from .layout import DUTIES, PERIODS, Layout


def read(layout: Layout, world: World, at: datetime) -> bytes:
    """Return the compact state of a world whose cases and elements have the ids of the scene, at a moment."""
    reader = _Reader(layout, world, at)
    return bytes(reader.slot(*key) for key in layout.slots)


class _Reader:
    def __init__(self, layout: Layout, world: World, at: datetime) -> None:
        self.layout, self.world, self.judgement = layout, world, Judgement(world, at)

    def slot(self, case: str, *key: str) -> int:
        """Return the number that a slot holds."""
        found = self.world.cases.get(case)
        if found is None or not found.sequence:
            return 0
        match key:
            case ("opened",):
                return 1
            case ("closed",):
                return int(found.closed)
            case ("link", role):
                leads = [(lead.case, lead.element) for lead in self.layout.leads(case, role)]
                last = [leads.index((r.case, r.element)) + 1 for r in found.links.get(role, ())][-1:]
                return last[0] if last else 0
            case ("duty", name, *about):
                return self._duty(found, name, tuple(about))
            case (part, element, "there"):
                held = found.element(part, element)
                return int(held is not None and held.active)
            case (element, name, "=", other, dim):
                return self._equal(found, element, name, other, dim)
        return self._variable(found, *key)

    def _view(self, case: Case, element: str, name: str) -> CaseView | None:
        variable = self.world.pack.kinds[case.kind].variables[name]
        view = CaseView(self.judgement, case)
        if not variable.part:
            return view
        held = case.element(variable.part, element)
        return view.bind(variable.part, held) if held is not None and held.active else None

    def _variable(self, case: Case, element: str, name: str, dim: str = "") -> int:
        view = self._view(case, element, name)
        if view is None:
            return 0
        variable, same = self.world.pack.kinds[case.kind].variables[name], (dim,) if dim else ()
        if variable.sort == "dim":
            return int(view.dim(name) is not None)
        if variable.in_time:
            return PERIODS.index(view.period(name))
        value = {"finding": lambda: view.finding(name, same), "record": lambda: view.stage(name, same)}.get(
            variable.sort, lambda: view.attr(name)
        )()
        if value is None or dim:
            return int(value is not None)
        place = self.layout.slots[case.id, element, name]
        return self.layout.number(place, value) or 1

    def _duty(self, case: Case, name: str, about: tuple[str, ...]) -> int:
        bound = dict(zip(about[::2], about[1::2], strict=True))
        own = [d for d in case.duties if d.duty == name and set(d.element.items()) <= set(bound.items())]
        states = [
            "discharged"
            if d.discharged
            else "overdue"
            if d.due is not None and d.due <= self.judgement.at
            else "open"
            for d in own
        ]
        word = next((w for w in ("overdue", "open", "discharged") if w in states), "none")
        return DUTIES.index(word)

    def _equal(self, case: Case, element: str, name: str, other: str, dim: str) -> int:
        view, there = self._view(case, element, name), self.world.cases.get(other)
        present = there.root.dims.get(dim) if there is not None else None
        return int(view is not None and present is not None and view.attr(name) == present)
