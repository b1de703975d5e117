"""The case bundle: people, appointments and cases as one JSON file that a lawyer can write by hand.

What is left out is filled in, and what was filled in is said: the standard cast where nobody is appointed, the office
where a step has one, the person entitled, the elements acted on, the linked case where only one fits, the times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from jsonschema import Draft202012Validator

from sekisho.law.pack import Pack, Post
from sekisho.vocabulary.finding import Finding, errors
from sekisho.vocabulary.shape import offered, said
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import JAPAN, parse_time

from .entry import DEVIATION, Reference
from .register import DESIGNATED, Appointment, Delegation, Designation, Register, Tenure
from .shortform import brought_along, can_be_left_out, expand, fields, takes
from .told import Told, read_told, reference

Path = tuple[str | int, ...]

CAST_SINCE = parse_time("2025-12-26")
"""Since when the standard cast holds its posts: the day of the guideline."""


class BundledCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case of a bundle with its entries in order."""

    id: str
    kind: str
    title: str = ""
    realm: str = "real"
    told: tuple[Told, ...] = ()


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle as read: who is who, the cases, and the story across them."""

    pack: str
    register: Register
    cases: tuple[BundledCase, ...]
    story: tuple[Told, ...]
    start: datetime
    now: datetime | None


class ReadBundle(msgspec.Struct, frozen=True):
    """The bundle, or ``None`` where a finding is an error; and all findings."""

    bundle: Bundle | None
    findings: tuple[Finding, ...]


@cache
def bundle_schema() -> Any:
    """Return the published JSON Schema of a case bundle."""
    return msgspec.json.decode((resources.files(__package__) / "bundle.schema.json").read_bytes())


def read_bundle(data: bytes, name: str, pack: Pack) -> ReadBundle:
    """Read a bundle; every defect is a finding with its place in the file."""
    try:
        value = msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        return ReadBundle(None, (_not_json(name, str(error)),))
    findings = [
        _finding(name, e.absolute_path, said(e))
        for e in Draft202012Validator(bundle_schema()).iter_errors(value)
    ]
    if not findings:
        findings = list(_unknown_names(name, value, pack))
    if errors(findings):
        return ReadBundle(None, tuple(findings))
    return ReadBundle(_bundle(value, pack), tuple(findings))


def _bundle(value: Mapping[str, Any], pack: Pack) -> Bundle:
    cases = [case for each in value.get("cases", []) for case in _cases(each, pack)]
    story = [read_told(each, each["case"], f"story[{i}]") for i, each in enumerate(value.get("story", []))]
    start = value.get("start")
    now = value.get("now")
    return Bundle(
        pack=value.get("pack", "jp-acd"),
        register=_register(value, pack),
        cases=tuple(cases),
        story=tuple(story),
        start=parse_time(start) if start else datetime(2026, 10, 5, 9, tzinfo=JAPAN),
        now=parse_time(now) if now else None,
    )


def _cases(value: Mapping[str, Any], pack: Pack) -> list[BundledCase]:
    """Return the case with the entries of its short form first, and the cases that the short form brings along."""
    short = expand(value, pack)
    own = tuple(told for told in short if told.case == value["id"])
    listed = [
        read_told(
            each if isinstance(each, Mapping) else {"step": each}, value["id"], f"{value['id']}.entries[{i}]"
        )
        for i, each in enumerate(value.get("entries", []))
    ]
    case = BundledCase(
        id=value["id"],
        kind=value["kind"],
        title=value.get("title", ""),
        realm=value.get("realm", "real"),
        told=_with_names((*own, *listed), value, pack),
    )
    return [case, *_beside(short, value)]


def _beside(short: tuple[Told, ...], value: Mapping[str, Any]) -> Iterator[BundledCase]:
    """Yield the further cases (a session, say) that a short form brings along."""
    for id in dict.fromkeys(told.case for told in short if told.case != value["id"]):
        told = tuple(each for each in short if each.case == id)
        kind = told[0].step.partition(".")[0]
        yield BundledCase(id=id, kind=kind, realm=value.get("realm", "real"), told=told)


def _with_names(told: tuple[Told, ...], value: Mapping[str, Any], pack: Pack) -> tuple[Told, ...]:
    """Give the case's ``names`` and ``title`` to the entries that can take them."""
    names = {role: reference(text) for role, text in value.get("names", {}).items()}
    return tuple(_enriched(each, names, value.get("title", ""), pack) for each in told)


