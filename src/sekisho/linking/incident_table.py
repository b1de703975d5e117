"""Incidents as one Arrow table: the shape in which engines are given them, in memory or as Parquet files.

========== =============================================
id         string, unique
date       date, null where not known
observables list of ``{type, value}``, normalised values
techniques, malware, sectors, countries  lists of string
========== =============================================
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sekisho.intel.objects import Incident

if TYPE_CHECKING:
    import pyarrow as pa

STATED_COLUMNS = {
    "technique": "techniques",
    "malware": "malware",
    "sector": "sectors",
    "country": "countries",
}
"""The column that holds what an incident states of each kind (see ``kinds.STATED_KINDS``)."""


def incident_schema() -> pa.Schema:
    """Return the columns and their types."""
    import pyarrow as pa  # late: the command line must start without it

    observable = pa.struct([("type", pa.string()), ("value", pa.string())])
    words = [(name, pa.list_(pa.string())) for name in STATED_COLUMNS.values()]
    return pa.schema(
        [("id", pa.string()), ("date", pa.date32()), ("observables", pa.list_(observable)), *words]
    )


def incident_table(incidents: Iterable[Incident]) -> pa.Table:
    """Return the incidents as a table, one row each, in their order."""
    import pyarrow as pa

    known = list(incidents)
    columns: dict[str, list[object]] = {
        "id": [incident.id for incident in known],
        "date": [incident.date for incident in known],
        "observables": [[{"type": o.type, "value": o.value} for o in i.observables] for i in known],
    }
    for name in STATED_COLUMNS.values():
        columns[name] = [list(getattr(incident, name)) for incident in known]
    return pa.table(columns, schema=incident_schema())
