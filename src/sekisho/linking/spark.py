"""Apache Spark as an engine: the same SQL text, on many machines, from Parquet on storage that all of them reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .dialect import Dialect, Spark

if TYPE_CHECKING:
    import pyarrow as pa

NEEDED = (
    "Spark で結び付けるには追加の部品が要る: pip install 'sekisho[spark]' / "
    "Linking in Spark needs an extra: pip install 'sekisho[spark]'"
)
NEEDED_JAVA = (
    "Spark には Java 17 以上が要る。JAVA_HOME を設定する / Spark needs Java 17 or later: set JAVA_HOME"
)
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
}
"""What the answer or its privacy depends on; sizes and the like are for the installation to set."""
LOCAL_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}
"""Where everything runs on this machine: nothing listens to another one, and the parts are few."""


class SparkEngine:
    """A Spark session as an engine. What is kept for a run is Parquet on the storage.

    Not Spark's cache: a query over cached tables carries the queries of all of them, and grows past what can be planned.
    """

    dialect: Dialect = Spark()

    def __init__(self, session: Any) -> None:
        self._session = session

    def give(self, name: str, table: pa.Table) -> None:
        """See ``Engine.give``."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def read(self, name: str, folder: Path) -> None:
        """See ``Engine.read``; every worker must reach the folder under the same path."""
        self._session.read.parquet(str(folder)).createOrReplaceTempView(name)

    def run(self, statement: str) -> None:
        """See ``Engine.run``."""
        self._session.sql(statement)

    def take(self, query: str) -> pa.Table:
        """See ``Engine.take``: the rows come to this process."""
        return self._session.sql(query).toArrow()

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """See ``Engine.rows``: a worker's part of them at a time."""
        return map(tuple, self._session.sql(query).toLocalIterator())

    def drop(self, *names: str) -> None:
        """See ``Engine.drop``."""
        for name in names:
            self._session.sql(f"DROP TABLE {name}")


def check_spark(environment: Mapping[str, str]) -> None:
    """Raise ``ModuleNotFoundError``, with what to install, where Spark or Java is missing."""
    if find_spec("pyspark") is None:
        raise ModuleNotFoundError(NEEDED)
    if not environment.get("JAVA_HOME") and which("java", path=environment.get("PATH", "")) is None:
        raise ModuleNotFoundError(NEEDED_JAVA)


@contextmanager
def spark_session(master: str = "local[2]", settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Start Spark, in this process (``local[n]``) or against a cluster (``spark://host:port``), and stop it at the end.

    ``settings``: Spark's own, over ``SETTINGS``. See ``check_spark`` for what has to be there.
    """
    from pyspark.sql import SparkSession  # late: an extra

    builder = SparkSession.builder.master(master).appName("sekisho link")
    local = LOCAL_SETTINGS if master.startswith("local") else {}
    for name, value in {**SETTINGS, **local, **(settings or {})}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def spark_run(session: Any, storage: Path | None = None) -> Iterator[SparkEngine]:
    """Open an engine for one run in a session: its tables are its own, and removed at the end.

    ``storage``: a folder that every worker reaches under the same path; without one, a folder of this machine.
    """
    with TemporaryDirectory(prefix="sekisho_link_", dir=storage) as place:
        own, name = session.newSession(), Path(place).name
        own.sql(f"CREATE DATABASE {name} LOCATION '{Path(place).as_uri().replace(chr(39), chr(39) * 2)}'")
        own.sql(f"USE {name}")
        try:
            yield SparkEngine(own)
        finally:
            own.sql(f"DROP DATABASE {name} CASCADE")


@contextmanager
def spark_engine(
    master: str = "local[2]", settings: Mapping[str, str] | None = None, storage: Path | None = None
) -> Iterator[SparkEngine]:
    """Open Spark for one run; see ``spark_session`` and ``spark_run``."""
    with spark_session(master, settings) as session, spark_run(session, storage) as engine:
        yield engine
