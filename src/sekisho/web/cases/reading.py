"""Reading for the case pages: the case, its world and its assessment, as the person looking may see them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.http import Http404, HttpRequest

from sekisho.casework.case import Case
from sekisho.casework.editions import governing
from sekisho.casework.verdict import Assessment
from sekisho.casework.visibility import Viewer, sees_whole
from sekisho.casework.world import World
from sekisho.law.pack import Pack, Step
from sekisho.operations.viewing import assess_case, case_seen
from sekisho.records.access import access_of_cases
from sekisho.records.world import load_case, load_world
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.seats import Seating, seating

from . import choices, words


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One person looking at one case; ``whole`` says whether they see all of it, or the part they are asked about."""

    placed: Seating
    viewer: Viewer
    world: World
    case: Case
    assessment: Assessment
    whole: bool

    @property
    def pack(self) -> Pack:
        """The edition of the rules by which the case is read."""
        return governing(self.placed.pack, self.case, self.placed.at).reading

    @property
    def title(self) -> Text:
        """The title of the case."""
        return words.title(self.pack, self.case)


class Linked(msgspec.Struct, frozen=True):
    """A case linked with this one, in words; only those that the person may see."""

    role: Text
    case: str
    title: Text
    element: str


def look(request: HttpRequest, case_id: str) -> Look:
    """Return a case as the person sees it; raises ``Http404`` alike where it is absent and where it is hidden.

    The read is on record when this returns.
    """
    placed = seating(request)
    viewer = sight.viewer(placed)
    shown = assess_case(case_id, viewer, placed.at)
    if shown is None:
        raise Http404
    sight.note(placed, viewer, sight.shown_cases((case_id, *shown.reads)))
    world = load_world(placed.pack, (case_id,), placed.realm).world
    return Look(
        placed=placed,
        viewer=viewer,
        world=world,
        case=case_seen(world, case_id, viewer),
        assessment=shown,
        whole=sees_whole(viewer, access_of_cases((case_id,))[case_id]),
    )


def seen(viewer: Viewer, world: World) -> frozenset[str]:
    """Return the cases of a world that a person sees whole."""
    return frozenset(sight.whole_cases(viewer).filter(pk__in=world.cases).values_list("pk", flat=True))


def mine(look_: Look) -> frozenset[str]:
    """Return the steps of the case's kind that the person may take from the seat chosen."""
    steps = look_.pack.steps_of[look_.case.kind]
    return frozenset(step.id for step in steps if look_.placed.names_for(step))


def ready(look_: Look, may: frozenset[str]) -> frozenset[str]:
    """Return which of some steps are permitted now."""
    steps = look_.assessment.steps
    return frozenset(step for step in may if step in steps and steps[step].permitted)


def links(look_: Look) -> tuple[Linked, ...]:
    """Return the linked cases in both directions."""
    kind = look_.pack.kinds[look_.case.kind]
    out = [
        Linked(
            kind.links[role].text if role in kind.links else Text(role, role),
            r.case,
            Text("", ""),
            r.element,
        )
        for role, references in look_.case.links.items()
        for r in references
    ]
    back = [
        Linked(link.text, case.id, Text("", ""), "")
        for name, link in kind.backlinks.items()
        for case in look_.world.behind(look_.case, name)
    ]
    named = [
        Linked(v.text, str(look_.case.root.attrs[v.id]), Text("", ""), "")
        for v in kind.variables.values()
        if v.type == "case" and v.id in look_.case.root.attrs
    ]
    return _titled(look_, (*out, *named, *back))


def _titled(look_: Look, found: Iterable[Linked]) -> tuple[Linked, ...]:
    listed = list(found)
    rows = sight.cases(look_.viewer).filter(pk__in=[link.case for link in listed])
    titles = {row.pk: words.row_title(look_.pack, row) for row in rows}
    return tuple(
        msgspec.structs.replace(link, title=titles[link.case]) for link in listed if link.case in titles
    )


def known(placed: Seating, viewer: Viewer, step: Step) -> choices.Known:
    """Return what the form of a step chooses from: the cases it can name, as far as the person may see them."""
    kinds = {naming.kind for naming in step.names.values()}
    rows = sight.whole_cases(viewer).filter(kind__in=kinds)
    folded = (load_case(placed.pack, row.pk) for row in rows[:CHOICES])
    return choices.Known(
        pack=placed.pack,
        register=placed.register,
        at=placed.at,
        compartments=viewer.compartments,
        cases=tuple(case for case in folded if case is not None),
    )


CHOICES = 200
"""How many cases a drop-down list offers, the newest first."""
