"""What a supplier is told of the markings on what it gives: names in them that are of nobody, or that only others can know.

A marking is kept as it was given, so a compartment that nobody is read into hides what carries it from everybody. Whether
there is a compartment of some name is told only to who is read into it: of every other the same is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from sekisho.casework.register import Register
from sekisho.casework.visibility import EVERYONE
from sekisho.intel.markings import MarkingSet
from sekisho.intel.messages import finding
from sekisho.intel.objects import Incident, IntelObject, Reading
from sekisho.law.pack import Pack
from sekisho.records.world import load_register
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.ids import is_name

from .pack_in_force import pack_in_force

SHOWN = 80
"""Characters shown of a name that is none."""


class Telling(msgspec.Struct, frozen=True):
    """Tells who gives a file of the markings in it: by the offices of the pack, and the compartments they are read into."""

    pack: Pack
    read_into: frozenset[str]

    def of(self, given: IntelObject | Incident, before: MarkingSet) -> tuple[Finding, ...]:
        """Return what there is to be told of an object's marking; ``before`` is the one under which its content is kept."""
        if given.marking != before:
            return (finding("known_marked_otherwise", given.place),)
        return tuple(self._names(given.marking, given.place))

    def of_file(self, reading: Reading) -> Iterator[Finding]:
        """Yield what there is to be told before a file is given."""
        for each in reading.objects:
            yield from self.of(each, each.marking)
        for incident in reading.incidents:
            if not incident.objects:  # else its objects have said it
                yield from self.of(incident, incident.marking)

    def _names(self, marking: MarkingSet, place: str) -> Iterator[Finding]:
        for name in marking.compartments:
            owned = any(name.startswith(f"{office}-") for office in self.pack.offices)
            if not (owned and is_name(name)):
                yield finding("compartment_of_nobody", place, name=name[:SHOWN])
            elif name not in self.read_into:
                yield finding("compartment_not_read_into", place, name=name[:SHOWN])
        for name in marking.releasable or ():
            if name != EVERYONE and name not in self.pack.offices:
                yield finding("releasable_to_nobody", place, name=name[:SHOWN])


def telling(person: str, realm: str, now: datetime) -> Telling:
    """Return what tells a person of the markings in a file that they give now."""
    pack = pack_in_force()
    register: Register = load_register(pack, realm)
    return Telling(pack, register.read_into(person, now))
