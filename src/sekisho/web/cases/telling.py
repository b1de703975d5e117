"""The particulars of an act in words: what the review page shows before sending and the timeline afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sekisho.casework.register import Register
from sekisho.law.pack import Field, Pack, Step
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time, show_time

from . import words

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
        return tuple(Told(DEVIATION_FIELDS.get(k, Text(k, k)), plain(v)) for k, v in particulars.items())
    given = [(field, particulars.get(field.id)) for field in step.asks.values()]
    return tuple(Told(f.text, _value(pack, register, f, v)) for f, v in given if v not in (None, "", [], {}))


def _value(pack: Pack, register: Register, field: Field, value: Any) -> Text:
    if field.type in ("choice", "yesno", "office", "post"):
        return words.value_text(pack, dict(field.values), value)
    if field.type == "person":
        return register.name(str(value))
    if field.type == "datetime":
        return plain(show_time(parse_time(str(value))))
    if field.type == "period":
        return _period(value)
    if isinstance(value, (list, tuple)):
        return _list([_item(pack, field, each) for each in value])
    return plain(value)


def _item(pack: Pack, field: Field, value: Any) -> Text:
    if isinstance(value, Mapping):
        return _list(
            [words.value_text(pack, dict(field.values), v) for v in value.values() if v not in (None, "")]
        )
    return words.value_text(pack, dict(field.values), value)


def _list(texts: list[Text]) -> Text:
    return Text("、".join(t.ja for t in texts), ", ".join(t.en for t in texts))


def _period(value: Any) -> Text:
    if not isinstance(value, Mapping):
        return plain(value)
    since, until = value.get("from") or "", value.get("until") or ""
    return Text(f"{since} から {until or '定めなし'}", f"{since} to {until or 'no end set'}")


def plain(value: Any) -> Text:
    """Return a written value as it is, in both languages."""
    return Text(str(value), str(value))
