"""One door for every file: encoding, format, content; the answer is always a ``Reading``, never an exception."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from .csv_file import read_csv
from .detect import FORMATS, detect
from .encoding import decode
from .incident_lines import read_incident_lines, read_incident_parts
from .json_text import clean_text
from .kev import read_kev
from .messages import finding
from .misp import read_misp
from .objects import Reading
from .stix import read_stix

READERS: Mapping[str, Callable[[str, str], Reading]] = {
    "stix": read_stix,
    "misp": read_misp,
    "csv": read_csv,
    "kev": read_kev,
    "incidents": read_incident_lines,
}


def read_file(data: bytes, name: str, format: str | None = None, parts: bool = False) -> Reading:
    """Read a supplied file.

    ``name`` is what findings call the file. ``format`` is one of ``FORMATS`` where the supplier stated it, else the
    content tells. ``parts``: incident lines with one id are parts of one incident (else the second is rejected). What cannot be read gives a ``Reading`` without objects whose findings say why and what to do.
    Raises ``ValueError`` for a ``format`` that is not in ``FORMATS``: that is the caller's mistake, not the file's.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(f"unknown format {format!r}; one of {', '.join(FORMATS)}")
    decoded = decode(data, name)
    if decoded.text is None:
        return Reading(format="", findings=decoded.findings)
    if not decoded.text.strip():
        return Reading(format="", findings=(*decoded.findings, finding("file_empty", name)))
    chosen = format or detect(decoded.text)
    if chosen is None:
        return Reading(format="", findings=(*decoded.findings, finding("format_unknown", name)))
    text, notes = clean_text(decoded.text, name)
    reader = read_incident_parts if parts and chosen == "incidents" else READERS[chosen]
    reading = reader(text, name)
    return msgspec.structs.replace(reading, findings=(*decoded.findings, *notes, *reading.findings))
