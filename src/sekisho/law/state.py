"""What a condition can ask of the world: the protocol that casework provides and that every engine reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol


class View(Protocol):
    """A case seen from where a condition stands: the case itself, or one of its elements with those it belongs to.

    ``None`` means not known. A *free* answer (see ``free``) is one that the form or the person acting will settle.
    """

    def attr(self, name: str) -> str | None:
        """Return the value of an attribute, or ``None`` where it has not been set."""

    def finding(self, name: str, same: Sequence[str]) -> str | None:
        """Return the value found and still current; ``None`` where absent, expired, voided or contradicted."""

    def stage(self, name: str, same: Sequence[str]) -> str | None:
        """Return the stage that a record stands in; ``None`` where absent or about other content."""

    def duty(self, name: str) -> str:
        """Return ``none``, ``open``, ``overdue`` or ``discharged``."""

    def settled(self) -> bool:
        """Return whether no duty of the case is open."""

    def period(self, name: str) -> str:
        """Return ``unset``, ``coming``, ``running`` or ``ended`` at the time of judgement."""

    def elements(self, name: str) -> Sequence[View]:
        """Return the active elements of a part that belong to what is bound, or the cases behind a backlink."""

    def alike(self, name: str) -> Sequence[tuple[View, int]]:
        """Return one of every sort of ``elements(name)`` that no condition can tell apart, and how many there are."""

    def at(self, link: str) -> View:
        """Return the linked case (at the element that the link names); an empty view where there is none."""

    def case_id(self) -> str | None:
        """Return what tells the case from every other one; ``None`` for the empty view of where a link leads nowhere."""

    def dim(self, name: str) -> str | None:
        """Return the hash of a dimension's present content, or ``None`` where nothing was written."""

    def person_is(self, attr: str, officer_class: str) -> bool | None:
        """Return whether the person that an attribute names belongs to a class; ``None`` where nobody is named."""

    def person_differs(self, attr: str, other: str) -> bool | None:
        """Return whether a person is none of those behind a record or finding; ``None`` where it does not exist."""

    def actor_is(self, kind: str, value: str) -> bool:
        """Return whether the person acting holds the post or belongs to the class, or acts for the office."""

    def given(self, field: str) -> Collection[str] | None:
        """Return the words that a field of the form holds; ``None`` where it is empty."""

    def roster_complete(self) -> bool:
        """Return whether every post of the agenda item's roster has a seat."""

    def seat_held(self) -> bool:
        """Return whether somebody holds the post of the seat that is bound."""

    def seat_by(self, kind: str, field: str) -> bool:
        """Return whether the person in a field may stand in at the seat that is bound (``deputised_by``), or has a part in
        another seat of its agenda item (``taken_by``).
        """

    def option(self, name: str) -> str:
        """Return the value that an option is set to."""

    def clock(self, name: str) -> bool:
        """Return whether the provision is in force at the time of the act."""

    @property
    def free(self) -> bool:
        """Whether nobody acts yet, so that questions about the person and the form are left to the act."""
