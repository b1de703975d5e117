"""One run of linking in a process of its own, so that its peak memory can be read: folder, memory limit and engine in."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from sekisho.linking.bulk import link_bulk
from sekisho.linking.engine import Engine, duckdb_engine
from sekisho.linking.spark import spark_engine
from tests.contract.linking.spark_home import show_any_java


@contextmanager
def engine_of(name: str, memory: str) -> Iterator[Engine]:
    """Open DuckDB (``duckdb``) with a memory limit, or Spark in this process (``spark``) with a heap of that size."""
    if name == "duckdb":
        with duckdb_engine(memory) as engine:
            yield engine
        return
    with TemporaryDirectory() as place:
        show_any_java(os.environ, Path(place))
        settings = {"spark.driver.memory": memory.removesuffix("B").lower(), "spark.log.level": "ERROR"}
        with spark_engine("local[2]", settings) as engine:
            yield engine


def digest_of(*tables: pa.Table) -> str:
    """Return a digest of all rows, in their order."""
    digest = sha256()
    for table in tables:
        for batch in table.to_batches(max_chunksize=10_000):
            digest.update(repr(batch.to_pydict()).encode())
    return digest.hexdigest()


def main(folder: str, memory: str, name: str = "duckdb") -> None:
    """Link, and print what it took."""
    began = time.perf_counter()
    with engine_of(name, memory) as engine:
        started = time.perf_counter()
        engine.read("given", Path(folder))
        found = link_bulk(engine)
        ended, processor, java = time.perf_counter(), time.process_time(), _of_children()
    taken = {
        "seconds": ended - began,
        "start": started - began,
        "processor": processor,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "links": found.links.num_rows,
        "candidates": len(set(found.clusters["cluster"].to_pylist())),
        "digest": digest_of(found.links.combine_chunks(), found.clusters.combine_chunks()),
        "java": java,
    }
    print(json.dumps(taken))


def _of_children() -> float:
    """Return the seconds of the processor that programs started by this one have used so far (proc(5)): they are not waited for."""
    below = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in below]
    return sum(int(user) + int(system) for *_, user, system in (each[:13] for each in fields)) / os.sysconf(
        "SC_CLK_TCK"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
