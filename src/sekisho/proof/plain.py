"""Booleans that are known: joins plain truth values where a proof joins the prover's.

With these a property, or the prover's form of a gate, is evaluated on one state instead of being proved of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace


def _implies(condition: bool, then: bool) -> bool:
    return then or not condition


def _choose(condition: bool, then: object, otherwise: object) -> object:
    return then if condition else otherwise


def _weight(pairs: Iterable[tuple[bool, int]]) -> int:
    return sum(number for holds, number in pairs if holds)


PLAIN = SimpleNamespace(
    And=lambda *conditions: all(conditions),
    Or=lambda *conditions: any(conditions),
    Not=lambda condition: not condition,
    Implies=_implies,
    If=_choose,
    BoolVal=bool,
    Sum=sum,
    PbGe=lambda pairs, least: _weight(pairs) >= least,
    PbLe=lambda pairs, most: _weight(pairs) <= most,
)
"""The names of the prover's functions that properties and gates are written with."""
