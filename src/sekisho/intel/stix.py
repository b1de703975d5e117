"""STIX 2.1 in: a bundle, a list of objects or a single object; 2.0 is lifted to 2.1 with a finding.

Invariants:

1. every element of the input becomes an object or a rejection;
2. what the standard does not know (types, properties) is kept as it came;
3. an object's own bytes are kept, and nothing that it says is changed but for credentials, which are removed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sekisho.vocabulary.canonical import canonical
from sekisho.vocabulary.finding import Finding

from . import stix_types
from .credentials import shown, strip_credentials
from .json_text import Read, members, read_object, slices, syntax, text_of
from .markings import MarkingSet
from .markings_stix import marking_of, read_definition
from .messages import finding
from .objects import IntelObject, Reading, Rejected
from .observables import Observable, observe
from .stix_incidents import incidents_from
from .stix_patterns import read_pattern
from .stix_values import values_of
from .times import timestamp

MAX_OBJECTS = 500_000
_TYPE = re.compile(r"[a-z0-9][a-z0-9-]{1,248}[a-z0-9]\Z")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)


class _Known(msgspec.Struct, frozen=True):
    """What other objects of the file an object may refer to: marking definitions, and values by id."""

    markings: Mapping[str, MarkingSet | None]
    values: Mapping[str, Any]


class _Part(msgspec.Struct, frozen=True):
    """One element of the input: its place, its bytes, and its value as read."""

    place: str
    raw: bytes
    read: Read


def read_stix(text: str, name: str) -> Reading:
    """Read STIX JSON; ``name`` is what findings call the file."""
    checked = syntax(text, name)
    if checked.finding:
        return Reading(format="stix", findings=(checked.finding,))
    raws, problems = _elements(text.encode("utf-8"), checked.keys, name)
    if raws is None or len(raws) > MAX_OBJECTS:
        too_many = [finding("too_many_objects", name, count=len(raws), limit=MAX_OBJECTS)] if raws else []
        return Reading(format="stix", findings=(*problems, *too_many))
    parts = [_Part(place, raw, read_object(raw, place)) for place, raw in raws]
    return _assemble(parts, problems, name)


def _elements(
    raw: bytes, keys: Sequence[str], name: str
) -> tuple[list[tuple[str, bytes]] | None, list[Finding]]:
    """Return place and bytes of every object; ``None`` with findings where the outermost value is of no use."""
    start = raw.lstrip()[:1]
    if start == b"[":
        return [(f"{name}:[{i}]", part) for i, part in enumerate(slices(raw))], []
    if start != b"{":
        return None, [finding("stix_not_recognised", name)]
    twice = sorted({k for k in keys if keys.count(k) > 1})
    if twice:
        return None, [finding("duplicate_keys", name, keys=", ".join(shown(k, 40) for k in twice[:5]))]
    outer = members(raw)
    type_ = text_of(read_object(outer.get("type", b"null"), name).value)
    if type_ != "bundle" and "id" in outer:
        return [(name, raw)], []
    if type_ != "bundle" and "objects" not in outer:
        return None, [finding("stix_not_recognised", name)]
    return _bundle_elements(outer, name)


def _bundle_elements(
    outer: Mapping[str, bytes], name: str
) -> tuple[list[tuple[str, bytes]] | None, list[Finding]]:
    objects = outer.get("objects")
    if objects is None:
        return None, [finding("bundle_empty", name)]
    if objects[:1] != b"[":
        return None, [finding("objects_not_a_list", f"{name}:objects")]
    extra = sorted(set(outer) - {"type", "id", "spec_version", "objects"})
    notes = [finding("bundle_member_ignored", f"{name}:{shown(key, 40)}") for key in extra]
    parts = [(f"{name}:objects[{i}]", part) for i, part in enumerate(slices(objects))]
    return parts, notes if parts else [*notes, finding("bundle_empty", name)]


def _assemble(parts: Sequence[_Part], problems: Sequence[Finding], name: str) -> Reading:
    known = _known(parts)
    taken: list[IntelObject] = []
    rejected: list[Rejected] = []
    findings = list(problems)
    versions: dict[tuple[str, str], IntelObject] = {}
    lifted = 0
    for part in parts:
        flaws = _flaws(part)
        if flaws:
            rejected.append(Rejected(part.place, flaws[0], tuple(flaws[1:])))
            continue
        item, notes = _object(part, known)
        again = _seen_before(item, versions)
        if again:
            rejected.append(Rejected(part.place, again))
            continue
        lifted += item.spec_version == "2.0"
        taken.append(item)
        findings.extend(notes)
    if lifted:
        findings.append(finding("stix_20_lifted", name, count=lifted))
    incidents, notes = incidents_from(taken, name)
    return Reading(
        format="stix",
        objects=tuple(taken),
        incidents=tuple(incidents),
        rejected=tuple(rejected),
        findings=(*findings, *notes),
    )


def _known(parts: Sequence[_Part]) -> _Known:
    readable = [p.read.value for p in parts if p.read.ok and isinstance(p.read.value, dict)]
    markings = {
        text_of(v.get("id")): read_definition(v) for v in readable if v.get("type") == "marking-definition"
    }
    values = {text_of(v.get("id")): v for v in readable if v.get("type") in ("ipv4-addr", "ipv6-addr")}
    return _Known(markings, values)


def _flaws(part: _Part) -> list[Finding]:
    """Return everything for which an element cannot be taken."""
    item, place = part.read.value, part.place
    if not part.read.ok:
        return list(part.read.findings)
    if not isinstance(item, dict):
        return [finding("not_an_object", place)]
    type_ = item.get("type")
    if not isinstance(type_, str) or not _TYPE.match(type_):
        return [finding("type_malformed", f"{place}.type", value=shown(type_))]
    flaws = _id_flaws(item, place)
    flaws += [
        finding("property_missing", f"{place}.{p}", type=type_, name=p) for p in stix_types.missing(item)
    ]
    if type_ in stix_types.KNOWN_TYPES:
        stated = [name for name in stix_types.TIMES if item.get(name) not in (None, "")]
        wrong = [name for name in stated if timestamp(item[name]) is None]
        flaws += [finding("time_malformed", f"{place}.{n}", value=shown(item[n])) for n in wrong]
    if type_ in stix_types.DOMAIN_TYPES and not isinstance(item.get("object_refs", []), list):
        flaws.append(finding("property_of_wrong_kind", f"{place}.object_refs"))
    return flaws


def _id_flaws(item: Mapping[str, Any], place: str) -> list[Finding]:
    id_, type_ = item.get("id"), item["type"]
    if not isinstance(id_, str) or "--" not in id_:
        return [finding("id_malformed", f"{place}.id", value=shown(id_))]
    prefix, _, tail = id_.partition("--")
    if prefix != type_:
        return [finding("id_of_other_type", f"{place}.id", value=shown(id_), type=type_)]
    return [] if _UUID.match(tail) else [finding("id_malformed", f"{place}.id", value=shown(id_))]


def _seen_before(item: IntelObject, versions: dict[tuple[str, str], IntelObject]) -> Finding | None:
    """Compare with what stood earlier in the file under the same id and time of modification."""
    earlier = versions.setdefault((item.id, str(item.modified)), item)
    if earlier is item:
        return None
    if earlier.normalised == item.normalised:
        return finding("duplicate_in_file", item.place, id=item.id, first=earlier.place)
    return finding("conflicting_versions", item.place, id=item.id, first=earlier.place)


def _object(part: _Part, known: _Known) -> tuple[IntelObject, list[Finding]]:
    value, raw, notes = _without_credentials(part)
    resolved = marking_of(value, known.markings)
    notes += [finding("marking_unread", part.place, id=shown(i)) for i in resolved.unread]
    unknown = value["type"] not in stix_types.KNOWN_TYPES
    if unknown:
        notes.append(finding("type_unknown", part.place, type=value["type"]))
    observables, more = _observables(value, part.place, known)
    version, normalised = _lift(value)
    item = IntelObject(
        id=value["id"],
        type=value["type"],
        raw=raw,
        normalised=normalised,
        place=part.place,
        spec_version=version,
        created=timestamp(value.get("created")),
        modified=timestamp(value.get("modified")),
        observables=observables,
        marking=resolved.marking,
        confidence=_confidence(value.get("confidence")),
        revoked=value.get("revoked") is True,
        unknown_type=unknown,
    )
    return item, notes + more


def _confidence(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100 else None


def _without_credentials(part: _Part) -> tuple[dict[str, Any], bytes, list[Finding]]:
    """Remove what the pass over the text could not see: escaped spellings, and the credential of an account."""
    value: dict[str, Any] = part.read.value
    if b"\\u0040" not in part.raw and b"\\u003a" not in part.raw.lower() and "credential" not in value:
        return value, part.raw, []
    clean: dict[str, Any] = _cleaned(value)
    if value["type"] == "user-account":
        clean.pop("credential", None)
    if clean == value:
        return value, part.raw, []
    return clean, canonical(clean), [finding("credentials_removed", part.place)]


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return strip_credentials(value)[0]
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    return value


def _lift(value: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Lift a 2.0 object to 2.1 by what 2.1 newly requires; anything else stays as it is."""
    version = value.get("spec_version")
    if isinstance(version, str) and version != "2.0":
        return version, value
    if value["type"] in stix_types.VALUE_TYPES or value["type"] not in stix_types.KNOWN_TYPES:
        return "2.1", value
    lifted = {**value, "spec_version": "2.1"}
    if value["type"] == "indicator":
        lifted.setdefault("pattern_type", "stix")
    if value["type"] == "malware":
        lifted.setdefault("is_family", False)
    return "2.0", lifted


