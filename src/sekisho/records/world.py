"""Loading the world that an assessment reads: the folded cases it may reach, the register, and how far each
was read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Set
from threading import Lock

import msgspec

from sekisho.casework import entry as core
from sekisho.casework.case import Case
from sekisho.casework.entry import Entry
from sekisho.casework.fold import fold
from sekisho.casework.register import REGISTERS, Register
from sekisho.casework.registering import fold_register, in_order
from sekisho.casework.world import World, pointing, reach
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from . import models
from .entries import read_entries
from .locking import Seen
from .second_wall import assessing

REAL = core.REAL
"""The realm of what is not an exercise."""
REGISTER = REGISTERS[0]
"""The kind of the cases in which a realm's authority is founded."""
FOLDS_KEPT = 1024
"""How many folded cases a process keeps; a fold never changes, for its head names its content."""


class Loaded(msgspec.Struct, frozen=True):
    """A world and how far each of its cases, those of the register included, was read."""

    world: World
    seen: Mapping[str, Seen]
    registers: tuple[str, ...]


class _Folds:
    """Folded cases by head, the least recently used thrown out; folds are shared and must not be changed."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, Lock()
        self._kept: OrderedDict[tuple[str, str, str], Case] = OrderedDict()

    def get(self, pack: Pack, row: models.Case) -> Case:
        key = (pack.hash, row.pk, row.head)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = fold(pack, row.pk, row.kind, row.realm, _up_to(row))
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


_folds = _Folds(FOLDS_KEPT)


def _up_to(row: models.Case) -> tuple[Entry, ...]:
    """Entries that came after the row was read belong to the next reading."""
    return tuple(entry for entry in read_entries(row.pk) if entry.sequence <= row.sequence)


@assessing()
def load_world(pack: Pack, start: Iterable[str], realm: str) -> Loaded:
    """Return the world reachable from some cases of one realm; a case of another realm, or one whose payload was
    erased, is as one that is not there.

    How far a case was read is taken down before its links are followed: a link that comes in between makes the case one
    that has moved, and no act passes on a world that lacks what is linked.
    """
    links = _Links(pack)
    wanted = reach(start, links.named_by, links.resting_on)
    rows = list(models.Case.objects.filter(pk__in=wanted, realm=realm, erased_at=None))
    registers = list(models.Case.objects.filter(kind__in=REGISTERS, realm=realm).order_by("opened_at", "pk"))
    cases = {row.pk: _folds.get(pack, row) for row in (*rows, *registers)}
    return Loaded(
        World(pack, cases, register_of(pack, [cases[row.pk] for row in registers]), pointing(cases.values())),
        {row.pk: links.seen.get(row.pk, Seen(row.head, row.named)) for row in (*rows, *registers)},
        tuple(row.pk for row in registers),
    )


@assessing()
def load_case(pack: Pack, case: str) -> Case | None:
    """Return one folded case, or ``None`` where there is none of that id."""
    row = models.Case.objects.filter(pk=case, erased_at=None).first()
    return _folds.get(pack, row) if row else None


@assessing()
def realm_of(case: str) -> str:
    """Return the realm of a case; empty where there is no such case, or its payload was erased."""
    return models.Case.objects.filter(pk=case, erased_at=None).values_list("realm", flat=True).first() or ""


@assessing()
def register_cases(realm: str) -> list[str]:
    """Return the cases that the register of a realm is folded from, in the order in which they were
    opened.
    """
    rows = models.Case.objects.filter(kind=REGISTER, realm=realm).order_by("opened_at", "pk")
    return list(rows.values_list("pk", flat=True))


def load_register(pack: Pack, realm: str) -> Register:
    """Return the register of a realm as it stands."""
    return load_world(pack, (), realm).world.register


@assessing()
def cases_resting_on(case: Case) -> set[str]:
    """Return the open cases whose assessment may read this one: whoever names it or what it names, on and
    on.
    """
    named = {reference.case for references in case.links.values() for reference in references}
    reached, waiting = {case.id, *named}, {case.id, *named}
    while waiting:
        rows = models.CaseLink.objects.filter(target__in=waiting).values_list("source", flat=True)
        waiting = set(rows) - reached
        reached |= waiting
    open_cases = models.Case.objects.filter(pk__in=reached, closed=False).exclude(pk=case.id)
    return set(open_cases.values_list("pk", flat=True))


@assessing()
def open_cases(realm: str) -> set[str]:
    """Return every case of a realm that is not closed."""
    return set(models.Case.objects.filter(realm=realm, closed=False).values_list("pk", flat=True))


class _Links:
    """The links of cases in both directions, and how far each case was read before they were followed."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.seen: dict[str, Seen] = {}
        self.kinds: dict[str, str] = {}

    def named_by(self, cases: Set[str]) -> list[str]:
        """Return the cases that some cases name."""
        self._see(cases)
        return list(models.CaseLink.objects.filter(source__in=cases).values_list("target", flat=True))

    def resting_on(self, cases: Set[str]) -> list[str]:
        """Return the cases that name one of some in a role of a backlink of its kind."""
        self._see(cases)
        roles = {
            case: {link.role for link in self.pack.kinds[kind].backlinks.values()}
            for case in cases
            if (kind := self.kinds.get(case, "")) in self.pack.kinds
        }
        links = models.CaseLink.objects.filter(target__in=[case for case, some in roles.items() if some])
        found = links.values_list("source", "target", "role")
        return [source for source, target, role in found if role in roles[target]]

    def _see(self, cases: Set[str]) -> None:
        rows = models.Case.objects.filter(pk__in=cases - self.seen.keys())
        for case, kind, head, named in rows.values_list("pk", "kind", "head", "named"):
            self.kinds[case], self.seen[case] = kind, Seen(head, named)


def register_of(pack: Pack, cases: list[Case]) -> Register:
    """Return the register that some register cases leave, with the names of the people who sign in."""
    names = models.Person.objects.values_list("id", "name_ja", "name_en")
    return fold_register(pack, in_order(cases), {person: Text(ja, en) for person, ja, en in names})
