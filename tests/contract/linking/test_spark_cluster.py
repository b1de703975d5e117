"""A cluster of Spark with two workers, all on this machine: Parquet from a shared folder in, the rows of ``link`` out."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pyspark
import pytest

from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.linking.bulk import link_bulk
from sekisho.linking.incident_table import incident_table
from sekisho.linking.parameters import default_parameters
from sekisho.linking.spark import spark_engine

from .same import assert_found
from .spark_home import SMALL, show_any_java

CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
HERE = "127.0.0.1"
WAIT = 60
"""Seconds that a process may take to listen."""


@contextmanager
def running(*words: str) -> Iterator[None]:
    """Run a part of the cluster, and end it."""
    part = subprocess.Popen([CLASS, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        part.terminate()
        part.wait()


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as one:
        one.bind((HERE, 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until something listens. Raises ``ConnectionRefusedError`` where nothing comes."""
    for left in range(WAIT * 5, -1, -1):
        try:
            socket.create_connection((HERE, port)).close()
        except ConnectionRefusedError:
            if not left:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A master and two workers with one core each; the address of the master."""
    show_any_java(os.environ, tmp_path / "java")
    port = free_port()
    web, of_web = "--webui-port", str(free_port())
    master = "org.apache.spark.deploy.master.Master"
    worker = ("org.apache.spark.deploy.worker.Worker", "--host", HERE, "--cores", "1", "--memory", "512M")
    with ExitStack() as parts:
        parts.enter_context(running(master, "--host", HERE, "--port", str(port), web, of_web))
        wait_for(port)
        for name in ("one", "two"):
            own = ("--work-dir", str(tmp_path / name), web, str(free_port()))
            parts.enter_context(running(*worker, *own, f"spark://{HERE}:{port}"))
        yield f"spark://{HERE}:{port}"


def reports() -> list[Incident]:
    """Return incidents of which some share a rare value, some a common one, some nothing."""
    return [
        Incident(
            id=f"i{number:03}",
            date=date(2026, 3, 1 + number // 3 % 28),
            observables=(
                Observable("domain", f"host{number % 40}.rare{number // 3}.org"),
                Observable("domain", "everywhere.example.com"),
                Observable("ipport", f"93.184.{number // 5}.{number}:8443"),
            ),
            techniques=("T1566",),
        )
        for number in range(120)
    ]


@pytest.mark.long
def test_two_workers_find_what_linking_from_objects_finds(cluster: str, tmp_path: Path) -> None:
    """Links, contributions and clusters, row for row; both workers took part."""
    folder, storage, incidents = tmp_path / "given", tmp_path / "storage", reports()
    folder.mkdir()
    storage.mkdir()
    pq.write_table(incident_table(incidents[::2]), folder / "even.parquet")
    pq.write_table(incident_table(incidents[1::2]), folder / "odd.parquet")
    here = {"spark.driver.host": HERE, "spark.driver.bindAddress": HERE, "spark.executor.memory": "512m"}
    with spark_engine(cluster, SMALL | here, storage) as engine:
        engine.read("given", folder)
        found = link_bulk(engine, default_parameters())
    assert found.links.num_rows > 0
    assert_found(found, incidents, default_parameters())
    assert all(list((tmp_path / name).glob("app-*/*")) for name in ("one", "two"))
    assert not list(storage.iterdir())
