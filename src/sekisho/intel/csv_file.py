"""CSV in: a header in Japanese or English, one value a row; rows that name the same incident are one incident.

Cells are text and stay text: nothing is evaluated, whatever character it begins with.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding

from .credentials import shown
from .csv_columns import map_header, type_word
from .markings import UNMARKED, MarkingSet, join, parse_level, parse_tlp
from .messages import finding
from .objects import Incident, IntelObject, Reading, Rejected
from .observables import observe
from .stix_incidents import TECHNIQUE
from .stix_make import content_id, indicator
from .times import calendar_date

DELIMITERS = (",", "\t", ";", "|")
MAX_CELL = 8192
MAX_ROWS = 500_000
MAX_LINES_OF_ROW = 100
_SEPARATORS = str.maketrans("、；，,", ";;;;")


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row understood: its object and what it says of its incident."""

    item: IntelObject
    incident: str
    title: str
    date: date | None
    lists: Mapping[str, tuple[str, ...]]


class _Line(msgspec.Struct, frozen=True):
    """One row as it stood: place, text and cells (``None`` where they could not be told apart)."""

    place: str
    text: str
    cells: list[str] | None


def read_csv(text: str, name: str) -> Reading:
    """Read a CSV file; ``name`` is what findings call the file."""
    lines = list(_lines(text, name))
    if not lines or lines[0].cells is None:
        return Reading(format="csv", findings=(finding("csv_not_recognised", name),))
    columns = map_header(lines[0].cells, name)
    if columns.places is None or len(lines) > MAX_ROWS:
        too_many = [finding("too_many_objects", name, count=len(lines), limit=MAX_ROWS)]
        return Reading(format="csv", findings=(*columns.findings, *(too_many if columns.places else ())))
    width = len(lines[0].cells)
    taken: dict[str, _Row] = {}
    rejected: list[Rejected] = []
    findings = list(columns.findings)
    for line in lines[1:]:
        row, notes = _row(line, columns.places, width)
        if row is not None and row.item.id in taken:
            where = taken[row.item.id].item.place
            notes = [finding("duplicate_in_file", line.place, id=row.item.id, first=where)]
            row = None
        if row is None:
            rejected.append(Rejected(line.place, notes[0], tuple(notes[1:])))
        else:
            taken[row.item.id] = row
            findings.extend(notes)
    rows = list(taken.values())
    return Reading(
        format="csv",
        objects=tuple(row.item for row in rows),
        incidents=tuple(_incidents(rows)),
        rejected=tuple(rejected),
        findings=(*findings, *_ungrouped(rows, name)),
    )


def _ungrouped(rows: Sequence[_Row], name: str) -> list[Finding]:
    loose = sum(not row.incident for row in rows)
    return [finding("rows_without_incident", name, count=loose)] if loose else []


def _lines(text: str, name: str) -> Iterator[_Line]:
    """Split a text into rows; blank ones carry nothing and are passed over.

    A quoted cell may run over ``MAX_LINES_OF_ROW`` lines. A quote that is never closed costs its own line only: the
    next line begins a row again.
    """
    source = list(io.StringIO(text, newline=""))
    delimiter = _delimiter(source[0] if source else "")
    at = 0
    while at < len(source):
        cells, used = _cells(source, at, delimiter)
        if cells is None or any(cell.strip() for cell in cells):
            yield _Line(f"{name}:{at + 1}", "".join(source[at : at + used]).rstrip("\r\n"), cells)
        at += used


def _cells(source: Sequence[str], at: int, delimiter: str) -> tuple[list[str] | None, int]:
    """Return the cells of the row that begins at a line, and how many lines it takes."""
    reader = csv.reader(islice(source, at, at + MAX_LINES_OF_ROW), delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None, 1


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=lambda d: (header.count(d), -DELIMITERS.index(d)))