def _enriched(told: Told, names: Mapping[str, Reference], title: str, pack: Pack) -> Told:
    step = pack.steps.get(told.step)
    if step is None:
        return told
    taken = {n: r for n, r in names.items() if n in step.names and n not in told.names}
    given = {"title": title, **told.given} if title and "title" in step.asks else told.given
    return msgspec.structs.replace(told, names={**taken, **told.names}, given=given)


def _register(value: Mapping[str, Any], pack: Pack) -> Register:
    """Who is said to hold a post is alone in the register, unless posts are said to be vacant in the standard cast."""
    vacant = frozenset(value.get("vacant", ()))
    cast = standard_cast(pack, vacant) if vacant or "appointments" not in value else Register()
    appointed = tuple(
        Appointment(id=f"appointments[{i}]", person=a["person"], post=a["post"], tenure=_tenure(a))
        for i, a in enumerate(value.get("appointments", []))
    )
    designated = tuple(
        Designation(id=f"designations[{i}]", person=d["person"], officer_class=d["class"], tenure=_tenure(d))
        for i, d in enumerate(value.get("designations", []))
    )
    delegated = tuple(
        Delegation(
            id=f"delegations[{i}]",
            post=d["from_post"],
            person=d["to_person"],
            scope=tuple(d.get("scope", ["*"])),
            tenure=_tenure(d),
        )
        for i, d in enumerate(value.get("delegations", []))
    )
    people = {
        p: Text(n.get("ja", p), n.get("en", n.get("ja", p))) for p, n in value.get("people", {}).items()
    }
    return Register(
        appointments=(*cast.appointments, *appointed),
        delegations=delegated,
        designations=(*cast.designations, *designated) if "designations" not in value else designated,
        options=value.get("options", {}),
        persons={**cast.persons, **people},
    )


def _tenure(value: Mapping[str, Any]) -> Tenure:
    since, until = value.get("from"), value.get("until")
    return Tenure(
        since=parse_time(since) if since else CAST_SINCE, until=parse_time(until) if until else None
    )


def standard_cast(pack: Pack, vacant: frozenset[str] = frozenset()) -> Register:
    """Return a register with every post filled (``p:<post>``, then ``p:<post>_2`` …), executing officers designated."""
    tenure = Tenure(since=CAST_SINCE)
    filled = [
        (post, person) for post in pack.posts.values() if post.id not in vacant for person in _cast_of(post)
    ]
    officers = [(post, person) for post, person in filled if post.officer_class in EXECUTING]
    return Register(
        appointments=tuple(
            Appointment(id=f"cast:{person}", person=person, post=post.id, tenure=tenure)
            for post, person in filled
        ),
        designations=tuple(
            Designation(
                id=f"cast:{DESIGNATED}:{person}",
                person=person,
                officer_class=post.officer_class,
                tenure=tenure,
            )
            for post, person in officers
        ),
        persons={person: post.text for post, person in filled},
    )


EXECUTING = ("npa", "prefectural", "sdf")
"""The classes of officers who execute measures, and whom the standard cast has designated."""


def _cast_of(post: Post) -> list[str]:
    return [f"p:{post.id}{'' if n == 1 else f'_{n}'}" for n in range(1, post.seats + 1)]


def _unknown_names(name: str, value: Mapping[str, Any], pack: Pack) -> list[Finding]:
    found: list[Finding] = []
    for index, case in enumerate(value.get("cases", [])):
        found += _unknown_in_case(name, ("cases", index), case, pack)
    ids = [each for case in value.get("cases", []) for each in (case["id"], *brought_along(case, pack))]
    for index, told in enumerate(value.get("story", [])):
        found += _unknown(name, ("story", index, "case"), CASE, told["case"], ids)
        found += _unknown_step(name, ("story", index), told["step"], "", pack)
    for index, appointment in enumerate(value.get("appointments", [])):
        found += _unknown(name, ("appointments", index, "post"), POST, appointment["post"], pack.posts)
    for option, chosen in value.get("options", {}).items():
        found += _unknown(name, ("options", option), OPTION, option, pack.options)
        if option in pack.options:
            found += _unknown(name, ("options", option), VALUE, chosen, pack.options[option].values)
    for index, post in enumerate(value.get("vacant", [])):
        found += _unknown(name, ("vacant", index), POST, post, pack.posts)
    return found


