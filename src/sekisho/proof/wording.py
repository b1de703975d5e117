"""Changes to what the pack says rather than what it decides: a citation given to another clause, a sentence to another rule.

No proof sees them, for no decision depends on them. A citation is noticed by a worked case that names the clause which the
law gives, or by the account kept of what carries each clause; a sentence by the sentences as they were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import msgspec
import yaml

from sekisho.casework.working import comes_out
from sekisho.law.coverage import Carrier, carriers, coverage
from sekisho.law.pack import Definition, Pack, Rule
from sekisho.vocabulary.text import Text

from .mutant import Mutant

Said = TypeVar("Said")
Speaking = Rule | Definition
HOLDERS = ("preconditions", "exemptions", "duties", "standing", "steps", "options", "sight", "definitions")
"""The fields of a pack that hold what cites a clause or says a sentence."""


def miscited(pack: Pack, only: str = "") -> Iterator[Mutant]:
    """Yield each citation given to the next clause of the pack, and what names the clause that is lost."""
    clauses = tuple(pack.clauses)
    for each in carriers(pack):
        for clause in each.cite if only in ("", each.id) else ():
            other = _next(clauses, clause, each.cite)
            cite = tuple(other if c == clause else c for c in each.cite)
            changed = replaced(pack, msgspec.structs.replace(each, cite=cite))
            killer = _named_by(changed, each, clause) or _listed_by(changed, each, clause)
            yield Mutant(rule=each.id, step="", change=f"cites {other} for {clause}", killed_by=killer)


def _next(clauses: Sequence[str], clause: str, but: Sequence[str]) -> str:
    after = clauses.index(clause) + 1
    return next(c for c in (*clauses[after:], *clauses[:after]) if c not in but)


def _named_by(changed: Pack, carrier: Carrier, clause: str) -> str:
    """Return the worked case that is about the rule and expects the clause, where it no longer comes out as stated."""
    about = (c for c in changed.worked if c.rules[:1] == (carrier.id,) and c.cite[0] == clause)
    return next((f"case {c.id}" for c in about if not comes_out(changed, c)), "")


def _listed_by(changed: Pack, carrier: Carrier, clause: str) -> str:
    """Return the row of the coverage that names the carrier of a clause which it no longer cites."""
    rows = (row for row in coverage(changed) if carrier.id in row.uncited)
    return next((f"coverage {row.id}" for row in rows if row.id == clause), "")


def reworded(pack: Pack, only: str = "") -> Iterator[Mutant]:
    """Yield each sentence lost, or exchanged for that of the rule before, in one language; and the sentence as it was read."""
    read = sentences()
    speaking: list[Speaking] = [*pack.rules.values(), *pack.definitions.values()]
    for number, each in enumerate(speaking):
        other = speaking[number - 1]
        for change, text in _rewordings(each.text, other) if only in ("", each.id) else ():
            changed = replaced(pack, msgspec.structs.replace(each, text=text))
            killer = f"sentence {each.id}" if each.id in missaid(changed, read) else ""
            yield Mutant(rule=each.id, step="", change=change, killed_by=killer)


def _rewordings(text: Text, other: Speaking) -> Iterator[tuple[str, Text]]:
    yield "says nothing in Japanese", Text("", text.en)
    yield "says nothing in English", Text(text.ja, "")
    yield f"says {other.id} in Japanese", Text(other.text.ja, text.en)
    yield f"says {other.id} in English", Text(text.ja, other.text.en)


@cache
def sentences() -> Mapping[str, Text]:
    """Return the sentence of each rule and definition of the packaged pack as it was read, by id."""
    rows = yaml.safe_load(resources.files(__package__).joinpath("sentences.yaml").read_text("utf-8"))
    return {name: Text(row["ja"], row["en"]) for name, row in rows.items()}


def missaid(pack: Pack, read: Mapping[str, Text]) -> tuple[str, ...]:
    """Return the rules and definitions whose sentence is not as it was read, and those read that are gone."""
    says = {name: rule.text for name, rule in pack.rules.items()}
    says |= {name: definition.text for name, definition in pack.definitions.items()}
    return tuple(name for name in {**read, **says} if read.get(name) != says.get(name))


def replaced(pack: Pack, value: Any) -> Pack:
    """Return the pack with one rule, step, option, definition or rule of sight as this value has it."""
    fields = {name: _exchanged(getattr(pack, name), value) for name in HOLDERS}
    return msgspec.structs.replace(pack, **fields)


def _exchanged(holder: Any, value: Any) -> Any:
    """Return the tuple or map with its element of the same sort and id exchanged."""
    if isinstance(holder, Mapping):
        same = type(holder.get(value.id)) is type(value)
        return {**holder, value.id: value} if same else holder
    return tuple(value if type(e) is type(value) and e.id == value.id else e for e in holder)