def _row(line: _Line, places: Mapping[str, int], width: int) -> tuple[_Row | None, list[Finding]]:
    flaw = _row_flaw(line, width)
    if flaw is not None or line.cells is None:
        return None, [flaw or finding("row_unreadable", line.place)]
    cells = {key: line.cells[number].strip() for key, number in places.items()}
    type_ = type_word(cells.get("type", ""))
    if type_ is None:
        return None, [finding("observable_type_unknown", line.place, type=shown(cells["type"]))]
    observed = observe(type_, cells["value"], line.place)
    if observed.observable is None:
        return None, list(observed.findings)
    said, notes = _said(cells, line.place)
    notes += observed.findings
    item = IntelObject(
        id="",
        type="indicator",
        raw=line.text.encode("utf-8"),
        normalised={},
        place=line.place,
        observables=(observed.observable,),
        **said,
    )
    return _completed(item, cells, line.place, notes)


def _row_flaw(line: _Line, width: int) -> Finding | None:
    if line.cells is None:
        return finding("row_unreadable", line.place)
    if len(line.cells) < width or any(cell.strip() for cell in line.cells[width:]):
        return finding("row_of_other_width", line.place, found=len(line.cells), expected=width)
    if any("\x00" in cell for cell in line.cells):
        return finding("nul_character", line.place)
    if any(len(cell) > MAX_CELL for cell in line.cells):
        return finding("cell_too_long", line.place, limit=MAX_CELL)
    return None


def _said(cells: Mapping[str, str], place: str) -> tuple[dict[str, Any], list[Finding]]:
    """Read marking and confidence; what cannot be read is said, and the marking then stays on the safe side."""
    notes: list[Finding] = []
    tlp, level = parse_tlp(cells.get("tlp", "")), parse_level(cells.get("level", ""))
    for key, value in (("tlp", tlp), ("level", level)):
        if cells.get(key) and value is None:
            notes.append(finding("marking_unread", place, id=shown(cells[key])))
            tlp = "red"
    confidence = cells.get("confidence", "").removesuffix("%")
    number = (
        int(confidence) if confidence.isascii() and confidence.isdigit() and len(confidence) < 4 else None
    )
    if confidence and (number is None or number > 100):
        notes.append(finding("confidence_unread", place, value=shown(confidence)))
        number = None
    marked = MarkingSet(tlp=tlp, level=level) if tlp or level else UNMARKED
    return {"marking": marked, "confidence": number}, notes


def _completed(
    item: IntelObject, cells: Mapping[str, str], place: str, notes: list[Finding]
) -> tuple[_Row, list[Finding]]:
    day = calendar_date(cells.get("date", ""))
    if cells.get("date") and day is None:
        notes.append(finding("date_unread", place, value=shown(cells["date"])))
    lists = {k: _many(cells.get(k, "")) for k in ("sectors", "malware")}
    lists |= {k: _many(cells.get(k, "").upper()) for k in ("countries", "techniques")}
    bad = [t for t in lists["techniques"] if not TECHNIQUE.match(t)]
    notes += [finding("technique_malformed", place, value=shown(t)) for t in bad]
    lists["techniques"] = tuple(t for t in lists["techniques"] if t not in bad)
    at = datetime.combine(day, time(), UTC) if day else None
    value = [[o.type, o.value] for o in item.observables]
    id_ = content_id("indicator", "csv", value, dict(cells) | {"value": ""})
    normalised = indicator(
        id_, item.observables, at, description=cells.get("comment"), confidence=item.confidence
    )
    whole = msgspec.structs.replace(item, id=id_, normalised=normalised, created=at, modified=at)
    incident, title = cells.get("incident", ""), cells.get("title", "")
    return _Row(item=whole, incident=incident, title=title, date=day, lists=lists), notes


def _many(cell: str) -> tuple[str, ...]:
    """Split a cell that names several things."""
    parts = (part.strip() for part in cell.translate(_SEPARATORS).split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _incidents(rows: Sequence[_Row]) -> Iterator[Incident]:
    """Gather the rows of each incident; its date is the earliest that a row states."""
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.incident:
            groups[row.incident].append(row)
    for number, group in groups.items():
        lists: dict[str, Any] = {
            key: tuple(sorted({v for row in group for v in row.lists[key]})) for key in group[0].lists
        }
        yield Incident(
            id=number,
            date=min((row.date for row in group if row.date), default=None),
            observables=tuple(sorted({o for row in group for o in row.item.observables})),
            title=next((row.title for row in group if row.title), ""),
            objects=tuple(row.item.id for row in group),
            marking=join(row.item.marking for row in group),
            place=group[0].item.place,
            **lists,
        )
