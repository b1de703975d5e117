"""Explanation of a candidate on the guideline's five elements (clause G2.1b), each with evidence for and against.

The machine says what the data say. Whether a campaign has occurred (発生) or shows signs (予兆), and who is behind it,
are findings of people; ``occurrence`` and ``sign`` only collect what speaks for each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from statistics import median_low

import msgspec

from sekisho.vocabulary.text import Text

from .engine import Link
from .evidence_shown import KeyUse, collect_keys, shown_key
from .explain_texts import ELEMENTS, SAY
from .kinds import EVIDENCE_OF_KIND, KIND_LABELS
from .linking import Candidate, Linking
from .profile import Profile
from .sectors import ListName, concerned
from .stated_words import shown_word
from .waist import waist

MOST_SHOWN = 8
LONG_GAP_DAYS = 180
_INFRASTRUCTURE = {"domain", "ipv4", "ipv6", "ipport", "url", "email", "cidr", "asn", "x509"}
EXACT = {kind for kind, evidence in EVIDENCE_OF_KIND.items() if evidence == "value"}
_PREPARATION = {f"T{n}" for n in (*range(1583, 1600), 1608, 1650)}


class Element(msgspec.Struct, frozen=True, kw_only=True):
    """One of the five elements: its name, what is stated, and the evidence for and against it."""

    name: str
    label: Text
    statement: Text
    speaks_for: tuple[Text, ...] = ()
    speaks_against: tuple[Text, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's five elements in the guideline's order, and what speaks for occurrence and for a sign."""

    candidate: str
    elements: tuple[Element, ...]
    occurrence: tuple[Text, ...]
    sign: tuple[Text, ...]


def explain(linking: Linking, candidate: Candidate) -> Explanation:
    """Explain a candidate of this linking."""
    members = [linking.profiles[member] for member in candidate.members]
    uses = collect_keys(linking, candidate)
    elements = (
        _actor(candidate, linking, members),
        _target(members),
        _means(members, uses),
        _repetition(candidate, linking, members),
        _period(members),
    )
    occurrence, sign = _signs(linking, members)
    return Explanation(candidate=candidate.id, elements=elements, occurrence=occurrence, sign=sign)


def _element(
    name: str, statement: Text, speaks_for: Iterable[Text], speaks_against: Iterable[Text]
) -> Element:
    return Element(
        name=name,
        label=ELEMENTS[name],
        statement=statement,
        speaks_for=tuple(speaks_for),
        speaks_against=tuple(speaks_against),
    )


def _say(name: str, /, **values: object) -> Text:
    return SAY[name].fill(**values)


def _count(members: list[Profile], kind: str) -> list[tuple[str, int]]:
    counts = Counter(value for member in members for value in member.stated[kind])
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _join(names: Iterable[str]) -> Text:
    listed = list(names)
    return Text("、".join(listed), ", ".join(listed)) if listed else SAY["nothing"]


def _join_texts(texts: list[Text]) -> Text:
    return Text("、".join(t.ja for t in texts), ", ".join(t.en for t in texts)) if texts else SAY["nothing"]


def _actor(candidate: Candidate, linking: Linking, members: list[Profile]) -> Element:
    pairs = len(members) * (len(members) - 1) // 2
    linked = len(candidate.links)
    malware = _count(members, "malware")
    common = [(name, count) for name, count in malware if count > 1]
    speaks_for = [_say("actor.cohesion", pairs=pairs, linked=linked, percent=100 * linked // pairs)]
    speaks_for += [_say("actor.malware", name=n, count=c) for n, c in common[:MOST_SHOWN]]
    against = [_say("actor.unlinked", count=pairs - linked)] if linked < pairs else []
    if len(malware) > 1 and not common:
        against.append(_say("actor.malware_differs", names=_join(n for n, _ in malware[:MOST_SHOWN])))
    named = _named(candidate, linking)
    speaks_for += [_say("actor.named", **each) for each in named[:MOST_SHOWN]]
    against += [_say("actor.named_differs", count=len(named))] if len(named) > 1 else []
    against += _waist(candidate, linking)
    return _element("actor", _say("actor", members=len(members)), speaks_for, against)


def _named(candidate: Candidate, linking: Linking) -> list[dict[str, object]]:
    """Return whom suppliers name as the actor, each with the aliases of one supplier's naming, the most named first.

    Two namings are one only where name and aliases are the same: that an alias occurs in both says nothing certain.
    """
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for member in candidate.members:
        for names in linking.incidents[member].actors:
            found[names].append(member)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "name": names[0],
            "aliases": _join(names[1:]),
            "count": len(where),
            "sources": _join(where[:MOST_SHOWN]),
        }
        for names, where in ordered
    ]


def _waist(candidate: Candidate, linking: Linking) -> list[Text]:
    found = waist(candidate, linking.weights.parameters)
    if found is None:
        return []
    sizes = [len(side) for side in found.sides]
    names = _join(found.holders[:MOST_SHOWN])
    return [_say("actor.waist", one=sizes[0], other=sizes[1], count=len(found.holders), names=names)]


