"""``sekisho link --engine``: collections that fit no memory as objects, in DuckDB or Spark, from tables to tables."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sekisho.intel.reading import read_file
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .link_tables import check_files, check_ids
from .reporting import UNUSABLE, print_findings, read_bytes

if TYPE_CHECKING:
    from sekisho.linking.bulk import Bulk
    from sekisho.linking.engine import Engine

MEMORY = re.compile(r"[1-9][0-9]*(MB|GB)")
MASTER = re.compile(r"(local(\[([1-9][0-9]*|\*)\])?|spark://[^\s/:]+:[0-9]+|yarn|k8s://\S+)")

OUT = Text(
    "--engine には、結果を書く新しいフォルダーが要る。", "--engine needs a new folder for its results."
)
NAME_OUT = Text(
    "--out に、まだ無いフォルダーを指定する。", "Name a folder that does not exist yet: --out DIR."
)
SIZE = Text("「{given}」は量として読めない。", "{given} is no amount of memory.")
NAME_SIZE = Text("512MB や 2GB のように指定する。", "Say 512MB or 2GB, for instance.")
PLACE = Text("「{given}」はSparkの接続先として読めない。", "{given} is no address of Spark.")
NAME_PLACE = Text(
    "local[2] 又は spark://HOST:7077 のように指定する。", "Say local[2] or spark://HOST:7077, for instance."
)
ONLY_SPARK = Text("{option} はSparkだけに効く。", "{option} is for Spark only.")
ONLY_BULK = Text("{option} は --engine と共に使う。", "{option} goes with --engine.")
ADD_SPARK = Text("--engine spark を加えるか、{option} を除く。", "Add --engine spark, or leave {option} out.")
ADD_ENGINE = Text(
    "--engine duckdb 又は --engine spark を加えるか、{option} を除く。",
    "Add --engine duckdb or --engine spark, or leave {option} out.",
)
NO_FILES = Text("Parquetファイルが無い。", "There is no Parquet file in it.")
NAME_FILES = Text("*.parquet を含むフォルダーを指定する。", "Name a folder that holds *.parquet.")
STOPPED = Text(
    "量が足りず、途中で止めた。結果は書いていない。エンジンの言葉：{why}",
    "There was not enough room, and the run was stopped; nothing was written. The engine says: {why}",
)
GIVE_MORE = Text(
    "--memory を増やす。足りない分を書き出すフォルダー（TMPDIR）の空き容量も確かめる。",
    "Raise --memory; see too that the folder for what does not fit (TMPDIR) has space.",
)
NOT_WRITTEN = Text("結果を書けない：{why}。", "The results cannot be written: {why}.")
MAKE_ROOM = Text(
    "書込みの権限と空き容量を確かめ、もう一度行う。", "Look at permissions and free space, and run it again."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that linking in bulk takes."""
    group = parser.add_argument_group("大量の事案 / in bulk")
    group.add_argument(
        "--engine", choices=("duckdb", "spark"), help="表のまま結び付ける / link as tables, in an engine"
    )
    group.add_argument("--memory", metavar="SIZE", help="エンジンが使う量 / what the engine may use (1GB)")
    group.add_argument("--master", metavar="URL", help="Sparkの接続先 / where Spark runs (local[2])")
    group.add_argument(
        "--storage",
        metavar="DIR",
        help="全ての計算機から同じ名で届くフォルダー / folder that every worker reaches",
    )


def check_options(args: argparse.Namespace) -> list[Finding]:
    """Return a finding for every option that does not go with the others or cannot be read."""
    found = []
    if args.engine is None:
        given = [f"--{name}" for name in ("memory", "master", "storage") if getattr(args, name)]
        return [_wrong(o, ONLY_BULK.fill(option=o), ADD_ENGINE.fill(option=o)) for o in given]
    if args.engine != "spark":
        given = [f"--{name}" for name in ("master", "storage") if getattr(args, name)]
        found += [_wrong(o, ONLY_SPARK.fill(option=o), ADD_SPARK.fill(option=o)) for o in given]
    if args.memory and not MEMORY.fullmatch(args.memory):
        found.append(_wrong("--memory", SIZE.fill(given=args.memory), NAME_SIZE))
    if args.master and not MASTER.fullmatch(args.master):
        found.append(_wrong("--master", PLACE.fill(given=args.master), NAME_PLACE))
    if args.out == "-" or Path(args.out).exists():
        found.append(_wrong("--out", OUT, NAME_OUT))
    return found


