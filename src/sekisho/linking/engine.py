"""Running the one SQL text: tables in, links out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from .dialect import Dialect, DuckDb
from .tables import make_tables
from .weights import LONGEST_GAP

if TYPE_CHECKING:
    import pyarrow as pa

    from .profile import Profile
    from .weights import Weights

AT_ONCE = 20_000
"""Rows that are taken from DuckDB in one go."""
LINK_STEPS = ("shared_pair", "bare_pair", "key_score", "agreement", "stated_score", "link")


class Link(msgspec.Struct, frozen=True):
    """Two incidents (ids in order) and the points that speak for their belonging together."""

    one: str
    other: str
    points: int


class RanOut(RuntimeError):
    """A run needs more memory or storage than its engine has; the text is the engine's."""


class Engine(Protocol):
    """What runs SQL: it is given tables, runs statements that make tables, and hands tables out."""

    dialect: Dialect

    def give(self, name: str, table: pa.Table) -> None:
        """Make a table known under a name."""
        ...

    def read(self, name: str, folder: Path) -> None:
        """Make the Parquet files of a folder known under a name."""
        ...

    def run(self, statement: str) -> None:
        """Run one statement."""
        ...

    def take(self, query: str) -> pa.Table:
        """Return the rows of a query."""
        ...

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, of which few are in this process at a time. Nothing else is asked until they are through."""
        ...

    def drop(self, *names: str) -> None:
        """Say that results are no longer needed."""
        ...


class DuckDbEngine:
    """DuckDB in this process, in memory; what does not fit goes to a folder of its own that is removed at the end.

    All but ``drop`` raise ``RanOut`` where neither memory nor that folder has room.
    """

    dialect: Dialect = DuckDb()

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def give(self, name: str, table: pa.Table) -> None:
        """See ``Engine.give``."""
        with _in_room():
            self._connection.register(f"arrow_{name}", table)
            self._connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM arrow_{name}")
            self._connection.unregister(f"arrow_{name}")

    def read(self, name: str, folder: Path) -> None:
        """See ``Engine.read``."""
        place = str(folder / "*.parquet").replace("'", "''")
        with _in_room():
            self._connection.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{place}')")

    def run(self, statement: str) -> None:
        """See ``Engine.run``."""
        with _in_room():
            self._connection.execute(statement)

    def take(self, query: str) -> pa.Table:
        """See ``Engine.take``."""
        with _in_room():
            return self._connection.sql(query).to_arrow_table()

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """See ``Engine.rows``."""
        with _in_room():
            found = self._connection.execute(query)
            while some := found.fetchmany(AT_ONCE):
                yield from some

    def drop(self, *names: str) -> None:
        """See ``Engine.drop``."""
        for name in names:
            self._connection.execute(f"DROP TABLE {name}")


@contextmanager
def _in_room() -> Iterator[None]:
    import duckdb  # late: the command line must start without it

    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise RanOut(str(error).splitlines()[0]) from error


@contextmanager
def duckdb_engine(memory_limit: str = "1GB", threads: int = 2) -> Iterator[DuckDbEngine]:
    """Open DuckDB for one run. Nothing is read from or written to the network, no extension is fetched."""
    import duckdb  # late: the command line must start without it

    with TemporaryDirectory(prefix="sekisho-link-") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "threads": str(threads),
            "memory_limit": memory_limit,
            "temp_directory": spill,
            "preserve_insertion_order": "false",
        }
        with duckdb.connect(":memory:", config=config) as connection:
            yield DuckDbEngine(connection)


def statements(name: str, filled: Mapping[str, object]) -> list[str]:
    """Return the statements of a file under ``sql/`` in order, its blanks filled."""
    text = files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8").format(**filled)
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return [part.strip() for part in plain.split(";") if part.strip()]


def whole(expression: str) -> str:
    """Return the expression as a 32-bit integer: sums are wider, and in some engines wider than in others.

    Points and counts fit with much room to spare. An engine refuses a number that does not, it does not cut it off.
    """
    return f"CAST({expression} AS INT)"


def turns(dialect: Dialect, incidents: int) -> Iterator[tuple[int, int]]:
    """Yield the first incident of every turn and the one after its last; at least one turn."""
    for first in range(0, max(1, incidents), dialect.at_once):
        yield first, min(first + dialect.at_once, incidents)


def link_statements(dialect: Dialect, weights: Weights, turn: tuple[int, int]) -> list[str]:
    """Return the statements of ``link.sql`` for one turn, with the parameters written in as integers."""
    blanks = {
        "first": turn[0],
        "end": turn[1],
        "shared_points": whole("p.first_points + LEAST(p.each_points, e.most)"),
        "worth_sum": whole("SUM(w.points)"),
        "points_sum": whole("SUM(points)"),
    }
    steps = {name: dialect.kept(name) for name in LINK_STEPS}
    return statements("link", fixed_points(weights) | blanks | steps)


def fixed_points(weights: Weights) -> dict[str, object]:
    """Return what ``link.sql`` and ``contribution.sql`` know of two incidents x and y before they look at keys.

    ``days_apart`` takes no ``LEAST``: it would skip a missing day. ``without_keys``: the most that a pair can have
    without a shared key.
    """
    base, undated = weights.parameters.base, weights.of_gap(None)
    apart, size = "ABS(x.day_no - y.day_no)", "x.size_points + y.size_points"
    return {
        "base": base,
        "longest_gap": LONGEST_GAP,
        "undated": undated,
        "days_apart": f"CASE WHEN {apart} > {LONGEST_GAP} THEN {LONGEST_GAP} ELSE {apart} END",
        "without_keys": f"{base} + {size} + COALESCE(g.points, {undated}) + LEAST(x.most_stated, y.most_stated)",
    }


def find_links(profiles: list[Profile], weights: Weights, memory_limit: str = "1GB") -> list[Link]:
    """Return all links among the profiles (sorted by id), scored by DuckDB in memory."""
    with duckdb_engine(memory_limit) as engine:
        rows = links_by(engine, profiles, weights)
    return [Link(profiles[a].id, profiles[b].id, points) for a, b, points in rows]


def links_by(engine: Engine, profiles: list[Profile], weights: Weights) -> list[tuple[int, int, int]]:
    """Return the links that an engine finds, as places in ``profiles`` and points."""
    for name, table in make_tables(profiles, weights).items():
        engine.give(name, table)
    for statement in link_statements(engine.dialect, weights, (0, len(profiles))):
        engine.run(statement)
    found = engine.take("SELECT a, b, points FROM link ORDER BY a, b")
    return list(zip(*(found[name].to_pylist() for name in ("a", "b", "points")), strict=True))
