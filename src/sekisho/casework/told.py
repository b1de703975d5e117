"""An entry as somebody tells it: all but the case and the step may be left open, to be filled in from the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from sekisho.vocabulary.times import parse_time

from .entry import Reference


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as the bundle tells it: all but the case and the step may be left open.

    ``form`` is the case whose short form brought the entry, ``turn`` its place there; ``but`` names elements that the
    step is not to act on, where it acts on all that it can.
    """

    case: str
    step: str
    at: datetime | None = None
    by: str = ""
    person: str = ""
    on: Mapping[str, tuple[str, ...]] = {}
    but: tuple[str, ...] = ()
    names: Mapping[str, Reference] = {}
    given: Mapping[str, Any] = {}
    evidence: str = ""
    place: str = ""
    form: str = ""
    turn: int = 0


def read_told(value: Mapping[str, Any], case: str, place: str) -> Told:
    """Return an entry as a bundle writes it; ``place`` is where it stands there."""
    on = {part: _keys(keys) for part, keys in value.get("on", {}).items()}
    on |= {part: _keys(value[part]) for part in ("target", "leg") if part in value}
    at = value.get("at")
    return Told(
        case=case,
        step=value["step"],
        at=parse_time(at) if at else None,
        by=value.get("by", ""),
        person=value.get("person", ""),
        on=on,
        names={role: reference(text) for role, text in value.get("names", {}).items()},
        given=value.get("with", {}),
        evidence=value.get("evidence", ""),
        place=place,
    )


def _keys(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def reference(text: str) -> Reference:
    """Read ``case`` or ``case#element``."""
    case, _, element = text.partition("#")
    return Reference(case, element)
