"""Opening a case: which steps that open one a person is offered."""

from __future__ import annotations

from sekisho.casework.assessment import assess_step
from sekisho.casework.entry import Intent
from sekisho.law.pack import Step
from sekisho.operations.act import load_for
from sekisho.records.world import REGISTER

from .seats import Seating
from .stepping import StepLink, step_links

BY_FILE = "supply.give"
"""The step that is taken by handing over a file, on a page of its own; its case is opened by the intake."""


def offered(placed: Seating, kind: str = "") -> tuple[StepLink, ...]:
    """Return the steps that open a case (of one kind) which the person may take from the seat chosen.

    Left out is a second register, since whoever has a seat has it from the first; and what the gate refuses for
    an empty case, unless a case to be named in the form may yet satisfy it.
    """
    steps = [
        s
        for s in placed.pack.in_force(placed.at).steps.values()
        if s.opens and kind in ("", s.kind) and s.kind != REGISTER
    ]
    mine = [s.id for s in steps if placed.names_for(s) and (s.names or not _refused(placed, s))]
    return step_links(placed.pack, mine)


def _refused(placed: Seating, step: Step) -> bool:
    if not placed.pack.preconditions_of[step.id]:
        return False
    unopened = Intent(case="", step=step.id, act_of="")
    world = load_for(placed.pack, unopened, placed.realm).world
    return assess_step(placed.pack, world, unopened.case, step.id, placed.at).outcome == "refused"
