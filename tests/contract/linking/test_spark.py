"""Spark runs the same SQL text: its rows, DuckDB's and those of linking from objects are equal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sekisho.linking.engine import duckdb_engine
from sekisho.linking.parameters import Parameters
from sekisho.linking.spark import spark_run, spark_session
from sekisho.linking.tables import table_of

from .drawing import VALUES, build, incidents, parameters, values
from .same import assert_same_keys, assert_same_linking
from .spark_home import SMALL, show_any_java

FEW = settings(
    max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
MANY = settings(
    max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session of this machine for all tests: starting it takes longer than a run."""
    show_any_java(os.environ, tmp_path_factory.mktemp("java"))
    with spark_session("local[2]", SMALL) as started:
        yield started


@pytest.mark.long
@FEW
@given(said=st.lists(values, min_size=100, max_size=300))
def test_spark_derives_the_keys_that_reading_values_gives(session: Any, said: list) -> None:
    """Plain or odd, every value gives Spark exactly the keys of ``keys_of``."""
    with spark_run(session) as engine:
        assert_same_keys(engine, [*VALUES, *said])


@FEW
@given(said=incidents.filter(lambda them: len(them) > 4), given_=parameters)
def test_spark_and_duckdb_find_what_linking_from_objects_finds(
    session: Any, said: list, given_: Parameters
) -> None:
    """Links, contributions and clusters are the same, row for row, in both engines."""
    with spark_run(session) as engine:
        assert_same_linking(engine, build(said), given_)
    with duckdb_engine() as engine:
        assert_same_linking(engine, build(said), given_)


def test_rows_come_few_at_a_time_in_their_order(session: Any) -> None:
    """From either engine, as they were asked for, and all of them."""
    table, query = (
        table_of([(n % 7, n) for n in range(50_000)], "one", "two"),
        "SELECT two, one FROM given_rows",
    )
    with spark_run(session) as spark, duckdb_engine() as duckdb:
        for engine in (spark, duckdb):
            engine.give("given_rows", table)
            found = list(engine.rows(f"{query} ORDER BY one, two"))
            assert found == sorted(((n, n % 7) for n in range(50_000)), key=lambda row: (row[1], row[0]))


@pytest.mark.long
@pytest.mark.parametrize("part", range(5))
@MANY
@given(said=incidents, given_=parameters)
def test_spark_finds_the_same_in_many_small_collections(
    session: Any, part: int, said: list, given_: Parameters
) -> None:
    """As above, over many collections and parameters; in parts, none of which takes long."""
    with spark_run(session) as engine:
        assert_same_linking(engine, build(said), given_)
