"""``sekisho link``: incidents in (JSON Lines, STIX, MISP, CSV), the cluster of each out, explained on demand."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sekisho.intel.objects import Incident
from sekisho.intel.reading import read_file
from sekisho.vocabulary.text import Text

from .reporting import UNUSABLE, print_findings, read_bytes

TWICE = Text("事案番号「{id}」が二度現れる。", "The incident id {id} appears twice.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="incidents; - for standard input")
    parser.add_argument("--out", default="-", help="JSON Lines {id, cluster}; - for standard output")
    parser.add_argument(
        "--explain", action="store_true", help="候補ごとに五要素と結び付きを示す / explain candidates"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Link all incidents of the files; nothing is written where any file has a defect."""
    incidents: list[Incident] = []
    for path in args.files:
        data = read_bytes(path)
        if data is None:
            return UNUSABLE
        reading = read_file(data, path)
        print_findings(reading.all_findings(), args.lang)
        if reading.refused or reading.rejected:
            return UNUSABLE
        incidents += reading.incidents
    repeated = _repeated(incidents)
    if repeated:
        for each in repeated:
            print(TWICE.fill(id=each).in_(args.lang), file=sys.stderr)
        return UNUSABLE
    return _link(incidents, args)


def _repeated(incidents: Iterable[Incident]) -> list[str]:
    counts = Counter(incident.id for incident in incidents)
    return [each for each, count in counts.items() if count > 1]


def _link(incidents: list[Incident], args: argparse.Namespace) -> int:
    from sekisho.linking import link, render_candidate

    linking = link(incidents)
    rows = [
        json.dumps({"id": i.id, "cluster": linking.clusters[i.id]}, ensure_ascii=False) for i in incidents
    ]
    text = "".join(f"{row}\n" for row in rows)
    if args.explain:
        for candidate in linking.candidates:
            print("\n".join(render_candidate(linking, candidate, args.lang)), end="\n\n")
    if args.out != "-":
        _write(Path(args.out), text)
    elif not args.explain:
        sys.stdout.write(text)
    return 0


def _write(path: Path, text: str) -> None:
    """Write the whole file or nothing."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(scratch).replace(path)
