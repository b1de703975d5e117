"""Who is looking, and what they are shown of an assessment."""

from __future__ import annotations

from datetime import datetime

from sekisho.casework.assessment import assess
from sekisho.casework.case import Case
from sekisho.casework.emergency import viewer_at
from sekisho.casework.present import present, present_reasoning, present_verdict
from sekisho.casework.reasoning import Reasoning, reasoning
from sekisho.casework.register import REGISTERS
from sekisho.casework.sight import part_seen
from sekisho.casework.verdict import Assessment, Verdict
from sekisho.casework.visibility import Viewer, may_see, sees_whole
from sekisho.casework.world import World
from sekisho.law.pack import Pack
from sekisho.records.access import access_of_cases, visible_cases
from sekisho.records.models import Person
from sekisho.records.world import REAL, load_register, load_world

from .pack_in_force import pack_in_force


def viewer_of(person: Person, now: datetime, realm: str = REAL) -> Viewer:
    """Return a person as they look in one realm: the offices and posts they hold or stand in for at this
    moment.
    """
    pack = pack_in_force()
    return viewer_at(pack, load_register(pack, realm), person.pk, now, realm)


def assess_case(case: str, viewer: Viewer, now: datetime) -> Assessment | None:
    """Return the assessment of a case as a viewer may see it; ``None`` for a case unseen, just as for one not
    there.

    1. Load the world and assess, in the assessor's role.
    2. Let out only what ``present`` lets out.
    """
    pack = pack_in_force()
    if not may_see_case(case, viewer):
        return None
    loaded = load_world(pack, (case,), viewer.realm)
    assessment = assess(pack, loaded.world, case, now)  # 1
    return present(assessment, viewer, access_of_cases(assessment.reads), pack)  # 2


def reason_case(case: str, step: str, viewer: Viewer, now: datetime) -> Reasoning | None:
    """Return why a step of a case may or may not be taken, as a viewer may see it; ``None`` for a case unseen, just
    as for one not there, or a step that it does not have.
    """
    pack = pack_in_force()
    assessment = assess_case(case, viewer, now)
    if assessment is None or step not in assessment.steps:
        return None
    loaded = load_world(pack, (case,), viewer.realm)
    found = reasoning(pack, loaded.world, case, step, now)
    return present_reasoning(found, viewer, access_of_cases(found.verdict.reads), pack)


def case_seen(world: World, case: str, viewer: Viewer) -> Case:
    """Return a case of a world as a viewer who may see it sees it: all of it, or the part their office is asked about.

    Raises ``KeyError`` for a case that is not in the world.
    """
    access = access_of_cases((case,))[case]
    whole = world.cases[case]
    return whole if sees_whole(viewer, access) else part_seen(world, whole, viewer)


def sees_around(world: World, viewer: Viewer) -> bool:
    """Return whether a viewer sees the whole of every case that a world holds, the register's own aside.

    What is worked out freely from a world, as a way to an act is, tells of all of them; unlike a verdict it cannot be let
    out fact by fact.
    """
    around = [case.id for case in world.cases.values() if case.kind not in REGISTERS]
    access = access_of_cases(around)
    return all(
        case in access and may_see(viewer, access[case]) and sees_whole(viewer, access[case])
        for case in around
    )


def show_verdict(verdict: Verdict, viewer: Viewer, pack: Pack | None = None) -> Verdict:
    """Return a verdict (of a refused act, say) as a viewer may see it."""
    return present_verdict(verdict, viewer, access_of_cases(verdict.reads), pack or pack_in_force())


def may_see_case(case: str, viewer: Viewer) -> bool:
    """Return whether a case is there and the viewer may see it; the two are told apart nowhere.

    Both are one question to the database, so that the time it takes does not tell them apart either.
    """
    return visible_cases(viewer).filter(pk=case, realm=viewer.realm).exists()
