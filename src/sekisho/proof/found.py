"""What the proofs found, kept beside them: the properties with the rules that each rests on, for who asks about a rule.

Proving takes as long as a minute, so nobody who reads a page waits for it. ``sekisho docs`` writes what was found whenever
the pack, the proofs or the prover have changed, and ``sekisho docs --check`` fails while what is kept is older.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

import msgspec

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from . import solver
from .prove import Result

FILE = "found.json"


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """A property that was proved; ``rests_on`` are, by step, the rules that suffice for the proof and are all needed."""

    id: str
    text: Text
    cite: tuple[str, ...]
    rests_on: Mapping[str, tuple[str, ...]]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was proved of one edition (``pack`` is its hash); ``made_from`` is the hash of all that it depends on."""

    made_from: str
    pack: str
    proved: tuple[Proved, ...]


def made_from(pack: Pack) -> str:
    """Return a hash over the pack, the sources of the proofs, and the prover's version."""
    total = hashlib.sha256(f"{pack.hash} {solver.version()}".encode())
    for file in sorted(resources.files(__package__ or "sekisho.proof").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".py"):
            total.update(file.read_bytes())
    return total.hexdigest()


def found(pack: Pack, results: Iterable[Result]) -> Found:
    """Return what to keep of the results of the proofs of a pack: what was proved, and rests on one of its rules."""
    grouped: dict[tuple[str, Text], list[Result]] = {}
    for result in results:
        if result.proved and any(_rules(pack, result)):
            grouped.setdefault((result.id.partition(" ")[0], result.text), []).append(result)
    proved = (
        Proved(
            id=name,
            text=text,
            cite=tuple(dict.fromkeys(cite for r in of for cite in r.cite)),
            rests_on={r.step: tuple(_rules(pack, r)) for r in of},
        )
        for (name, text), of in grouped.items()
    )
    return Found(made_from=made_from(pack), pack=pack.hash, proved=tuple(proved))


def stale(pack: Pack, written: str) -> bool:
    """Return whether what was written was made from another pack, other proofs or another prover."""
    return f'"made_from": "{made_from(pack)}"' not in written


def _rules(pack: Pack, result: Result) -> Iterator[str]:
    """Yield the rules among what a result rests on; effects of steps, which it names too, are none."""
    for rest in result.rests_on:
        rule = rest.removeprefix(f"{result.step}: ")
        if rule in pack.rules:
            yield rule


@cache
def kept() -> Found:
    """Return what comes with the package."""
    data = resources.files(__package__ or "sekisho.proof").joinpath(FILE).read_bytes()
    return msgspec.json.decode(data, type=Found)


def resting_on(pack: Pack, rule: str) -> tuple[Proved, ...] | None:
    """Return the properties whose proof rests on a rule; ``None`` where what is kept was proved of another edition."""
    if kept().pack != pack.hash:
        return None
    return tuple(each for each in kept().proved if any(rule in rules for rules in each.rests_on.values()))


def about_step(pack: Pack, step: str) -> tuple[Proved, ...] | None:
    """Return the properties proved about a step; ``None`` where what is kept was proved of another edition."""
    if kept().pack != pack.hash:
        return None
    return tuple(each for each in kept().proved if step in each.rests_on)
