"""``sekisho weaknesses``: which installed parts have a known weakness, and which of these should have been mended by now.

Advisories are read from files in the format of OSV (ossf.github.io/osv-schema), a closed network's as well as an open
one's: single records, lists of them, or an archive of a whole ecosystem as it is handed out. What is known to be exploited
is read from the catalogue of CISA KEV. Nothing is looked up elsewhere. How fast a weakness is to be mended is what
``docs/explanation/operations.md`` says.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from sekisho.vocabulary.times import show_time

from .reporting import UNUSABLE
from .sbom import INSTALL, canonical, installed

ECOSYSTEM = "PyPI"
GRAVE_WORDS = frozenset({"HIGH", "CRITICAL"})
EXPLOITED, GRAVE = timedelta(days=2), timedelta(days=14)
"""From publication on; what is neither is mended with the next version of the product."""


class NotRead(ValueError):
    """A file of advisories cannot be read as one; the message says which, and why."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A weakness of a part that is installed; ``due`` is ``None`` for what is mended with the next version."""

    part: str
    version: str
    ids: tuple[str, ...]
    fixed: tuple[str, ...]
    published: datetime
    due: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been mended by now."""
        return self.due is not None and self.due <= now


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "advisories",
        nargs="+",
        type=Path,
        help="OSVの形式の記録又はその書庫 / records of OSV, or an archive of them",
    )
    parser.add_argument(
        "--exploited",
        type=Path,
        help="悪用が知られている脆弱性の一覧（CISA KEV） / the catalogue of CISA KEV",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a line for each weakness, those due first; 1 where one is overdue, 2 where a file cannot be read."""
    now, parts = datetime.now(UTC), {name: of.version for name, of in installed().items()}
    try:
        exploited = read_exploited(args.exploited) if args.exploited else frozenset()
        records = (record for path in args.advisories for record in read_advisories(path))
        found = known(parts, records, exploited)
    except NotRead as error:
        print(f"{error}", file=sys.stderr)
        return UNUSABLE
    except ModuleNotFoundError as absent:
        if absent.name != "packaging":
            raise
        print(INSTALL, file=sys.stderr)
        return UNUSABLE
    for each in found:
        print(
            "\t".join((each.part, each.version, " ".join(each.ids), " ".join(each.fixed), _when(each, now)))
        )
    overdue = sum(each.overdue(now) for each in found)
    print(
        f"部品 {len(parts)}、脆弱性 {len(found)}、期限超過 {overdue} / parts, weaknesses, overdue",
        file=sys.stderr,
    )
    return 1 if overdue else 0


def _when(each: Known, now: datetime) -> str:
    if each.due is None:
        return "次の版 / next version"
    at = show_time(each.due)
    return f"期限超過（{at}） / overdue since {at}" if each.overdue(now) else f"{at}まで / by {at}"


def known(
    parts: Mapping[str, str], advisories: Iterable[Mapping[str, Any]], exploited: frozenset[str]
) -> tuple[Known, ...]:
    """Return the weaknesses of parts (name to version), those due first; one that was withdrawn is none.

    Raises ``ModuleNotFoundError`` without the extra ``sbom``, whose ``packaging`` orders versions, and ``NotRead``.
    """
    found: dict[tuple[str, frozenset[str]], Known] = {}
    for record in advisories:
        for each in _of_record(parts, record, exploited):
            # The same weakness comes under several ids; the stricter time counts.
            key = (each.part, frozenset(each.ids))
            same = next((k for k in found if k[0] == each.part and k[1] & key[1]), key)
            found[same] = min(found.get(same, each), each, key=_urgency)
    return tuple(sorted(found.values(), key=_urgency))


def _urgency(each: Known) -> tuple[bool, datetime, str]:
    return (each.due is None, each.due or each.published, each.part)


def _of_record(
    parts: Mapping[str, str], record: Mapping[str, Any], exploited: frozenset[str]
) -> Iterator[Known]:
    if record.get("withdrawn"):
        return
    ids = (str(record.get("id", "")), *map(str, record.get("aliases", ())))
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        name = canonical(str(package.get("name", "")))
        if package.get("ecosystem") != ECOSYSTEM or name not in parts or not _hits(affected, parts[name]):
            continue
        published = _time(record)
        term = _term(record, affected, exploited & set(ids))
        yield Known(
            part=name,
            version=parts[name],
            ids=ids,
            fixed=tuple(dict.fromkeys(e["fixed"] for e in _events(affected) if "fixed" in e)),
            published=published,
            due=published + term if term is not None else None,
        )


def _time(record: Mapping[str, Any]) -> datetime:
    """Return when a weakness was published; without that, when its record was last changed."""
    try:
        moment = datetime.fromisoformat(str(record.get("published") or record["modified"]))
    except (KeyError, ValueError) as error:
        raise NotRead(f"{record.get('id')}: it does not say when it was published") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _term(
    record: Mapping[str, Any], affected: Mapping[str, Any], exploited: frozenset[str]
) -> timedelta | None:
    """Return how long there is to mend it. One whose severity nobody states counts as grave."""
    if exploited:
        return EXPLOITED
    said = [each.get("database_specific", {}).get("severity") for each in (record, affected)]
    words = {str(word).upper() for word in said if word}
    return GRAVE if not words or words & GRAVE_WORDS else None


def _events(affected: Mapping[str, Any]) -> list[Mapping[str, str]]:
    ranges = [r for r in affected.get("ranges", ()) if r.get("type") == "ECOSYSTEM"]
    return [event for r in ranges for event in r.get("events", ())]


def _hits(affected: Mapping[str, Any], version: str) -> bool:
    """Return whether a version is affected: named, or between where it came in and where it was mended (OSV, evaluation).

    One that cannot be compared counts as affected.
    """
    if version in affected.get("versions", ()):
        return True
    read: Any = import_module("packaging.version").Version
    try:
        at = read(version)
        events = sorted((read(value), kind) for event in _events(affected) for kind, value in event.items())
    except ValueError:
        return True
    inside = False
    for moment, kind in events:
        if kind == "introduced" and moment <= at:
            inside = True
        elif (kind == "fixed" and moment <= at) or (kind == "last_affected" and moment < at):
            inside = False
    return inside


def read_advisories(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a file: one, a list of them, or an archive of many. Raises ``NotRead``."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith(".json"):
                        yield from _records(path, archive.read(name))
            return
        yield from _records(path, path.read_bytes())
    except OSError as error:
        raise NotRead(f"{path}: {error.strerror}") from error


def _records(path: Path, data: bytes) -> list[Mapping[str, Any]]:
    try:
        value = json.loads(data)
    except ValueError as error:
        raise NotRead(f"{path}: it is no JSON") from error
    records = value if isinstance(value, list) else [value]
    if not all(isinstance(each, dict) and "id" in each and "affected" in each for each in records):
        raise NotRead(f"{path}: it is no record of OSV, which has an id and says what is affected")
    return records


def read_exploited(path: Path) -> frozenset[str]:
    """Return the ids that a catalogue of CISA KEV has. Raises ``NotRead``."""
    try:
        listed = json.loads(path.read_bytes())["vulnerabilities"]
        return frozenset(str(each["cveID"]) for each in listed)
    except OSError as error:
        raise NotRead(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NotRead(f"{path}: it is no catalogue of CISA KEV") from error