def _observables(
    value: Mapping[str, Any], place: str, known: _Known
) -> tuple[tuple[Observable, ...], list[Finding]]:
    wanted, notes = _wanted(value, place, known)
    found: dict[Observable, None] = {}
    for where, type_, text in wanted:
        observed = observe(type_, text, where)
        notes.extend(observed.findings)
        if observed.observable:
            found.setdefault(observed.observable)
    return tuple(found), notes


def _wanted(
    value: Mapping[str, Any], place: str, known: _Known
) -> tuple[list[tuple[str, str, str]], list[Finding]]:
    """Return place, type and text of every value that an object carries."""
    if value["type"] == "indicator":
        where = f"{place}.pattern"
        if value.get("pattern_type", "stix") != "stix":
            return [], [finding("pattern_not_stix", where, kind=shown(value["pattern_type"]))]
        texts, reason = read_pattern(text_of(value.get("pattern")))
        if reason:
            return [], [finding("pattern_unreadable", where, cause=shown(reason, 200))]
        notes = [] if texts else [finding("pattern_without_values", where)]
        return [(where, t, text) for t, text in texts], notes
    if value["type"] == "observed-data" and isinstance(value.get("objects"), dict):
        inner: dict[str, Any] = value["objects"]
        return [
            (f"{place}.objects.{key}", t, text)
            for key, part in inner.items()
            if isinstance(part, dict)
            for t, text in values_of(part, inner)
        ], []
    return [(place, t, text) for t, text in values_of(value, known.values)], []
