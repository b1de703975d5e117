"""CISA's catalogue of known exploited vulnerabilities (KEV) in: one vulnerability object an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from sekisho.vocabulary.finding import Finding

from .credentials import shown
from .json_text import list_of, members, read_object, slices, syntax, text_of
from .markings import MarkingSet
from .messages import finding
from .objects import IntelObject, Reading, Rejected
from .stix_make import content_id, made
from .times import calendar_date

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}\Z")
_REQUIRED = ("cveID", "vendorProject", "product", "vulnerabilityName", "dateAdded")
PUBLIC = MarkingSet(tlp="clear")
"""The catalogue is published under CC0."""


def read_kev(text: str, name: str) -> Reading:
    """Read the KEV catalogue's JSON."""
    checked = syntax(text, name)
    if checked.finding:
        return Reading(format="kev", findings=(checked.finding,))
    outer = members(text.encode("utf-8")) if "vulnerabilities" in checked.keys else {}
    listed = outer.get("vulnerabilities", b"")
    if listed[:1] != b"[" or checked.keys.count("vulnerabilities") != 1:
        return Reading(format="kev", findings=(finding("kev_not_recognised", name),))
    taken: dict[str, IntelObject] = {}
    rejected: list[Rejected] = []
    raws = slices(listed)
    for number, raw in enumerate(raws):
        item = _entry(raw, f"{name}:vulnerabilities[{number}]", taken)
        if isinstance(item, Rejected):
            rejected.append(item)
        else:
            taken[item.id] = item
    count = read_object(outer.get("count", b"null"), name).value
    off = isinstance(count, int) and count != len(raws)
    notes = (finding("count_differs", f"{name}:count", stated=count, found=len(raws)),) if off else ()
    return Reading(format="kev", objects=tuple(taken.values()), rejected=tuple(rejected), findings=notes)


def _entry(raw: bytes, place: str, taken: Mapping[str, IntelObject]) -> IntelObject | Rejected:
    read = read_object(raw, place)
    flaws = list(read.findings) or _flaws(read.value, place)
    if flaws:
        return Rejected(place, flaws[0], tuple(flaws[1:]))
    said: dict[str, Any] = read.value
    added = datetime.combine(calendar_date(said["dateAdded"]) or datetime.min, time(), UTC)
    item = IntelObject(
        id=content_id("vulnerability", said["cveID"]),
        type="vulnerability",
        raw=raw,
        normalised=_vulnerability(said, added),
        place=place,
        created=added,
        modified=added,
        marking=PUBLIC,
    )
    if item.id in taken:
        where = taken[item.id].place
        return Rejected(place, finding("duplicate_in_file", place, id=said["cveID"], first=where))
    return item


def _flaws(said: object, place: str) -> list[Finding]:
    if not isinstance(said, dict):
        return [finding("not_an_object", place)]
    flaws = [
        finding("property_missing", f"{place}.{name}", type="KEV", name=name)
        for name in _REQUIRED
        if not text_of(said.get(name))
    ]
    cve, added = text_of(said.get("cveID")), text_of(said.get("dateAdded"))
    if cve and not _CVE.match(cve):
        flaws.append(finding("cve_malformed", f"{place}.cveID", value=shown(cve)))
    if added and calendar_date(added) is None:
        flaws.append(finding("time_malformed", f"{place}.dateAdded", value=shown(added)))
    return flaws


def _vulnerability(said: Mapping[str, Any], added: datetime) -> dict[str, Any]:
    cwes = [c for c in list_of(said.get("cwes")) if isinstance(c, str)]
    references = [{"source_name": "cve", "external_id": said["cveID"]}]
    references += [{"source_name": "cwe", "external_id": cwe} for cwe in cwes]
    ransomware = text_of(said.get("knownRansomwareCampaignUse")).lower() == "known"
    body = [text_of(said.get("shortDescription")), text_of(said.get("requiredAction"))]
    return made(
        "vulnerability",
        content_id("vulnerability", said["cveID"]),
        added,
        name=said["cveID"],
        description="\n".join(
            [f"{said['vendorProject']} {said['product']}: {said['vulnerabilityName']}", *filter(None, body)]
        ),
        external_references=references,
        labels=["known-exploited", *(["known-ransomware-use"] if ransomware else [])],
    )
