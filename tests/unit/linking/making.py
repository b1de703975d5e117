"""Small incidents for the tests of linking. Names are of reserved or invented domains, addresses are public ones."""

from __future__ import annotations

from datetime import date

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable


def incident(
    id: str,
    *values: tuple[str, str],
    on: str | None = "2026-03-01",
    sectors: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    techniques: tuple[str, ...] = (),
    malware: tuple[str, ...] = (),
) -> Incident:
    """Return an incident with these observables."""
    return Incident(
        id=id,
        date=date.fromisoformat(on) if on else None,
        observables=tuple(Observable(kind, value) for kind, value in values),
        sectors=sectors,
        countries=countries,
        techniques=techniques,
        malware=malware,
    )


def hashed(number: int) -> tuple[str, str]:
    """Return an invented file hash."""
    return ("sha256", f"{number:064x}")


def crowd(count: int, start: int = 100_000) -> list[Incident]:
    """Return incidents that have nothing in common with anything: the background against which rarity counts."""
    return [
        incident(f"crowd-{n:04}", hashed(start + 2 * n), hashed(start + 2 * n + 1), on=None)
        for n in range(count)
    ]
