"""The world growing entry by entry, in the order of the log: what each entry found, and what it left."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field

from sekisho.law.pack import Pack

from .case import Case
from .entry import Entry
from .fold import apply, empty
from .register import REGISTERS, Register
from .registering import fold_register, in_order
from .world import World

Role = tuple[str, str]
"""A case pointed at, and in which role."""


@dataclass(slots=True)
class Unfolding:
    """Takes entries one after the other. The register is folded from them, unless ``given`` tells who holds which post."""

    pack: Pack
    given: Register | None = None
    register: Register = field(init=False)
    cases: dict[str, Case] = field(default_factory=dict)
    pointing: dict[Role, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing on record."""
        self.register = Register() if self.given is None else self.given

    @property
    def world(self) -> World:
        """The world as it stands; later entries change it."""
        return World(self.pack, self.cases, self.register, self.pointing)

    def opened(self, case: str, kind: str, realm: str) -> Case:
        """Return a case as it stands; empty where it has no entry yet."""
        if case not in self.cases:
            self.cases[case] = empty(self.pack, case, kind, realm)
        return self.cases[case]

    def take(self, entry: Entry) -> World:
        """Take the next entry of a case that was opened; return the world before it, which stays true until the next."""
        case, register = self.cases[entry.case], self.register
        before = case.copied()
        apply(self.pack, case, entry)
        case.entries = (*case.entries, entry)
        then = self._point(before, case)
        if case.kind in REGISTERS and self.given is None:
            registers = [each for each in self.cases.values() if each.kind in REGISTERS]
            self.register = fold_register(self.pack, in_order(registers))
        cases, pointing = ChainMap({case.id: before}, self.cases), ChainMap(then, self.pointing)
        return World(self.pack, cases, register, pointing)

    def _point(self, before: Case, case: Case) -> dict[Role, tuple[str, ...]]:
        """Follow what the case names now; return what the roles that changed said before."""
        changed = _named(before) ^ _named(case)
        then = {key: self.pointing.get(key, ()) for key in changed}
        for key in changed:
            others = tuple(each for each in then[key] if each != case.id)
            self.pointing[key] = (*others, case.id) if key in _named(case) else others
        return then


def _named(case: Case) -> set[Role]:
    return {(reference.case, role) for role, references in case.links.items() for reference in references}
