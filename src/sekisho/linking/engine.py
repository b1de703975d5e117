"""Running the one SQL text: tables in, links out."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from .dialect import Dialect, DuckDb
from .tables import Tables, make_tables
from .weights import LONGEST_GAP

if TYPE_CHECKING:
    from .profile import Profile
    from .weights import Weights

STEPS = ("shared_pair", "key_score", "agreement", "stated_score", "link")


class Link(msgspec.Struct, frozen=True):
    """Two incidents (ids in order) and the points that speak for their belonging together."""

    one: str
    other: str
    points: int


def statements(dialect: Dialect, weights: Weights) -> list[str]:
    """Return the SQL statements in order, spelt for an engine, with the parameters written in as integers."""
    parameters = weights.parameters
    stated = {
        name: e
        for name, e in parameters.evidence.items()
        if name in ("technique", "malware", "sector", "country")
    }
    filled = files(__package__).joinpath("link.sql").read_text(encoding="utf-8")
    text = filled.format(
        **{name: dialect.temporary(name) for name in STEPS},
        each_sum=dialect.whole("SUM(k.each_points)"),
        pair_sum=dialect.whole("SUM(p.first_points + LEAST(p.each_points, e.most))"),
        worth_sum=dialect.whole("SUM(w.points)"),
        stated_sum=dialect.whole(
            "SUM(CASE WHEN g.points IS NULL THEN -p.against ELSE LEAST(g.points, p.most) END)"
        ),
        base=parameters.base,
        longest_gap=LONGEST_GAP,
        undated=weights.of_gap(None),
        most_stated=sum(e.limit for e in stated.values()),
    )
    return [part.strip() for part in text.split(";") if part.strip()]


def find_links(profiles: list[Profile], weights: Weights, memory_limit: str = "1GB") -> list[Link]:
    """Return all links among the profiles (sorted by id), scored by DuckDB in memory.

    Nothing is read from or written to the network; what does not fit in memory spills to a temporary directory.
    """
    import duckdb  # late: the command line must start without it

    tables = make_tables(profiles, weights)
    with duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "threads": "2"}
    ) as engine:
        engine.execute(f"SET memory_limit = '{memory_limit}'")
        _load(engine, tables)
        for statement in statements(DuckDb(), weights):
            engine.execute(statement)
        rows = engine.execute("SELECT a, b, points FROM link ORDER BY a, b").fetchall()
    return [Link(profiles[a].id, profiles[b].id, points) for a, b, points in rows]


def _load(engine: Any, tables: Tables) -> None:
    for name, table in tables.items():
        engine.register(f"given_{name}", table)
        engine.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given_{name}")


def rows_of(tables: Tables) -> Iterator[tuple[str, int]]:
    """Return the number of rows of every table, for figures."""
    for name, table in tables.items():
        yield name, table.num_rows