CASE, KIND, STEP = Text("案件", "case"), Text("案件の種類", "kind of case"), Text("手続", "step")
VALUE, OFFICE = Text("値", "value"), Text("機関又は官職", "office or post")
POST, OPTION, SHORT = Text("官職", "post"), Text("運用上の選択", "option"), Text("略記", "short form")
PART_OF_SHORT = Text("手続又は対象は略記に", "such part of the short form:")
FIELD = Text("項目", "field")


def _unknown_in_case(name: str, place: Path, case: Mapping[str, Any], pack: Pack) -> list[Finding]:
    found = _unknown(name, (*place, "kind"), KIND, case["kind"], pack.kinds)
    if "as" in case:
        short = f"{case['kind']}.{case['as']}"
        fitting = [s for s in pack.shortforms if s.startswith(f"{case['kind']}.")]
        found += _unknown(name, (*place, "as"), SHORT, short, fitting)
    found += _unknown_in_short_form(name, place, case, pack)
    for number, entry in enumerate(case.get("entries", [])):
        step = entry if isinstance(entry, str) else entry["step"]
        found += _unknown_step(name, (*place, "entries", number), step, case["kind"], pack)
        if isinstance(entry, Mapping) and "by" in entry:
            offices = [*pack.offices, *pack.posts]
            found += _unknown(name, (*place, "entries", number, "by"), OFFICE, entry["by"], offices)
    return found


def _unknown_in_short_form(name: str, place: Path, case: Mapping[str, Any], pack: Pack) -> Iterator[Finding]:
    """Yield what is to be left out of a short form or changed in it and is not there, or cannot be so."""
    called = can_be_left_out(case, pack)
    for number, left_out in enumerate(case.get("without", [])):
        yield from _unknown(name, (*place, "without", number), PART_OF_SHORT, left_out, called)
    asked = fields(case, pack)
    for field, value in case.get("with", {}).items():
        yield from _unknown(name, (*place, "with", field), FIELD, field, asked)
        if field in asked and not any(takes(each, value) for each in asked[field]):
            values = dict.fromkeys(v for each in asked[field] for v in each.values)
            yield from _unknown(name, (*place, "with", field), VALUE, str(value), values)


def _unknown_step(name: str, path: Path, step: str, kind: str, pack: Pack) -> list[Finding]:
    of_kind = [s for s in pack.steps if s.startswith(f"{kind}.")]
    return _unknown(name, path, STEP, step, [*(of_kind or pack.steps), DEVIATION])


def _unknown(name: str, path: Path, what: Text, word: str, known: Iterable[str]) -> list[Finding]:
    names = list(known)
    if word in names:
        return []
    message = Text(f"「{word}」という{what.ja}はない。", f"There is no {what.en} “{word}”.")
    return [_finding(name, path, message, offered(word, names))]


def _finding(name: str, path: Iterable[str | int], message: Text, remedy: Text | None = None) -> Finding:
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".") or "$"
    return Finding(
        code="bundle",
        severity="error",
        place=f"{name}: {where}",
        message=message,
        remedy=remedy
        or Text("docs/reference/case-bundle.md の書式に合わせること。", "See docs/reference/case-bundle.md."),
    )


def _not_json(name: str, problem: str) -> Finding:
    return Finding(
        code="bundle.json",
        severity="error",
        place=name,
        message=Text(f"JSONとして読めない：{problem}", f"This is not JSON: {problem}"),
        remedy=Text(
            "示された位置の前後を確認すること。文字コードはUTF-8とする。",
            "Look around that place; the encoding is UTF-8.",
        ),
    )
