"""``sekisho link``: incidents in (JSON Lines, STIX, MISP, CSV), the cluster of each out, explained on demand.

With ``--engine``, in bulk: see ``link_in_bulk``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sekisho.intel.objects import Incident
from sekisho.intel.reading import read_file
from sekisho.vocabulary.text import Text

from . import link_in_bulk
from .reporting import UNUSABLE, print_findings, read_bytes

TWICE = Text("事案番号「{id}」が二度現れる。", "The incident id {id} appears twice.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="incidents; - for standard input")
    parser.add_argument(
        "--out", default="-", help="JSON Lines {id, cluster}; - for standard output; in bulk, a new folder"
    )
    parser.add_argument(
        "--explain", action="store_true", help="候補ごとに五要素と結び付きを示す / explain candidates"
    )
    parser.add_argument(
        "--same-id",
        choices=("join", "refuse"),
        default="join",
        help="一つのファイルで同じ番号の行を、一つの事案とするか、拒むか / lines of a file with one id: parts of one incident (join),"
        " or a defect (refuse)",
    )
    link_in_bulk.configure(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Link all incidents of the files; nothing is written where any file has a defect, and all defects are said."""
    if wrong := link_in_bulk.check_options(args):
        print_findings(wrong, args.lang)
        return UNUSABLE
    return link_in_bulk.run(args) if args.engine else _from_objects(args)


def _from_objects(args: argparse.Namespace) -> int:
    incidents: list[Incident] = []
    usable = True
    for path in args.files:
        data = read_bytes(path)
        reading = read_file(data, path, parts=args.same_id == "join") if data is not None else None
        if reading is None:
            usable = False
            continue
        print_findings(reading.all_findings(), args.lang)
        usable = usable and not (reading.refused or reading.rejected)
        incidents += reading.incidents
    for each in _repeated(incidents):
        usable = False
        print(TWICE.fill(id=each).in_(args.lang), file=sys.stderr)
    return _link(incidents, args) if usable else UNUSABLE


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
    if args.out != "-" and not _written(Path(args.out), text):
        return UNUSABLE
    if args.out == "-" and not args.explain:
        sys.stdout.write(text)
    return 0


def _written(path: Path, text: str) -> bool:
    """Write the whole file or nothing; say why where it cannot be written."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        print(f"{path}: 書き込めない / cannot be written: {error.strerror}", file=sys.stderr)
        return False
    return True