def _wrong(place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code="link_option", severity="error", place=place, message=message, remedy=remedy)


def run(args: argparse.Namespace) -> int:
    """Link what the files hold; nothing is written where any of it has a defect, and all defects are said."""
    with TemporaryDirectory(prefix="sekisho-given-", dir=args.storage) as scratch:
        folder = Path(scratch) / "given"
        folder.mkdir()
        usable = [_gather(name, folder, number, args) for number, name in enumerate(args.files)]
        if not all(usable):
            return UNUSABLE
        try:
            findings = _linked(args, folder)
        except ModuleNotFoundError as missing:
            print(missing, file=sys.stderr)
            return UNUSABLE
    print_findings(findings, args.lang)
    return UNUSABLE if findings else 0


def _linked(args: argparse.Namespace, folder: Path) -> list[Finding]:
    from sekisho.linking.bulk import link_bulk
    from sekisho.linking.engine import RanOut

    try:
        with _engine(args) as engine:
            engine.read("given", folder)
            return check_ids(engine) or _write(link_bulk(engine), Path(args.out), args.explain)
    except RanOut as error:
        return [_wrong("--memory", STOPPED.fill(why=error), GIVE_MORE)]


def _gather(name: str, folder: Path, number: int, args: argparse.Namespace) -> bool:
    """Bring a file, or the tables of a folder, into one folder; say whether it can be used, and if not why."""
    path = Path(name)
    if not path.is_dir() and path.suffix != ".parquet":
        return _convert(name, folder / f"{number:05}.parquet", args)
    tables = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    findings = check_files(tables) if tables else [_wrong(name, NO_FILES, NAME_FILES)]
    print_findings(findings, args.lang)
    for place, table in enumerate(tables if not findings else ()):
        _bring(table, folder / f"{number:05}-{place:05}.parquet")
    return not findings


def _bring(table: Path, place: Path) -> None:
    """Link a file into a folder; where the two are on different storage, copy it."""
    try:
        os.link(table.resolve(), place)
    except OSError:
        shutil.copyfile(table, place)


def _convert(name: str, place: Path, args: argparse.Namespace) -> bool:
    """Read incidents of any other form and write them as Parquet; say whether all could be read."""
    import pyarrow.parquet as pq  # late: the command line must start without it

    from sekisho.linking.incident_table import incident_table

    data = read_bytes(name)
    if data is None:
        return False
    reading = read_file(data, name, parts=args.same_id == "join")
    print_findings(reading.all_findings(), args.lang)
    pq.write_table(incident_table(reading.incidents), place)
    return not (reading.refused or reading.rejected)


@contextmanager
def _engine(args: argparse.Namespace) -> Iterator[Engine]:
    """Open the engine asked for. Raises ``ModuleNotFoundError``, with what to install, where it is not there."""
    memory = args.memory or "1GB"
    if args.engine == "duckdb":
        from sekisho.linking.engine import duckdb_engine

        with duckdb_engine(memory) as engine:
            yield engine
        return
    from sekisho.linking.spark import check_spark, spark_engine

    check_spark(os.environ)
    size = memory.removesuffix("B").lower()
    settings = {"spark.driver.memory": size, "spark.executor.memory": size}
    with spark_engine(args.master or "local[2]", settings, args.storage and Path(args.storage)) as spark:
        yield spark


def _write(found: Bulk, out: Path, explain: bool) -> list[Finding]:
    """Write links and clusters (and what each link is made of) as Parquet, the whole folder or nothing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = {"links": found.links, "clusters": found.clusters}
    if explain:
        names = pa.table({"evidence_no": range(len(found.evidence)), "evidence": found.evidence})
        tables |= {"contributions": found.contributions, "evidence": names}
    scratch = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        scratch.mkdir(parents=True)
        for name, table in tables.items():
            pq.write_table(table, scratch / f"{name}.parquet", compression="zstd")
        scratch.rename(out)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        return [_wrong(str(out), NOT_WRITTEN.fill(why=error.strerror), MAKE_ROOM)]
    return []
