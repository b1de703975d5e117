"""What each format gives, as a table: one row, one small file, and what is read from it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sekisho.demo_data
from sekisho.intel.objects import Reading
from sekisho.intel.reading import read_file

DEMO = Path(sekisho.demo_data.__path__[0])

SUPPLIES = [
    # file, format, incidents, refused, with a marking of
    ("npa.stix.json", "stix", 25, 0, "green"),
    ("mod.misp.json", "misp", 1, 0, "amber"),
    ("mic.csv", "csv", 8, 2, "green"),
    ("nco.kev.json", "kev", 0, 0, "clear"),
]


def supplied(name: str) -> Reading:
    """Read one of the demonstration's files."""
    return read_file((DEMO / name).read_bytes(), name)


@pytest.mark.parametrize(("name", "format_", "incidents", "refused", "tlp"), SUPPLIES)
def test_the_demonstrations_files_read_as_described(
    name: str, format_: str, incidents: int, refused: int, tlp: str
) -> None:
    """Each office's file is of its format, gives its incidents and markings, and loses only the rows with slips."""
    reading = supplied(name)
    assert (reading.format, len(reading.incidents), len(reading.rejected)) == (format_, incidents, refused)
    assert not reading.refused
    marked = {o.marking.tlp for o in reading.objects if o.type in ("indicator", "report", "vulnerability")}
    assert marked == {tlp}


def test_three_values_of_the_table_are_known_from_the_polices_bundle() -> None:
    """Exactly three rows of the communications ministry say what the police said; they agree on the key for it."""
    known = {o.same_as for o in supplied("npa.stix.json").objects if o.observables}
    assert sum(o.same_as in known for o in supplied("mic.csv").objects) == 3


def test_the_catalogue_of_vulnerabilities_has_thirty_entries() -> None:
    """Every entry of the shortened catalogue becomes a vulnerability."""
    assert [o.type for o in supplied("nco.kev.json").objects] == ["vulnerability"] * 30


def test_no_file_of_the_demonstration_is_large() -> None:
    """All bundled files together stay under 400 kilobytes."""
    assert sum(p.stat().st_size for p in DEMO.iterdir() if p.is_file()) < 400_000
