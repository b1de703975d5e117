"""The few places where engines spell the same thing differently. Everything else under ``sql/`` is common SQL."""

from __future__ import annotations

from typing import Protocol


class Dialect(Protocol):
    """What an engine has to spell."""

    at_once: int
    """Incidents of one turn: whose keys are told apart, and whose pairs are scored, together."""

    def kept(self, name: str) -> str:
        """Return the words that create a result kept for this run under a name."""
        ...

    def more(self, name: str) -> str:
        """Return the words that add to a result that is kept."""
        ...

    def passing(self, name: str) -> str:
        """Return the words that name a result without keeping it."""
        ...

    def each(self, items: str) -> str:
        """Return the expression that makes a row of every item of a list."""
        ...

    def series(self, last: str) -> str:
        """Return the list of the integers from 1 to a last one, which is at least 1."""
        ...

    def number(self, kind: str, text: str) -> str:
        """Return a number that stands for a kind and a text in this run; see decision 0031 for how wide it is."""
        ...

    def day(self, column: str) -> str:
        """Return a date as days since the year 1970; missing stays missing."""
        ...


class DuckDb:
    """DuckDB, embedded: the default engine."""

    at_once = 1 << 16

    def kept(self, name: str) -> str:
        """See ``Dialect.kept``."""
        return f"CREATE TEMP TABLE {name} AS"

    def more(self, name: str) -> str:
        """See ``Dialect.more``."""
        return f"INSERT INTO {name}"

    def passing(self, name: str) -> str:
        """See ``Dialect.passing``."""
        return f"CREATE TEMP VIEW {name} AS"

    def each(self, items: str) -> str:
        """See ``Dialect.each``."""
        return f"UNNEST({items})"

    def series(self, last: str) -> str:
        """See ``Dialect.series``."""
        return f"GENERATE_SERIES(1, {last})"

    def number(self, kind: str, text: str) -> str:
        """See ``Dialect.number``: 64 bits."""
        return f"HASH({text}, {kind})"

    def day(self, column: str) -> str:
        """See ``Dialect.day``."""
        return f"CAST({column} - DATE '1970-01-01' AS INT)"


class Spark:
    """Apache Spark SQL: the distributed engine. Its workers share the work out among themselves."""

    at_once = 1 << 31

    def kept(self, name: str) -> str:
        """See ``Dialect.kept``: on the storage, for a cached table would carry the queries that made it."""
        return f"CREATE TABLE {name} USING parquet AS"

    def more(self, name: str) -> str:
        """See ``Dialect.more``."""
        return f"INSERT INTO {name}"

    def passing(self, name: str) -> str:
        """See ``Dialect.passing``."""
        return f"CREATE OR REPLACE TEMPORARY VIEW {name} AS"

    def each(self, items: str) -> str:
        """See ``Dialect.each``."""
        return f"EXPLODE({items})"

    def series(self, last: str) -> str:
        """See ``Dialect.series``."""
        return f"SEQUENCE(1, CAST({last} AS INT))"

    def number(self, kind: str, text: str) -> str:
        """See ``Dialect.number``: 128 bits, for collections where 64 would meet twice."""
        return f"UNHEX(MD5(CONCAT({kind}, ':', {text})))"

    def day(self, column: str) -> str:
        """See ``Dialect.day``."""
        return f"CAST(UNIX_DATE({column}) AS INT)"
