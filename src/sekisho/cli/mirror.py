"""``sekisho mirror``: a checked copy of a log for others to read. It needs no installation of the product."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sekisho.ledger.note import BadNote
from sekisho.ledger.tiles import BadTile
from sekisho.witness import mirror, mirror_words
from sekisho.witness.bringing import Refused, bring
from sekisho.witness.home import Home, Unusable
from sekisho.witness.mirror import Outcome
from sekisho.witness.source import post, source

from .reporting import UNUSABLE
from .witness import add_founding

FOLDER = "mirror"
DONE = (Outcome.MIRRORED, Outcome.CURRENT)
REFUSED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands of a mirror."""
    commands = parser.add_subparsers(dest="mirror", metavar="COMMAND", required=True)

    def command(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--home", default=FOLDER, help="写しのフォルダ / the mirror's folder")
        added.set_defaults(run=_reporting(run))
        return added

    add_founding(commands, FOLDER)
    follow = command("follow", "ログを追い、確かめて写す / follow a log, check it and copy it", run_follow)
    follow.add_argument("source", help="出力のフォルダ又はURL / an export's folder, or the address of tiles")
    follow.add_argument(
        "--every", type=float, default=0, help="繰り返す間隔（秒） / repeat after so many seconds"
    )
    serve = command(
        "serve",
        "写しをHTTPで提供し、届けられるものを受ける / serve the copy, and take in what is brought",
        run_serve,
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8011)
    bring = commands.add_parser(
        "bring",
        help="ログを他の者の写しに届ける / bring a log to somebody else's mirror",
        description="c2sp.org/tlog-mirror add-checkpoint, add-entries",
    )
    bring.add_argument("source", help="出力のフォルダ又はURL / an export's folder, or the address of tiles")
    bring.add_argument("to", help="写しのURL / the address of the mirror")
    bring.set_defaults(run=_reporting(run_bring))
    command("evidence", "分岐などの証拠を示す / show evidence of forks", run_evidence)


def _reporting(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Say what cannot be used, and return its exit status."""

    def reported(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except (Unusable, OSError, BadTile, BadNote) as error:
            print(f"使えない / unusable: {error}", file=sys.stderr)
            return UNUSABLE

    return reported


def run_follow(args: argparse.Namespace) -> int:
    """Follow once, or until interrupted; what cannot be read now may be read the next time."""
    once = _reporting(_follow)
    while args.every:
        once(args)
        time.sleep(args.every)
    return once(args)


def _follow(args: argparse.Namespace) -> int:
    followed = mirror.follow(Home(Path(args.home)), source(args.source), datetime.now(UTC))
    print(mirror_words.of(followed).in_(args.lang), flush=True)
    return 0 if followed.outcome in DONE else REFUSED


def run_serve(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from sekisho.witness import mirror_service

    print(f"http://{args.host}:{args.port}  （停止 / stop: Ctrl+C）", flush=True)
    mirror_service.serve(Home(Path(args.home)), args.host, args.port)
    return 0


def run_bring(args: argparse.Namespace) -> int:
    """Bring a log to a mirror, and print its cosignatures."""
    try:
        lines = bring(source(args.source), partial(post, args.to))
    except Refused as error:
        print(mirror_words.REFUSED.fill(said=error).in_(args.lang), file=sys.stderr)
        return REFUSED
    print(lines, end="")
    return 0


def run_evidence(args: argparse.Namespace) -> int:
    """Print the evidence; the exit status says whether there is any."""
    home = Home(Path(args.home))
    kept = [
        each
        for origin in sorted({key.name for key in home.trusted().logs})
        for each in mirror.evidence(home, origin)
    ]
    print("\n".join(kept) if kept else mirror_words.NONE.in_(args.lang))
    return REFUSED if kept else 0
