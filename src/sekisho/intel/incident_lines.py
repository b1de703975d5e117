"""Incidents as JSON Lines: one incident a line, the form in which linking takes and keeps its input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding

from .credentials import shown
from .json_text import read_object, syntax, text_of
from .messages import finding
from .objects import Incident, Reading, Rejected
from .observables import TYPES, Observable, observe
from .stix_incidents import TECHNIQUE
from .times import calendar_date

_LISTS = ("sectors", "countries", "techniques", "malware")
_KNOWN = frozenset({"id", "date", "observables", "title", "actors", *_LISTS})


def read_incident_lines(text: str, name: str) -> Reading:
    """Read one incident from every line that is not blank; a line whose id another had is rejected."""
    return _read(text, name, parts=False)


def read_incident_parts(text: str, name: str) -> Reading:
    """Read incidents that are told in one line or several: lines with one id are parts of one incident.

    Its values and what it states are those of all its lines, its date the earliest; each further line is a finding.
    """
    return _read(text, name, parts=True)


def _read(text: str, name: str, parts: bool) -> Reading:
    taken: dict[str, Incident] = {}
    rejected: list[Rejected] = []
    findings: list[Finding] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        incident, notes = _incident(line, place)
        if parts and incident is not None and incident.id in taken:
            earlier = taken[incident.id]
            taken[incident.id] = _whole(earlier, incident)
            joined = finding("incident_line_joined", place, id=shown(incident.id), first=earlier.place)
            findings += [*notes, joined]
            continue
        if incident is not None and incident.id in taken:
            notes = [_again(incident, taken[incident.id])]
            incident = None
        if incident is None:
            rejected.append(Rejected(place, notes[0], tuple(notes[1:])))
        else:
            taken[incident.id] = incident
            findings.extend(notes)
    return Reading(
        format="incidents",
        incidents=tuple(taken.values()),
        rejected=tuple(rejected),
        findings=tuple(findings),
    )


def _whole(one: Incident, other: Incident) -> Incident:
    """Return the incident of which both tell a part."""
    dates = [each.date for each in (one, other) if each.date]
    lists: dict[str, Any] = {
        key: tuple(dict.fromkeys((*getattr(one, key), *getattr(other, key))))
        for key in (*_LISTS, "observables", "actors")
    }
    return msgspec.structs.replace(
        one, date=min(dates, default=None), title=one.title or other.title, **lists
    )


def _again(incident: Incident, earlier: Incident) -> Finding:
    same = incident.line() == earlier.line()
    code = "duplicate_in_file" if same else "incident_line_conflict"
    return finding(code, incident.place, id=shown(incident.id), first=earlier.place)


def _incident(line: str, place: str) -> tuple[Incident | None, list[Finding]]:
    checked = syntax(line, place)
    if checked.finding:
        return None, [checked.finding]
    read = read_object(line.encode("utf-8"), place)
    flaws = list(read.findings) or _flaws(read.value, place)
    if flaws:
        return None, flaws
    said: dict[str, Any] = read.value
    observables, notes = _observables(said, place)
    notes += [finding("member_ignored", f"{place}.{shown(k, 40)}") for k in sorted(set(said) - _KNOWN)]
    lists: dict[str, Any] = {key: tuple(dict.fromkeys(said.get(key) or ())) for key in _LISTS}
    notes += [
        finding("technique_malformed", place, value=shown(t))
        for t in lists["techniques"]
        if not TECHNIQUE.match(t)
    ]
    date = calendar_date(said["date"]) if said.get("date") else None
    actors = tuple(dict.fromkeys(tuple(names) for names in said.get("actors") or ()))
    return Incident(
        id=said["id"],
        date=date,
        observables=observables,
        actors=actors,
        title=text_of(said.get("title")),
        place=place,
        **lists,
    ), notes


def _flaws(said: object, place: str) -> list[Finding]:
    if not isinstance(said, dict):
        return [finding("not_an_object", place)]
    flaws = []
    if not text_of(said.get("id")).strip():
        flaws.append(finding("property_missing", f"{place}.id", type="incident", name="id"))
    date = said.get("date")
    if date is not None and (not isinstance(date, str) or calendar_date(date) is None):
        flaws.append(finding("time_malformed", f"{place}.date", value=shown(date)))
    for key in _LISTS:
        value = said.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            flaws.append(finding("property_of_wrong_kind", f"{place}.{key}"))
    named = said.get("actors")
    if named is not None and not (isinstance(named, list) and all(_is_named(names) for names in named)):
        flaws.append(finding("property_of_wrong_kind", f"{place}.actors"))
    listed = said.get("observables")
    if listed is not None and not (isinstance(listed, list) and all(_is_pair(o) for o in listed)):
        flaws.append(finding("property_of_wrong_kind", f"{place}.observables"))
    return flaws


def _is_pair(said: object) -> bool:
    return isinstance(said, dict) and isinstance(said.get("type"), str) and isinstance(said.get("value"), str)


def _is_named(said: object) -> bool:
    """Say whether this is a list of a name and its aliases."""
    return (
        isinstance(said, list) and bool(said) and all(isinstance(name, str) and name.strip() for name in said)
    )


def _observables(said: Mapping[str, Any], place: str) -> tuple[tuple[Observable, ...], list[Finding]]:
    found: dict[Observable, None] = {}
    notes: list[Finding] = []
    for number, pair in enumerate(said.get("observables") or ()):
        where = f"{place}.observables[{number}]"
        if pair["type"] not in TYPES:
            notes.append(finding("observable_type_unknown", where, type=shown(pair["type"])))
            continue
        observed = observe(pair["type"], pair["value"], where)
        notes.extend(observed.findings)
        if observed.observable:
            found.setdefault(observed.observable)
    return tuple(found), notes
