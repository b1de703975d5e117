"""``sekisho serve``: the pages, by granian, with the sequencer beside them."""

from __future__ import annotations

import argparse
import os


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
    ready()
    return serve(args.host, args.port)


def ready() -> None:
    """Make Django and the installation ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")
    import django

    django.setup()
    from sekisho.operations.setup import initialise

    initialise()


def serve(host: str, port: int) -> int:
    """Serve on an address; returns when stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host
    os.environ["SEKISHO_SEQUENCER"] = "1"
    print(f"http://{shown}:{port}  （停止 / stop: Ctrl+C）", flush=True)
    Granian(
        "sekisho.web.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, log_access=False
    ).serve()
    return 0
