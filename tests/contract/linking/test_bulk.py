"""Linking in an engine from the values on, and linking from objects, agree on every row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.linking.dialect import DuckDb
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.parameters import Parameters

from .drawing import build, incidents, parameters, values
from .same import assert_same_keys, assert_same_linking

EXAMPLES = settings.default.max_examples


class FewAtOnce(DuckDb):
    """DuckDB as it takes a great collection: in many turns."""

    at_once = 3


@settings(max_examples=EXAMPLES // 3)
@given(st.lists(values, max_size=60))
def test_plain_values_give_the_keys_that_reading_them_gives(said: list) -> None:
    """Every value, plain or odd, gives the engine exactly the keys of ``keys_of``."""
    with duckdb_engine() as engine:
        assert_same_keys(engine, said)


@settings(max_examples=EXAMPLES // 5)
@given(incidents, parameters)
def test_an_engine_that_derives_the_keys_itself_finds_the_same(said: list, given_: Parameters) -> None:
    """Links, contributions and clusters are those of ``link``, row for row."""
    with duckdb_engine() as engine:
        assert_same_linking(engine, build(said), given_)


@settings(max_examples=EXAMPLES // 6)
@given(incidents, parameters)
def test_taking_turns_changes_nothing(said: list, given_: Parameters) -> None:
    """Links between incidents of different turns are found too, in the same order."""
    with duckdb_engine() as engine:
        engine.dialect = FewAtOnce()
        assert_same_linking(engine, build(said), given_)
