"""States written down as tables, and packs drawn at random: what evaluator and oracle are compared on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sekisho.law.state import View

WORDS = ("a", "b")
NAMES = ("x", "y")


@dataclass
class TableView:
    """A state written down as a table: each question is answered by looking it up."""

    answers: dict[str, Any]
    below: list[TableView] = field(default_factory=list)
    free: bool = False

    def attr(self, name: str) -> str | None:
        return self.answers[f"attr-{name}"]

    def finding(self, name: str, same: Sequence[str]) -> str | None:
        return self.answers[f"finding-{name}"] if not same or self.answers["fresh"] else None

    def stage(self, name: str, same: Sequence[str]) -> str | None:
        return self.answers[f"stage-{name}"] if not same or self.answers["fresh"] else None

    def duty(self, name: str) -> str:
        return self.answers["duty"]

    def settled(self) -> bool:
        return self.answers["settled"]

    def period(self, name: str) -> str:
        return self.answers["period"]

    def elements(self, name: str) -> Sequence[View]:
        return self.below

    def alike(self, name: str) -> Sequence[tuple[View, int]]:
        return [(each, 1) for each in self.elements(name)]

    def at(self, link: str) -> View:
        return self.below[0] if self.below else self

    def case_id(self) -> str | None:
        return self.answers["attr-x"]

    def dim(self, name: str) -> str | None:
        return self.answers[f"attr-{name}"]

    def person_is(self, attr: str, officer_class: str) -> bool | None:
        return self.answers["person"]

    def person_differs(self, attr: str, other: str) -> bool | None:
        return self.answers["person"]

    def actor_is(self, kind: str, value: str) -> bool:
        return self.answers["settled"]

    def given(self, name: str) -> Collection[str] | None:
        value = self.answers[f"attr-{name}"]
        return None if value is None else [value]

    def roster_complete(self) -> bool:
        return self.answers["settled"]

    def seat_held(self) -> bool:
        return self.answers["settled"]

    def seat_by(self, kind: str, field: str) -> bool:
        return self.answers["settled"] is (kind == "taken_by")

    def option(self, name: str) -> str:
        return self.answers["option"]

    def clock(self, name: str) -> bool:
        return self.answers["settled"]


Condition = dict[str, Any]
DUTIES = ("none", "open", "overdue", "discharged")
PERIODS = ("unset", "coming", "running", "ended")


class Drawn:
    """A pack and states of cases drawn from a seed: plain chance, so that tens of thousands cost seconds."""

    def __init__(self, seed: str) -> None:
        self.chance = Random(seed)
        self.defined: list[str] = []

    def pack(self, size: int) -> Mapping[str, Mapping[str, Any]]:
        """Return named conditions, each of which may rest on those before it."""
        found: dict[str, Mapping[str, Any]] = {}
        for number in range(size):
            found[f"D{number}"] = {"is": self.condition(3)}
            self.defined.append(f"D{number}")
        return found

    def condition(self, depth: int) -> Condition:
        """Return a condition with up to ``depth`` others around each of its leaves."""
        if depth == 0 or self.chance.random() < 0.2:
            return self.chance.choice(LEAVES)(self)
        inner = [self.condition(depth - 1) for _ in range(self.chance.randint(1, 3))]
        return self.chance.choice(
            (
                {"all": inner},
                {"any": inner},
                {"not": inner[0]},
                {"every": "p", "that": inner[0]},
                {"some": "p", "that": inner[0]},
                {"count": "p", "that": inner[0], "at_least": self.chance.randint(0, 3)},
                {"at": "l", "that": inner[0]},
            )
        )

    def state(self, depth: int = 2, free: bool | None = None) -> TableView:
        """Return a case with elements and neighbours below it."""
        free = self.chance.random() < 0.3 if free is None else free
        below = [self.state(depth - 1, free) for _ in range(self.chance.randint(0, 3))] if depth else []
        answers = {f"{sort}-{n}": self.word() for sort in ("attr", "finding", "stage") for n in NAMES}
        answers |= {
            "fresh": self.yes(),
            "settled": self.yes(),
            "person": self.chance.choice((None, True, False)),
            "duty": self.chance.choice(DUTIES),
            "period": self.chance.choice(PERIODS),
            "option": self.chance.choice(WORDS),
        }
        return TableView(answers, below, free)

    def word(self) -> str | None:
        return self.chance.choice((None, *WORDS))

    def yes(self) -> bool:
        return self.chance.random() < 0.5

    def name(self) -> str:
        return self.chance.choice(NAMES)

    def wanted(self, words: Sequence[str] = WORDS) -> Condition:
        few = self.chance.sample(words, self.chance.randint(1, len(words)))
        return {"is": few[0]} if len(few) == 1 else {"in": few}

    def same(self) -> Condition:
        return {"same": ["d"]} if self.yes() else {}

    def named(self) -> Condition:
        return {"def": self.chance.choice(self.defined)} if self.defined else {"const": self.yes()}


LEAVES: tuple[Callable[[Drawn], Condition], ...] = (
    lambda d: {"finding": d.name(), **d.wanted(), **d.same()},
    lambda d: {"attr": d.name(), **d.wanted()},
    lambda d: {"attr": d.name(), "is_set": d.yes()},
    lambda d: {"done": d.name(), **d.wanted(), **d.same()},
    lambda d: {"period": "x", **d.wanted(PERIODS)},
    lambda d: {"duty": "x", **d.wanted(DUTIES)},
    lambda d: {"duties": "settled"},
    lambda d: {"roster": "complete"},
    lambda d: {"seat": "held"},
    lambda d: {"seat": d.chance.choice(("deputised_by", "taken_by")), "field": d.name()},
    lambda d: {"const": d.yes()},
    lambda d: {"person": d.name(), "is": "c"},
    lambda d: {"person": d.name(), "differs_from": "r"},
    lambda d: {"actor": "differs_from", d.chance.choice(("record", "finding")): "x"},
    lambda d: {"actor": "is", d.chance.choice(("post", "office", "class", "named_in", "office_of")): "x"},
    lambda d: {"given": d.name(), **(d.wanted() if d.yes() else {})},
    lambda d: {"matches": d.name(), "dim": "x", "at": "l"},
    lambda d: {"dim": d.name(), "equals": "y", "at": "l"},
    lambda d: {"same_case": "l", "as": d.chance.choice(("l", ["l", "l"], ["l", "l", "l"]))},
    lambda d: {"option": "o", **d.wanted()},
    lambda d: {"clock": "c", "is": d.yes()},
    lambda d: {"written": d.name()},
    Drawn.named,
)
"""Every operator of the language that has no condition inside."""
