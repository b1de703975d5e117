"""The few places where engines spell the same thing differently. Everything else in ``link.sql`` is common SQL."""

from __future__ import annotations

from typing import Protocol


class Dialect(Protocol):
    """What an engine has to spell."""

    def whole(self, expression: str) -> str:
        """Return the expression as a 64-bit integer."""
        ...

    def temporary(self, name: str) -> str:
        """Return the words that create a result kept for this run under a name."""
        ...


class DuckDb:
    """DuckDB, embedded: the default engine."""

    def whole(self, expression: str) -> str:
        """See ``Dialect.whole``."""
        return f"CAST({expression} AS BIGINT)"

    def temporary(self, name: str) -> str:
        """See ``Dialect.temporary``."""
        return f"CREATE TEMP TABLE {name} AS"


class Spark:
    """Apache Spark SQL: the distributed engine."""

    def whole(self, expression: str) -> str:
        """See ``Dialect.whole``."""
        return f"CAST({expression} AS BIGINT)"

    def temporary(self, name: str) -> str:
        """See ``Dialect.temporary``."""
        return f"CREATE OR REPLACE TEMPORARY VIEW {name} AS"
