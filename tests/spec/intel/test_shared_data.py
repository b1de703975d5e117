"""The shared data sets read completely: the same incidents from both of their formats, and ATT&CK in good time."""

from __future__ import annotations

import gzip
import importlib.util
import time
from pathlib import Path
from typing import Any

import sekisho.demo_data
from sekisho.intel.objects import Incident
from sekisho.intel.reading import read_file


def comparable(incident: Incident) -> dict[str, Any]:
    """Return what both formats say of an incident, in one order."""
    line = incident.line() | {"title": ""}
    return {k: sorted(v, key=str) if isinstance(v, list) else v for k, v in line.items()}


def test_stix_and_lines_give_the_same_incidents(shared_dir: Path) -> None:
    """The STIX bundle of the split set reads as the same 1,354 incidents as its JSON Lines."""
    folder = shared_dir / "data/campaigns/dev"
    lines = read_file((folder / "split.incidents.jsonl").read_bytes(), "lines").incidents
    stix = read_file((folder / "split.stix21.json").read_bytes(), "stix").incidents
    assert len(lines) == 1354
    assert {i.id: comparable(i) for i in lines} == {i.id: comparable(i) for i in stix}


def test_every_real_report_is_taken_or_refused(shared_dir: Path) -> None:
    """All 1,600 lines of the real set are accounted for; only lines under a number used before are refused."""
    reading = read_file((shared_dir / "data/campaigns/dev/real.incidents.jsonl").read_bytes(), "real")
    assert len(reading.incidents) + len(reading.rejected) == 1600
    assert {r.finding.code for r in reading.rejected} == {"duplicate_in_file", "incident_line_conflict"}


def test_the_attack_catalogue_reads_whole(shared_dir: Path) -> None:
    """All 24,771 objects of the ATT&CK bundle (35 MB) are taken within a minute."""
    data = gzip.decompress((shared_dir / "data/attack/enterprise-attack-2.1.json.gz").read_bytes())
    started = time.monotonic()
    reading = read_file(data, "attack")
    assert (len(reading.objects), len(reading.rejected)) == (24_771, 0)
    assert time.monotonic() - started < 60


def test_the_whole_kev_catalogue_reads(shared_dir: Path) -> None:
    """Every entry of the published catalogue is taken."""
    path = shared_dir / "data/vulnerabilities/known_exploited_vulnerabilities.json"
    reading = read_file(path.read_bytes(), "kev")
    assert (len(reading.objects), len(reading.rejected), reading.findings) == (1404, 0, ())


def test_the_demonstrations_files_are_what_their_script_makes(shared_dir: Path, tmp_path: Path) -> None:
    """Building the bundled files again gives them byte for byte."""
    bundled = Path(sekisho.demo_data.__path__[0])
    spec = importlib.util.spec_from_file_location("demo_build", bundled / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.build(shared_dir / "data", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (bundled / path.name).read_bytes(), path.name
