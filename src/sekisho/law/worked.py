"""Worked cases of a pack: a bundle, the act asked about and the outcome that the law gives, as data beside the rules.

A case that is ``like`` another says only in what it differs, so that the single fact which turns the outcome stands out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sekisho.vocabulary.text import Text


class WorkedCase(msgspec.Struct, frozen=True, kw_only=True):
    """One worked case.

    ``bundle`` is a whole case bundle; ``ask`` names the step, its case and, where an act is tried rather than the state
    asked, the entry tried; ``rules`` are exactly those missing, the one the case is about first; ``cite`` the clauses that
    the law gives for it, the first being one that the verdict names for that rule; ``of`` the row that it works out;
    ``owed``, where it is stated, every duty then open in the case: who owes it, and to whom where it is owed to somebody.
    """

    id: str
    of: str
    cite: tuple[str, ...]
    text: Text
    bundle: Mapping[str, Any]
    ask: Mapping[str, Any]
    expect: str
    rules: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    like: str = ""
    owed: Mapping[str, tuple[str, ...]] | None = None

    @property
    def step(self) -> str:
        """The step asked about."""
        return str(self.ask["step"])


def worked_cases(values: Iterable[Mapping[str, Any]]) -> tuple[WorkedCase, ...]:
    """Return the worked cases; each that is like an earlier one carries that one's bundle with its own differences.

    Where none of that name stands before it the bundle stays empty; the check of the pack reports that.
    """
    found: list[WorkedCase] = []
    for value in values:
        found.append(_worked(value, {case.id: case for case in found}))
    return tuple(found)


def _worked(value: Mapping[str, Any], earlier: Mapping[str, WorkedCase]) -> WorkedCase:
    base = earlier.get(value.get("like", ""))
    return WorkedCase(
        id=value["id"],
        of=value["of"],
        cite=tuple(value["cite"]),
        text=Text(value["ja"], value["en"]),
        bundle=_changed(base.bundle, value.get("but", {})) if base else value.get("bundle", {}),
        ask=value.get("ask", base.ask if base else {}),
        expect=value["expect"],
        rules=tuple(value.get("rules", ())),
        lifted=tuple(value.get("lifted", ())),
        like=value.get("like", ""),
        owed=_owed(value["owed"]) if "owed" in value else None,
    )


def _owed(value: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return {duty: tuple(between) for duty, between in value.items()}


def _changed(bundle: Mapping[str, Any], but: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the bundle with the differences laid over: those of a case under its id, all else at the top."""
    cases = [_changed_case(case, but.get("cases", {}).get(case["id"], {})) for case in bundle["cases"]]
    added = {key: value for key, value in but.items() if key not in ("cases", "story")}
    story = [*bundle.get("story", ()), *but.get("story", ())]
    return {**bundle, **added, "cases": cases, "story": story}


def _changed_case(case: Mapping[str, Any], but: Mapping[str, Any]) -> Mapping[str, Any]:
    laid = {"with": {**case.get("with", {}), **but.get("with", {})}} if "with" in but else {}
    more = {key: [*case.get(key, ()), *but[key]] for key in ("without", "entries") if key in but}
    rest = {key: value for key, value in but.items() if key not in ("with", "without", "entries")}
    return {**case, **laid, **more, **rest}
