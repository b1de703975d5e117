"""The tests' own procedure, folded into a case without any database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sekisho.casework.assessment import assess
from sekisho.casework.case import Case
from sekisho.casework.entry import Entry, Intent
from sekisho.casework.fold import fold
from sekisho.casework.register import Appointment, Register, Tenure
from sekisho.casework.verdict import Assessment
from sekisho.casework.world import World
from sekisho.law.loading import load_files
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

PACK = Path(__file__).parents[2] / "browser" / "pack"
START = datetime(2026, 10, 5, tzinfo=UTC)
NOW = START + timedelta(days=1)


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The tests' own pack."""
    loaded = load_files({file.name: file.read_text("utf-8") for file in PACK.glob("*.yaml")})
    assert loaded.pack is not None, loaded.findings
    return loaded.pack


class Bench:
    """A measure made entry by entry, and what the gate says of it."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.entries: list[Entry] = []
        tenure = Tenure(since=START)
        held = (("p1", "npa_official"), ("p1", "npa_chief"), ("p2", "nco_official"))
        self.register = Register(
            appointments=tuple(
                Appointment(id=f"reg:{n}", person=person, post=post, tenure=tenure)
                for n, (person, post) in enumerate(held)
            ),
            persons={"p1": Text("佐藤", "Sato"), "p2": Text("鈴木", "Suzuki")},
        )

    def do(self, step: str, given: Mapping[str, Any] | None = None, **subject: tuple[str, ...]) -> Case:
        """Add an entry as if the gate had let it pass."""
        at = START + timedelta(minutes=len(self.entries))
        intent = Intent(case="c1", step=step, act_of="npa", particulars=given or {}, subject=subject)
        entry = Entry(
            intent=intent,
            sequence=len(self.entries) + 1,
            previous=self.case.head,
            happened_at=at,
            recorded_at=at,
            recorded_by="p1",
            by_virtue_of="reg:0",
            verdict="",
            pack=self.pack.hash,
        )
        self.entries.append(entry)
        return self.case

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return fold(self.pack, "c1", "measure", "real", self.entries)

    @property
    def world(self) -> World:
        """The world with this case alone."""
        return World(self.pack, {"c1": self.case}, self.register)

    def assessed(self) -> Assessment:
        """What the gate says now."""
        return assess(self.pack, self.world, "c1", NOW)


@pytest.fixture
def bench(pack: Pack) -> Bench:
    """A measure with two targets, nothing established."""
    made = Bench(pack)
    made.do("measure.open", {"title": "第一次"})
    made.do("measure.add_target", {"key": "t1", "description": "国内の機器"})
    made.do("measure.add_target", {"key": "t2", "description": "国外の機器"})
    return made
