"""A commission with two witnesses, for the tests of the log's side: reached by a function in place of the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from sekisho.operations import sequencer
from sekisho.operations.log_keys import signing_key
from sekisho.operations.witnessing import BETWEEN, ask_witnesses
from sekisho.records import models
from sekisho.witness import answering
from sekisho.witness.home import found

NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Commission:
    """Two witnesses, reached by a function in place of the wire; ``send`` counts what is asked."""

    def __init__(self, folder: Path) -> None:
        key = signing_key("real").verifier
        self.folder, self.now, self.asked = folder, NOW, 0
        self.who = {
            name: answering.witness(found(folder / name, f"witness.example/{name}", [key]))
            for name in ("a", "b")
        }

    def policy(self, quorum: str = "both") -> str:
        keys = {name: who.keys[0].verifier.as_cosigner().text() for name, who in self.who.items()}
        lines = [f"witness {name} {key} http://{name}.invalid/w" for name, key in keys.items()]
        return "\n".join([*lines, "group both all a b", f"quorum {quorum}", ""])

    def send(self, url: str, body: bytes) -> tuple[int, str]:
        self.asked += 1
        name = url.removeprefix("http://")[0]
        assert url == f"http://{name}.invalid/w/add-checkpoint"
        given = answering.answer(self.who[name], body, self.now)
        return given.status, given.body


def grow(offices: Any) -> int:
    offices.opened("measure.open", "npa")
    sequencer.integrate(offices.tick())
    return models.Position.objects.count()


def outcomes(commission: Commission, at: datetime = NOW) -> list[str]:
    commission.now = at
    return [each.outcome for each in ask_witnesses(at, commission.send)]


def lost(offices: Any, commission: Commission) -> None:
    """The log grows and is cosigned; then its database is as it was before, as one brought back from a copy is."""
    assert outcomes(commission) == ["", ""]
    with transaction.atomic():
        grow(offices)
        assert outcomes(commission, NOW + BETWEEN) == ["", ""]
        transaction.set_rollback(True)
