"""``sekisho serve``: the pages, by granian, with the sequencer beside them."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from .reporting import UNUSABLE

DEMO_MARK = "DEMO"
"""A file that says a folder is a demonstration's: people sign in by one click there, and nothing else is cleared."""
BACKLOG = 1024
"""Requests on their way at once; further ones wait outside."""
BUSY = (
    "表が長く使われており、変更できなかった。長く続く処理を終えてから再び実行すること / the tables were in use for so long that"
    " they could not be changed: end what has been going on for minutes, then run it again"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--home", default="", help="データの置き場所 / where the data is kept")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    if args.home:
        os.environ["SEKISHO_HOME"] = args.home
    if (Path(os.environ.get("SEKISHO_HOME") or "var") / DEMO_MARK).exists():
        os.environ["SEKISHO_DEMO"] = "1"
    ready()
    return serve(args.host, args.port)


def ready() -> None:
    """Make Django and the installation ready; ends the command where the tables have to be brought up to date first."""
    connect()
    from sekisho.operations.setup import initialise
    from sekisho.records.upkeep import Behind, Busy, Unfit

    try:
        initialise()
    except Behind as error:
        print(
            f"表が最新でない。所有者として`sekisho database migrate`を実行すること / the tables are not up to date:"
            f" run `sekisho database migrate` as their owner: {error}",
            file=sys.stderr,
        )
        raise SystemExit(UNUSABLE) from error
    except Busy as error:
        print(f"{BUSY}: {error}", file=sys.stderr)
        raise SystemExit(UNUSABLE) from error
    except Unfit as error:
        print(error, file=sys.stderr)
        raise SystemExit(UNUSABLE) from error


def connect() -> None:
    """Make Django ready, and nothing of the installation; nobody looks at a command line, so nothing is hidden."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")
    import django

    django.setup()
    from sekisho.records.second_wall import assess_from_now_on

    assess_from_now_on()


def serve(host: str, port: int) -> int:
    """Serve on an address; returns when stopped."""
    from sekisho.serving import server

    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host
    os.environ["SEKISHO_SEQUENCER"] = "1"
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(exist_ok=True)
    print(f"http://{shown}:{port}  （停止 / stop: Ctrl+C）", flush=True)
    server.serve("sekisho.web.asgi:application", host, port, backlog=BACKLOG)
    return 0
