"""What a document's shape lacks, in words: the errors of a JSON Schema, said in both languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from .text import Text

NEAR = 5
"""How many names that look alike are offered for one that does not exist."""
FEW = 24
"""How many names are listed in full where none looks alike."""


def said(error: Any) -> Text:
    """Return what a ``jsonschema`` validation error means for who wrote the document."""
    rule, wanted, given = error.validator, error.validator_value, error.instance
    if rule == "additionalProperties" and isinstance(given, dict):
        extra = "、".join(sorted(set(given) - set(error.schema.get("properties", {}))))
        return Text(f"「{extra}」という項目はない。", f"There is no key “{extra}” here.")
    if rule == "required":
        lacking = "、".join(k for k in wanted if k not in given)
        return Text(f"「{lacking}」がない。", f"“{lacking}” is missing.")
    if rule == "type":
        kinds = wanted if isinstance(wanted, str) else "、".join(wanted)
        return Text(f"{_short(given)} は型が異なる（{kinds}）。", f"{_short(given)} is not of type {kinds}.")
    if rule in ("enum", "const"):
        listed = "、".join(map(str, wanted)) if rule == "enum" else str(wanted)
        return Text(f"{_short(given)} は使えない（{listed}）。", f"{_short(given)} is none of {listed}.")
    if rule == "pattern":
        return Text(
            f"{_short(given)} は書き方が異なる（{wanted}）。", f"{_short(given)} does not match {wanted}."
        )
    return Text(
        f"{_short(given)} は書式に合わない（{rule}）。", f"{_short(given)} does not fit the format ({rule})."
    )


def _short(value: Any) -> str:
    text = str(value)
    return f"「{text if len(text) <= 60 else text[:57] + '…'}」"


def offered(name: str, known: Iterable[str]) -> Text | None:
    """Return which names may have been meant by one that does not exist; ``None`` where there is nothing to offer."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=NEAR, cutoff=0.6)
    if near:
        return Text(f"もしや：{'、'.join(near)}", f"Perhaps: {', '.join(near)}")
    if not names:
        return None
    more = f" …（{len(names)}）" if len(names) > FEW else ""
    return Text(
        f"使えるもの：{'、'.join(names[:FEW])}{more}", f"What there is: {', '.join(names[:FEW])}{more}"
    )
