"""The whole matrix, both ways: clause → rules → properties → tests, and from each of these back to the clauses.

The pack says which clauses a rule rests on and what carries a clause (``law.coverage``); the proofs kept with the package say
which properties rest on a rule (``found``); a worked case, which is a test, says which rule it is about. A row is a hole where
nothing carries the clause, where the two accounts of what does differ, or where a rule that carries it is stated by no
property and tried by no test. A rule that cites nothing, and a case or property that names no clause, do not load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from sekisho.law.coverage import Row, coverage
from sekisho.law.manual import GENERATED, code, table
from sekisho.law.pack import Pack
from sekisho.law.worked import WorkedCase

from .found import kept

Way = Literal["clause", "rule", "property", "test"]
"""From where the matrix is read."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, step, option or rule of sight with what states it and what tries it; ``rule`` says that it must have either."""

    id: str
    rule: bool
    cite: tuple[str, ...]
    properties: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def idle(self) -> bool:
        """Whether it is a rule that nothing states and nothing tries."""
        return self.rule and not (self.properties or self.tests)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A clause or obligation with everything that carries it, and what holds each of these."""

    row: Row
    carriers: tuple[Held, ...]

    @property
    def hole(self) -> bool:
        """Whether nothing carries it, the accounts differ, or a rule that does is neither stated nor tried."""
        return self.row.hole or any(each.idle for each in self.carriers)

    @property
    def properties(self) -> tuple[str, ...]:
        """The properties that rest on what carries it, each once."""
        return tuple(dict.fromkeys(name for each in self.carriers for name in each.properties))

    @property
    def tests(self) -> tuple[str, ...]:
        """The worked cases about what carries it, each once."""
        return tuple(dict.fromkeys(name for each in self.carriers for name in each.tests))


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """One rule, property or test, read back to the clauses; what it is itself stays empty among the others."""

    id: str
    clauses: tuple[str, ...]
    rules: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def hole(self) -> bool:
        """Whether it leads back to no clause."""
        return not self.clauses


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Every clause with what carries and holds it; ``proved`` says whether the proofs at hand are of this edition.

    Where they are not, no property is known, and no rule is called idle for want of one.
    """

    lines: tuple[Line, ...]
    proved: bool

    @property
    def holes(self) -> tuple[Line, ...]:
        """The rows that have a hole."""
        return tuple(line for line in self.lines if (line.hole if self.proved else line.row.hole))


def matrix(pack: Pack) -> Matrix:
    """Return the matrix from the clauses."""
    held = carrying(pack)
    lines = (
        Line(row=row, carriers=tuple(held[name] for name in row.carried_by if name in held))
        for row in coverage(pack)
    )
    return Matrix(lines=tuple(lines), proved=kept().pack == pack.hash)


def carrying(pack: Pack) -> Mapping[str, Held]:
    """Return everything that can carry a clause, with the properties and tests that hold it."""
    stated, tried = _stated(pack), _tried(pack)
    found: dict[str, Held] = {}
    for sort in (pack.rules, pack.steps, pack.options, pack.sight, pack.counters):
        for name, each in sort.items():
            found[name] = Held(
                id=name,
                rule=sort is pack.rules,
                cite=each.cite,
                properties=tuple(stated.get(name, ())),
                tests=tuple(tried.get(name, ())),
            )
    return found


def read_from(pack: Pack, way: Way) -> tuple[Back, ...]:
    """Return the matrix from the rules, the properties or the tests back to the clauses."""
    if way == "property":
        return tuple(_properties(pack))
    if way == "test":
        return tuple(_test(pack, case) for case in pack.worked)
    held = carrying(pack)
    return tuple(
        Back(id=name, clauses=h.cite, properties=h.properties, tests=h.tests)
        for name, h in held.items()
        if h.rule
    )


def _properties(pack: Pack) -> Iterator[Back]:
    tried = _tried(pack)
    for each in kept().proved if kept().pack == pack.hash else ():
        rules = _once(rule for of in each.rests_on.values() for rule in of)
        clauses = _once((*each.cite, *(c for rule in rules for c in pack.rules[rule].cite)))
        tests = _once(test for rule in rules for test in tried.get(rule, ()))
        yield Back(id=each.id, clauses=clauses, rules=rules, tests=tests)


def _test(pack: Pack, case: WorkedCase) -> Back:
    stated = _stated(pack)
    rules = _once(rule for rule in (*case.rules, *case.lifted) if rule in pack.rules)
    clauses = _once((*case.cite, *(c for rule in rules for c in pack.rules[rule].cite)))
    return Back(
        id=case.id,
        clauses=clauses,
        rules=rules,
        properties=_once(name for rule in rules for name in stated.get(rule, ())),
    )


def _stated(pack: Pack) -> Mapping[str, list[str]]:
    """Return the properties by each rule that their proof rests on, and by each step that they are about."""
    found: dict[str, list[str]] = {}
    for each in kept().proved if kept().pack == pack.hash else ():
        for name in _once(n for step, rules in each.rests_on.items() for n in (step, *rules)):
            if each.id not in found.setdefault(name, []):
                found[name].append(each.id)
    return found


def _tried(pack: Pack) -> Mapping[str, list[str]]:
    """Return the worked cases by each rule that they are about or whose duty they state, by step, and by option set."""
    found: dict[str, list[str]] = {}
    for case in pack.worked:
        set_ = case.bundle.get("options", {})
        for name in _once((*case.rules, *case.lifted, *(case.owed or ()), case.step, *set_)):
            found.setdefault(name, []).append(case.id)
    return found


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def page(pack: Pack) -> str:
    """Return the matrix as a page of the reference: from the clauses, and back from the rules and the properties."""
    return GENERATED + "".join(_page(pack))


def _page(pack: Pack) -> Iterator[str]:
    whole = matrix(pack)
    yield f"# 条項と規則の対応 / Clause → rules → properties → tests ({pack.id} {pack.version})\n\n"
    yield f"{len(whole.lines)} rows, {len(whole.holes)} open.\n\n"
    head = ("clause or obligation", "carried by", "properties", "worked cases", "software cannot, because")
    yield table(head, map(_line, whole.lines))
    yield "## 規則から / From the rules\n\n"
    yield table(("rule", "clauses", "properties", "worked cases"), map(_rule, read_from(pack, "rule")))
    yield "## 性質から / From the properties\n\n"
    yield table(("property", "rules", "clauses"), map(_property, read_from(pack, "property")))
    yield "事例からは、[cases.md](cases.md)に条項及び規則を掲げる。 / From the worked cases: [cases.md](cases.md) names clauses and rules.\n"


def _line(line: Line) -> Sequence[str]:
    because = line.row.because
    return (
        line.row.id,
        code(line.row.carried_by) or ("open" if line.hole else ""),
        ", ".join(line.properties),
        code(line.tests),
        f"{because.ja} / {because.en}" if because else "",
    )


def _rule(back: Back) -> Sequence[str]:
    return f"`{back.id}`", ", ".join(back.clauses), ", ".join(back.properties), code(back.tests)


def _property(back: Back) -> Sequence[str]:
    return back.id, code(back.rules), ", ".join(back.clauses)
