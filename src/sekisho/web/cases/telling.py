"""The particulars of an act in words: what the review page shows before sending and the timeline afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sekisho.casework.register import Register
from sekisho.law.pack import Pack, Step
from sekisho.vocabulary.text import Text

from .values import moment, plain, told

DEVIATION_FIELDS = {
    "what": Text("行われたこと", "What was done"),
    "when": Text("行われた時", "When it was done"),
    "reasons": Text("関所を通らなかった理由", "Why it did not pass the gate"),
}


class Told(msgspec.Struct, frozen=True):
    """One field in words: its name and what it holds."""

    name: Text
    value: Text


def tell(
    pack: Pack, register: Register, step: Step | None, particulars: Mapping[str, Any]
) -> tuple[Told, ...]:
    """Return the fields that hold something, in the order of the form; a deviation has no step and fixed fields."""
    if step is None:
        return tuple(
            Told(DEVIATION_FIELDS.get(k, Text(k, k)), _outside(k, v)) for k, v in particulars.items()
        )
    given = [(field, particulars.get(field.id)) for field in step.asks.values()]
    said = [(field, value) for field, value in given if value not in (None, "", [], {})]
    return tuple(Told(f.text, told(pack, register, f.type, f.values, v)) for f, v in said)


def _outside(name: str, value: Any) -> Text:
    return moment(value) if name == "when" else plain(value)
