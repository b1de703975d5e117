"""What is wrong with tables of incidents that ``sekisho link`` is to link in bulk: columns, ids, an id twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

if TYPE_CHECKING:
    from sekisho.linking.engine import Engine

MOST_NAMED = 20
"""Ids that are named one by one; more of them are counted."""

UNREADABLE = Text("Parquetファイルとして読めない。", "This cannot be read as a Parquet file.")
WRITE_AGAIN = Text("Parquet形式で書き直す。", "Write it again as Parquet.")
COLUMN = Text(
    "列「{name}」の型は{wanted}とする。ここでは{found}である。",
    "Column {name} is to be {wanted}; it is {found}.",
)
MISSING = Text("無い", "missing")
SHAPE = Text(
    "列は id・date・observables（type と value の組の並び）・techniques・malware・sectors・countries とする。",
    "Columns are id, date, observables (a list of type and value), techniques, malware, sectors, countries.",
)
TWICE = Text("事案番号「{id}」が{count}度現れる。", "The incident id {id} appears {count} times.")
TWICE_MORE = Text(
    "ほかに{count}の事案番号が二度以上現れる。", "{count} more incident ids appear more than once."
)
OWN_ID = Text(
    "同じ事案なら一行を残し、別の事案ならそれぞれの番号を付ける。",
    "Keep one row where it is one incident; give each an id of its own where they are several.",
)
NAMELESS = Text("事案番号の無い行が{count}行ある。", "{count} rows have no incident id.")
NAME_THEM = Text("各行に番号を付ける。", "Give every row an id.")


def check_files(paths: list[Path]) -> list[Finding]:
    """Return a finding for every Parquet file that cannot be read and every column that has another type."""
    return [flaw for path in paths for flaw in _flaws(path)]


def _flaws(path: Path) -> Iterator[Finding]:
    import pyarrow as pa  # late: the command line must start without it
    import pyarrow.parquet as pq

    from sekisho.linking.incident_table import incident_schema

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError):
        yield _finding("table_unreadable", str(path), UNREADABLE, WRITE_AGAIN)
        return
    for wanted in incident_schema():
        found = schema.field(wanted.name).type if wanted.name in schema.names else None
        if found is None or not _alike(found, wanted.type):
            message = COLUMN.fill(
                name=wanted.name, wanted=wanted.type, found=MISSING if found is None else found
            )
            yield _finding("table_column", f"{path}:{wanted.name}", message, SHAPE)


def _alike(found: Any, wanted: Any) -> bool:
    """Say whether two types mean the same: writers name the items of a list as they like, and have wide texts."""
    return _plainly(found) == _plainly(wanted)


def _plainly(kind: Any) -> str:
    import pyarrow as pa

    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list<{_plainly(kind.value_type)}>"
    if pa.types.is_struct(kind):
        members = sorted((field.name, _plainly(field.type)) for field in kind)
        return f"struct{members}"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "string"
    return str(kind)


def check_ids(engine: Engine) -> list[Finding]:
    """Return findings on the rows known as ``given``: no id, or one that another row has."""
    nameless = engine.take("SELECT COUNT(*) AS n FROM given WHERE COALESCE(TRIM(id), '') = ''")["n"][
        0
    ].as_py()
    twice = engine.take(
        f"SELECT id, n, COUNT(*) OVER () AS ids FROM (SELECT id, COUNT(*) AS n FROM given WHERE TRIM(id) <> '' "
        f"GROUP BY id HAVING COUNT(*) > 1) t ORDER BY id LIMIT {MOST_NAMED}"
    ).to_pylist()
    found = [
        _finding("table_id_twice", row["id"], TWICE.fill(id=row["id"], count=row["n"]), OWN_ID)
        for row in twice
    ]
    if twice and twice[0]["ids"] > len(twice):
        more = TWICE_MORE.fill(count=twice[0]["ids"] - len(twice))
        found.append(_finding("table_id_twice", "id", more, OWN_ID))
    if nameless:
        found.append(_finding("table_id_missing", "id", NAMELESS.fill(count=nameless), NAME_THEM))
    return found


def _finding(code: str, place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=code, severity="error", place=place, message=message, remedy=remedy)
