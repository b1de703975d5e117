"""Synthetic growth: labelled or packaged incidents, replicated with their values renamed in every replica.

A replica keeps what makes real data hard: how often values repeat within it, which suffixes, ports, path shapes and
techniques go together, how long names are. Values of shared infrastructure (the listing's, and addresses of no public
network) stay as they are in every replica, as they would in a larger world. Renaming permutes letters, digits, and the
first three parts of an address, by tables drawn for each replica: equal values stay equal, different ones different.
A replica is moved in time as a whole, up to ``MOST_DAYS``: were all on the same days, incidents of different replicas
would agree in all that they state, and in when.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from string import ascii_lowercase, digits

import msgspec
import pyarrow.parquet as pq

from sekisho.intel.incident_lines import read_incident_lines
from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file
from sekisho.linking.incident_table import incident_schema, incident_table
from sekisho.linking.keys import registered_domain
from sekisho.linking.listing import default_listing

ROOT = Path(__file__).parents[1]
DEV = ROOT.parent / "shared" / "data" / "campaigns" / "dev"
PACKAGED = ROOT / "src" / "sekisho" / "demo_data"
MOST_DAYS = 1825
_HEX = "0123456789abcdef"
_OPEN = [n for n in range(1, 224) if n not in {10, 100, 127, 169, 172, 192, 198, 203}]
"""First parts of an address behind which there is no special range."""


def seed_incidents() -> list[Incident]:
    """Return the incidents that growth starts from: the development set, else what the product packages."""
    if not DEV.is_dir():
        files = [PACKAGED / name for name in ("npa.stix.json", "mod.misp.json", "mic.csv")]
        return [i for file in files for i in read_file(file.read_bytes(), file.name).incidents]
    texts = {
        name: (DEV / f"{name}.incidents.jsonl").read_text(encoding="utf-8") for name in ("real", "split")
    }
    return [
        incident for name, text in texts.items() for incident in read_incident_lines(text, name).incidents
    ]


def write_growth(folder: Path, observations: int) -> int:
    """Write Parquet files with at least so many observations into a folder; return how many they are.

    One file a replica; the last is cut off at the number asked for.
    """
    seeds = seed_incidents()
    folder.mkdir(parents=True, exist_ok=True)
    written = replica = 0
    while written < observations:
        part = list(_up_to(observations - written, replicate(seeds, replica)))
        pq.write_table(incident_table(part), folder / f"{replica:05}.parquet", compression="zstd")
        written += sum(len(incident.observables) for incident in part)
        replica += 1
    return written


def read_growth(folder: Path) -> list[Incident]:
    """Return the incidents of a folder as objects."""
    rows = pq.read_table(folder, schema=incident_schema()).to_pylist()
    return [msgspec.convert(row, Incident, strict=False) for row in rows]


def _up_to(observations: int, incidents: Iterator[Incident]) -> Iterator[Incident]:
    for incident in incidents:
        if observations <= 0:
            return
        observations -= len(incident.observables)
        yield incident


def replicate(seeds: list[Incident], replica: int) -> Iterator[Incident]:
    """Yield the incidents as they are in one replica; number 0 leaves the values as they are."""
    rename = _renamer(replica)
    later = timedelta(days=Random(f"time {replica}").randint(-MOST_DAYS, MOST_DAYS) if replica else 0)
    for incident in seeds:
        yield msgspec.structs.replace(
            incident,
            id=f"{replica:05}-{incident.id}",
            date=incident.date + later if incident.date else None,
            observables=tuple(rename(o) for o in incident.observables),
            malware=tuple(f"{name} {replica}" if replica else name for name in incident.malware),
        )


def _renamer(replica: int) -> Callable[[Observable], Observable]:
    draw = Random(replica)
    letters = _permutation(ascii_lowercase, draw, replica) | _permutation(digits, draw, replica)
    hexadecimal = _permutation(_HEX, draw, replica)
    turn, flip = draw.randrange(len(_OPEN)) * bool(replica), draw.randrange(1 << 16) * bool(replica)

    @cache
    def rename(observable: Observable) -> Observable:
        kind, value = observable.type, observable.value
        if kind == "domain":
            return Observable(kind, _name(value, letters))
        if kind in ("ipv4", "ipport"):
            return Observable(kind, _address(value, turn, flip))
        if kind == "url":
            return Observable(kind, _url(value, letters, turn, flip))
        if kind == "email":
            user, _, host = value.rpartition("@")
            return Observable(kind, f"{user.translate(letters)}@{_name(host, letters)}")
        return Observable(kind, value.translate(hexadecimal))

    return rename


def _permutation(alphabet: str, draw: Random, replica: int) -> dict[int, str]:
    drawn = "".join(draw.sample(alphabet, len(alphabet))) if replica else alphabet
    return str.maketrans(alphabet, drawn)


@cache
def _fixed(name: str) -> str | None:
    """Return the part of a name that stays: all of it where it is listed or nobody's, else its suffix."""
    registered = registered_domain(name)
    if registered is None or default_listing().category(("domain", name)) is not None:
        return None
    return registered[registered.index(".") :]


def _name(name: str, letters: dict[int, str]) -> str:
    suffix = _fixed(name)
    if suffix is None:
        return name
    labels = name[: -len(suffix)].split(".")
    return ".".join(label if label == "www" else _label(label, letters) for label in labels) + suffix


def _label(label: str, letters: dict[int, str]) -> str:
    """Rename one label; one that is encoded stays so."""
    return f"xn--{label[4:].translate(letters)}" if label.startswith("xn--") else label.translate(letters)


@cache
def _stays(address: str) -> bool:
    known = ipaddress.ip_address(address)
    return not known.is_global or default_listing().category(("address", address)) is not None


def _address(value: str, turn: int, flip: int) -> str:
    address, _, port = value.partition(":")
    if address.count(".") != 3 or _stays(address):
        return value
    first, second, third, last = (int(part) for part in address.split("."))
    place = _OPEN.index(first) if first in _OPEN else first
    moved = _OPEN[(place + turn) % len(_OPEN)] if turn or flip else first
    renamed = f"{moved}.{second ^ flip >> 8}.{third ^ flip & 255}.{last}"
    return f"{renamed}:{port}" if port else renamed


def _url(value: str, letters: dict[int, str], turn: int, flip: int) -> str:
    scheme, _, rest = value.partition("://")
    place, slash, path = rest.partition("/")
    host, colon, port = place.partition(":")
    renamed = _address(host, turn, flip) if host.replace(".", "").isdigit() else _name(host, letters)
    stem, dot, extension = path.rpartition(".")
    return f"{scheme}://{renamed}{colon}{port}{slash}{stem.translate(letters)}{dot}{extension}"
