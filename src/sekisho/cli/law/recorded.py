"""Asking about what is on record: a case of the installation, as one person may see it, the reading put on record."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from sekisho.casework.present import present, present_reasoning, present_verdict
from sekisho.casework.reasoning import Reasoning
from sekisho.casework.replay import Replayed
from sekisho.casework.verdict import Assessment, Verdict
from sekisho.casework.visibility import Viewer, sees_whole
from sekisho.casework.world import World
from sekisho.law.pack import Pack

from ..serve import ready
from .question import Asked, Sight, choose, moment


class Through(Sight):
    """What one person may see of what is on record: the one way out is that of the pages."""

    def __init__(self, viewer: Viewer, pack: Pack) -> None:
        self.viewer, self.pack = viewer, pack

    def around(self, world: World) -> bool:
        """Return whether the person sees the whole of every case around."""
        from sekisho.operations.viewing import sees_around

        return sees_around(world, self.viewer)

    def assessment(self, whole: Assessment) -> Assessment:
        """Let an assessment out; the case itself may be seen, or it would not have been asked about."""
        from sekisho.records.access import access_of_cases

        return present(whole, self.viewer, access_of_cases(whole.reads), self.pack) or whole

    def verdict(self, whole: Verdict) -> Verdict:
        """Let a verdict out."""
        from sekisho.records.access import access_of_cases

        return present_verdict(whole, self.viewer, access_of_cases(whole.reads), self.pack)

    def reasoning(self, whole: Reasoning) -> Reasoning:
        """Let a reasoning out."""
        from sekisho.records.access import access_of_cases

        return present_reasoning(whole, self.viewer, access_of_cases(whole.verdict.reads), self.pack)


def on_record(args: argparse.Namespace) -> Asked | None:
    """Return the question about one case on record; ``None``, and it is said, where it is not there or not to be seen."""
    if not (args.case and args.person):
        print("--db には --case と --person が要る / --db needs --case and --person", file=sys.stderr)
        return None
    ready()
    from sekisho.operations.pack_in_force import pack_in_force
    from sekisho.operations.people import person_named
    from sekisho.records.world import load_world, realm_of

    person, now = person_named(args.person), datetime.now(UTC)
    viewer = _viewer(person, args.case, now) if person else None
    if viewer is None:
        print(f"--case {args.case}: ない / not there", file=sys.stderr)
        return None
    pack = pack_in_force()
    world = load_world(pack, (args.case,), realm_of(args.case)).world
    replayed = Replayed(world, now, (), ())
    chosen, at = choose(args, pack, replayed), moment(args, now)
    if chosen is None or at is None:
        return None
    return Asked(pack, replayed, chosen, at, Through(viewer, pack))


def looking(args: argparse.Namespace) -> tuple[Viewer, datetime] | None:
    """Return the person named as they look now, in the realm of the case named if any; ``None``, and it is said, if nobody."""
    ready()
    from sekisho.operations.people import person_named
    from sekisho.operations.viewing import viewer_of
    from sekisho.records.models import Person
    from sekisho.records.world import REAL, realm_of

    person, now = person_named(args.person), datetime.now(UTC)
    if not person:
        print(f"--person {args.person}: ない / not there", file=sys.stderr)
        return None
    realm = realm_of(args.case) if args.case else REAL
    return viewer_of(Person.objects.get(pk=person), now, realm), now


def _viewer(person: str, case: str, now: datetime) -> Viewer | None:
    """Return the person as they look, where they see the whole of the case; their reading goes on record first."""
    from sekisho.operations.reading import Shown, note_reads
    from sekisho.operations.viewing import may_see_case, viewer_of
    from sekisho.records.access import access_of_cases
    from sekisho.records.models import Person
    from sekisho.records.world import realm_of

    viewer = viewer_of(Person.objects.get(pk=person), now, realm_of(case))
    access = access_of_cases((case,)).get(case)
    if access is None or not may_see_case(case, viewer) or not sees_whole(viewer, access):
        return None
    note_reads(viewer, "", [Shown("case", case, access)], now)
    return viewer