def _target(members: list[Profile]) -> Element:
    found, countries = _count(members, "sector"), _count(members, "country")
    speaks_for = [
        _say(f"target.{kind}", name=shown_word(kind, name), count=count)
        for kind, counts in (("sector", found), ("country", countries))
        for name, count in counts[:MOST_SHOWN]
        if count > 1
    ]
    speaks_for += _official_lists([name for name, _ in found])
    against = []
    if unstated := sum(not member.stated["sector"] for member in members):
        against.append(_say("target.unstated", count=unstated))
    if len(found) > 1 and found[0][1] * 2 <= len(members):
        against.append(_say("target.spread", count=len(found)))
    statement = _say("target", sectors=_called("sector", found), countries=_called("country", countries))
    return _element("target", statement, speaks_for, against)


def _called(kind: str, counts: list[tuple[str, int]]) -> Text:
    return _join_texts([shown_word(kind, name) for name, _ in counts])


def _official_lists(words: list[str]) -> list[Text]:
    """Say what each list may be concerned by, one sentence a list, never one for both."""
    lists: tuple[ListName, ...] = ("essential", "critical")
    named = [(name, [sector.label for sector in concerned(words, name)]) for name in lists]
    return [_say(f"target.{name}", names=_join_texts(labels)) for name, labels in named if labels]


def _means(members: list[Profile], uses: list[KeyUse]) -> Element:
    techniques = [(name, count) for name, count in _count(members, "technique") if count > 1]
    counted = [use for use in uses if not use.too_common]
    speaks_for = [
        _say("means.key", kind=KIND_LABELS[use.key[0]], value=shown_key(use.key), count=use.members)
        for use in counted[:MOST_SHOWN]
    ]
    speaks_for += [_say("means.technique", name=n, count=c) for n, c in techniques[:MOST_SHOWN]]
    against = [
        _say("means.shared", value=shown_key(use.key), category=use.category.label)
        for use in counted
        if use.category is not None
    ][:MOST_SHOWN]
    against += [
        _say("means.common", value=shown_key(use.key))
        for use in uses
        if use.too_common and use.key[0] in EXACT
    ][:MOST_SHOWN]
    statement = _say("means", keys=len(counted), techniques=len(techniques))
    return _element("means", statement, speaks_for, against)


def _repetition(candidate: Candidate, linking: Linking, members: list[Profile]) -> Element:
    days = {member.day for member in members if member.day is not None}
    speaks_for = [_say("repetition.days", days=len(days))] if len(days) > 1 else []
    against = [_say("repetition.once")] if len(days) == 1 else []
    against += [_say("repetition.same", one=k.one, other=k.other) for k in _doubles(candidate, linking)]
    return _element(
        "repetition", _say("repetition", members=len(members), days=len(days)), speaks_for, against
    )


def _doubles(candidate: Candidate, linking: Linking) -> list[Link]:
    """Return links whose two incidents share nine tenths of their keys and are at most a week apart."""
    found = []
    for link in candidate.links:
        one, other = linking.profiles[link.one], linking.profiles[link.other]
        near = one.day is None or other.day is None or abs(one.day - other.day) <= 7
        if near and len(one.keys & other.keys) * 10 >= len(one.keys | other.keys) * 9:
            found.append(link)
    return found[:MOST_SHOWN]


def _period(members: list[Profile]) -> Element:
    days = sorted(member.day for member in members if member.day is not None)
    against = []
    if len(days) < len(members):
        against.append(_say("period.undated", count=len(members) - len(days)))
    if not days:
        return _element("period", SAY["period.none"], (), against)
    against += [
        _say("period.gap", first=_date(one), last=_date(two), days=two - one)
        for one, two in pairwise(days)
        if two - one >= LONG_GAP_DAYS
    ][:MOST_SHOWN]
    gaps = [two - one for one, two in pairwise(days)]
    speaks_for = [_say("period.dense", days=median_low(gaps))] if gaps else []
    statement = _say("period", first=_date(days[0]), last=_date(days[-1]), days=days[-1] - days[0] + 1)
    return _element("period", statement, speaks_for, against)


def _date(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _signs(linking: Linking, members: list[Profile]) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    techniques = sorted({t for member in members for t in member.stated["technique"]})
    early = [t for t in techniques if t.split(".")[0] in _PREPARATION]
    late = [t for t in techniques if t not in early]
    bare = [_is_bare(linking, member) for member in members]
    victims = sum(bool(member.stated["sector"] or member.stated["country"]) for member in members)
    files = sum(_has_file(linking, member) for member in members)
    occurrence = [_say("occurrence.file", count=files)] if files else []
    occurrence += [_say("occurrence.victim", count=victims)] if victims else []
    occurrence += [_say("occurrence.technique", names=_join(late[:MOST_SHOWN]))] if late else []
    sign = [_say("sign.infrastructure", count=sum(bare))] if any(bare) else []
    sign += [_say("sign.technique", names=_join(early[:MOST_SHOWN]))] if early else []
    return tuple(occurrence), tuple(sign)


def _has_file(linking: Linking, member: Profile) -> bool:
    kinds = {observable.type for observable in linking.incidents[member.id].observables}
    return bool(kinds - _INFRASTRUCTURE) or bool(member.stated["malware"])


def _is_bare(linking: Linking, member: Profile) -> bool:
    victim = member.stated["sector"] or member.stated["country"]
    return not victim and not _has_file(linking, member)
