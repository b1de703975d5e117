"""Conditions of the rule language: a small closed grammar, parsed into values that every engine reads.

Each operator has its meaning in the evaluator, the plain oracle and the sentences; none is added without all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec


class Node(msgspec.Struct, frozen=True):
    """Any condition."""


class All(Node, frozen=True):
    """Every one of the conditions; true where there is none."""

    of: tuple[Node, ...]


class AnyOf(Node, frozen=True):
    """At least one of the conditions; false where there is none."""

    of: tuple[Node, ...]


class Not(Node, frozen=True):
    """The contrary; unknown stays unknown."""

    of: Node


class Def(Node, frozen=True):
    """A named condition of the pack."""

    name: str


class Every(Node, frozen=True):
    """The condition for every active element of a part (or case behind a backlink); true over nothing.

    ``or_none`` changes nothing: it says that the author means it so.
    """

    part: str
    that: Node
    or_none: bool = False


class Some(Node, frozen=True):
    """The condition for at least one active element of a part (or case behind a backlink)."""

    part: str
    that: Node


class Count(Node, frozen=True):
    """The condition for at least ``at_least`` active elements of a part."""

    part: str
    that: Node
    at_least: int


class At(Node, frozen=True):
    """The condition in a linked case, at the element that the link names; a missing link is an empty case."""

    link: str
    that: Node


class FindingIs(Node, frozen=True):
    """A finding has one of the values, and where ``same`` names dimensions is about their present content."""

    finding: str
    values: tuple[str, ...]
    same: tuple[str, ...] = ()


class AttrIs(Node, frozen=True):
    """An attribute has one of the values; unset is unknown."""

    attr: str
    values: tuple[str, ...]


class AttrSet(Node, frozen=True):
    """An attribute has been set."""

    attr: str


class PeriodIs(Node, frozen=True):
    """A period stands so at the time of judgement: unset, coming, running or ended."""

    attr: str
    values: tuple[str, ...]


class Done(Node, frozen=True):
    """A record stands in one of the stages, and where ``same`` names dimensions is about their present content."""

    record: str
    stages: tuple[str, ...]
    same: tuple[str, ...] = ()


class DutyIs(Node, frozen=True):
    """A duty stands so: none, open, overdue (open counts too) or discharged."""

    duty: str
    values: tuple[str, ...]


class DutiesSettled(Node, frozen=True):
    """No duty of the case is open."""


class PersonIs(Node, frozen=True):
    """The person named by an attribute belongs to a class of officers at the time of the act."""

    attr: str
    officer_class: str


class PersonDiffers(Node, frozen=True):
    """The person named by an attribute (empty: the person acting) is none of those behind a record or finding."""

    attr: str
    other: str


class ActorIs(Node, frozen=True):
    """The person acting holds the post or belongs to the class of officers; or the act is done for the office.

    ``named_in``: the person who records is the one in a field of the form; ``office_of``: the act is done for the post
    or the office in a field, for the post's office, or for a post or office of the person in a field. The field's type
    says which of them the word is.
    """

    kind: str
    value: str


class Given(Node, frozen=True):
    """A field of the form is filled in, with one of the values where any are named."""

    field: str
    values: tuple[str, ...] = ()


class Matches(Node, frozen=True):
    """An attribute here equals the present content of a dimension of the linked case."""

    attr: str
    dim: str
    link: str


class DimEquals(Node, frozen=True):
    """The present content of a dimension here equals an attribute of the linked case or element."""

    dim: str
    attr: str
    link: str


class SameCase(Node, frozen=True):
    """Two ways of links, each followed from here, lead to one and the same case; a way that leads nowhere leads to none."""

    way: tuple[str, ...]
    other: tuple[str, ...]


ROSTER_OF = "item_kind"
"""The attribute that says whose roster is meant."""


ATTENDANCE, DEPUTISED = "attendance", "deputised"
"""The record of how a seat was attended, and its stage where somebody stood in."""


class RosterComplete(Node, frozen=True):
    """Every post of the roster for this agenda item has a seat."""


class SeatHeld(Node, frozen=True):
    """Somebody holds the post of this seat at the time of the act."""


class SeatBy(Node, frozen=True):
    """The person in a field of the form may take, or already has a part in, a seat of an agenda item.

    A seat keeps who stands in at it as the attribute that is named like the field.

    ``deputised_by``: that person holds a post whose holder may stand in for the post of this seat. ``taken_by``: that
    person stands in at another seat of the item, or holds the post of one; a post by which one may stand in here does not
    count, for who leads the Council in the chair's place stays a member.
    """

    kind: str
    field: str


class OptionIs(Node, frozen=True):
    """An option of the pack is set to one of the values."""

    option: str
    values: tuple[str, ...]


class ClockIs(Node, frozen=True):
    """The provision named has entered into force at the time of the act."""

    clock: str
    is_: bool


class Written(Node, frozen=True):
    """A dimension has content."""

    dim: str


class Const(Node, frozen=True):
    """Always true, or never."""

    value: bool


TRUE = Const(True)


def children(node: Node) -> tuple[Node, ...]:
    """Return the conditions directly inside a condition."""
    match node:
        case All(of) | AnyOf(of):
            return of
        case Not(of):
            return (of,)
        case Every(_, that) | Some(_, that) | Count(_, that, _) | At(_, that):
            return (that,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a condition and every condition inside it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)


class Asked(NamedTuple):
    """Names of variables whose content, not merely whose presence or currency, decides about conditions."""

    attrs: frozenset[str]
    dims: frozenset[str]
    persons: frozenset[str]


def asked(nodes: Iterable[Node]) -> Asked:
    """Return what conditions ask about the content of variables; ``persons`` are those behind a record or finding."""
    attrs, dims, persons = set[str](), set[str](), set[str]()
    for node in (inner for each in nodes for inner in walk(each)):
        match node:
            case AttrIs(attr, _) | AttrSet(attr) | PeriodIs(attr, _) | PersonIs(attr, _):
                attrs.add(attr)
            case Matches(attr, dim, _) | DimEquals(dim, attr, _):
                attrs.add(attr)
                dims.add(dim)
            case PersonDiffers(attr, other):
                attrs.add(attr)
                persons.add(other)
            case RosterComplete():
                attrs.add(ROSTER_OF)
            case SeatBy(_, field):
                attrs.add(field)
    return Asked(frozenset(attrs), frozenset(dims), frozenset(persons))
