"""Folding the register of authority from the entries of its cases: what each step of them begins, ends or sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from heapq import merge
from typing import Any, TypeVar

import msgspec

from sekisho.law.authority import registers
from sekisho.law.pack import Pack, Post
from sekisho.law.term import stated
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .case import Case
from .duties import deadline
from .entry import Entry
from .naming import free
from .register import (
    ANY_STEP,
    EMERGENCY_ACCESS,
    Appointment,
    Clearance,
    Delegation,
    Designation,
    Emergency,
    Register,
    Tenure,
)

Held = TypeVar("Held", Appointment, Delegation, Designation)


def fold_register(
    pack: Pack, entries: Iterable[Entry], persons: Mapping[str, Text] | None = None
) -> Register:
    """Return the register that the entries of register cases leave, in their order."""
    folding = _Folding(pack)
    for entry in entries:
        folding.take(entry)
    return Register(
        appointments=tuple(folding.appointments.values()),
        delegations=tuple(folding.delegations.values()),
        designations=tuple(folding.designations.values()),
        options=folding.options,
        persons={**folding.persons, **(persons or {})},
        posts=folding.posts,
        clearances=tuple(folding.clearances),
        compartments=folding.compartments,
        emergencies=tuple(folding.emergencies.values()),
    )


def in_order(cases: Iterable[Case]) -> Iterator[Entry]:
    """Yield the entries of register cases in the order in which they were recorded, whichever case they stand in: what ends
    or changes something comes after it, also where its case was opened before the other.
    """
    return merge(*(case.entries for case in cases), key=lambda entry: entry.recorded_at)


class _Folding:
    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.appointments: dict[str, Appointment] = {}
        self.delegations: dict[str, Delegation] = {}
        self.designations: dict[str, Designation] = {}
        self.options: dict[str, str] = {}
        self.persons: dict[str, Text] = {}
        self.posts: dict[str, Post] = {}
        self.clearances: list[Clearance] = []
        self.compartments: dict[str, Text] = {}
        self.requests: dict[str, Entry] = {}
        self.emergencies: dict[str, Emergency] = {}

    def take(self, entry: Entry) -> None:
        handler = getattr(self, f"_{registers(self.pack, entry.step)}", None)
        if handler is not None:
            handler(entry, entry.intent.particulars, f"{entry.case}:{entry.sequence}")

    def _appointment(self, entry: Entry, given: Mapping[str, Any], id_: str) -> None:
        person = str(given["person"])
        self.appointments[id_] = Appointment(
            id=id_,
            person=person,
            post=str(given["post"]),
            tenure=_tenure(entry, given),
            instrument=str(given.get("instrument") or ""),
        )
        if given.get("name_ja"):
            self.persons[person] = _name(given)

    def _end_of_appointment(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        held = self.appointments.items()
        mine = {id_: a for id_, a in held if a.person == given["person"] and a.post == given["post"]}
        self.appointments |= _ended(entry, given, mine)

    def _delegation(self, entry: Entry, given: Mapping[str, Any], id_: str) -> None:
        scope = given.get("scope") or [ANY_STEP]
        self.delegations[id_] = Delegation(
            id=id_,
            post=str(given["from_post"]),
            person=str(given["to_person"]),
            scope=tuple(scope if isinstance(scope, list) else [scope]),
            tenure=_tenure(entry, given),
            instrument=str(given.get("instrument") or ""),
        )

    def _end_of_delegation(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        """End what a person was delegated of a post, every delegation of it that runs."""
        held = self.delegations.items()
        parties = (given["from_post"], given["to_person"])
        self.delegations |= _ended(entry, given, {id_: d for id_, d in held if (d.post, d.person) == parties})

    def _designation(self, entry: Entry, given: Mapping[str, Any], id_: str) -> None:
        self.designations[id_] = Designation(
            id=id_,
            person=str(given["person"]),
            officer_class=str(given["class"]),
            tenure=_tenure(entry, given),
        )

    def _end_of_designation(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        mine = {id_: d for id_, d in self.designations.items() if d.person == given["person"]}
        self.designations |= _ended(entry, given, mine)

    def _option(self, _: Entry, given: Mapping[str, Any], __: str) -> None:
        option, value = str(given["option"]), str(given["value"])
        if option in self.pack.options and value in self.pack.options[option].values:
            self.options[option] = value

    def _post(self, _: Entry, given: Mapping[str, Any], __: str) -> None:
        post, office = str(given["post"]), str(given["office"])
        if free(self.pack, self.posts, post):  # a second entry moves nobody into another office
            deputies = tuple(map(str, given.get("deputies") or ()))
            self.posts[post] = Post(id=post, text=_name(given), office=office, deputies=deputies)

    def _compartment(self, _: Entry, given: Mapping[str, Any], __: str) -> None:
        self.compartments.setdefault(str(given["compartment"]), _name(given))

    def _clearance(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._clear(entry, given, level=str(given["level"]))

    def _reading_in(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._clear(entry, given, compartment=str(given["compartment"]))

    def _clear(self, entry: Entry, given: Mapping[str, Any], level: str = "", compartment: str = "") -> None:
        self.clearances.append(
            Clearance(
                person=str(given["person"]),
                tenure=_tenure(entry, given),
                level=level,
                compartment=compartment,
                instrument=str(given.get("instrument") or ""),
            )
        )

    def _end_of_clearance(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._end_clearances(entry, given, "")

    def _reading_out(self, entry: Entry, given: Mapping[str, Any], _: str) -> None:
        self._end_clearances(entry, given, str(given["compartment"]))

    def _emergency_request(self, entry: Entry, _: Mapping[str, Any], __: str) -> None:
        self.requests[entry.case] = entry

    def _emergency_confirmation(self, entry: Entry, _: Mapping[str, Any], __: str) -> None:
        """Give access from the confirmation on, where it is a second person's of a second office: else it gives nothing."""
        request = self.requests.get(entry.case)
        if request is None or not self._two(request, entry):
            return
        given = request.intent.particulars
        self.emergencies[entry.case] = Emergency(
            case=entry.case,
            person=str(given["person"]),
            to=frozenset({str(given["to"])}),
            tenure=Tenure(since=entry.happened_at, until=self._until(request)),
        )

    def _until(self, request: Entry) -> datetime:
        """Return when access ends: as it was asked for, and no later than the pack allows from the request on."""
        asked = parse_time(str(request.intent.particulars["until"]))
        longest = self.pack.timers.get(EMERGENCY_ACCESS)
        last = deadline(stated(longest) if longest else None, request.happened_at)
        return min(asked, last) if last else asked

    def _two(self, request: Entry, confirmation: Entry) -> bool:
        persons = {request.recorded_by, *request.acting, str(request.intent.particulars["person"])}
        offices = {self.pack.office_of(entry.intent.act_of) for entry in (request, confirmation)}
        return len(offices) == 2 and persons.isdisjoint({confirmation.recorded_by, *confirmation.acting})

    def _end_of_emergency(self, entry: Entry, _: Mapping[str, Any], __: str) -> None:
        kept = self.emergencies.get(entry.case)
        if kept is not None and kept.tenure.covers(entry.happened_at):
            ended = Tenure(since=kept.tenure.since, until=entry.happened_at)
            self.emergencies[entry.case] = msgspec.structs.replace(kept, tenure=ended)

    def _end_clearances(self, entry: Entry, given: Mapping[str, Any], compartment: str) -> None:
        """End what a person holds from then on; what begins later ends before it begins."""
        until = _moment(given.get("until")) or entry.happened_at
        for place, kept in enumerate(self.clearances):
            running = kept.tenure.until is None or until < kept.tenure.until
            if kept.person == given["person"] and kept.compartment == compartment and running:
                tenure = Tenure(since=kept.tenure.since, until=until)
                self.clearances[place] = msgspec.structs.replace(kept, tenure=tenure)


def _ended(entry: Entry, given: Mapping[str, Any], held: Mapping[str, Held]) -> dict[str, Held]:
    """Return what runs at the moment given with its end then; where nothing does, what has not begun, which never will."""
    until = _moment(given.get("until")) or entry.happened_at
    begun = max(until, entry.happened_at)
    running = {id_: kept for id_, kept in held.items() if kept.tenure.covers(until)}
    ending = running or {id_: kept for id_, kept in held.items() if begun < kept.tenure.since}
    ends = {id_: Tenure(since=kept.tenure.since, until=until) for id_, kept in ending.items()}
    return {id_: msgspec.structs.replace(kept, tenure=ends[id_]) for id_, kept in ending.items()}


def _name(given: Mapping[str, Any]) -> Text:
    return Text(str(given["name_ja"]), str(given.get("name_en") or given["name_ja"]))


def _tenure(entry: Entry, given: Mapping[str, Any]) -> Tenure:
    return Tenure(since=_moment(given.get("from")) or entry.happened_at, until=_moment(given.get("until")))


def _moment(value: Any) -> datetime | None:
    return parse_time(value) if isinstance(value, str) and value else None
