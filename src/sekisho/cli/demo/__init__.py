"""``sekisho demo``: the main job from supplied information to a verified record, act by act, on bundled real data."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--no-serve", action="store_true", help="終わったら画面を提供せず終了する / end afterwards"
    )
    parser.add_argument(
        "--json", action="store_true", help="一行一件のJSONで出力する / one JSON object a line"
    )
    parser.add_argument("--home", default="", help="データの置き場所 / where the data is kept (var/demo)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--leave-out", default="", metavar="SCENE", help="筋書きの一場面を省く / leave one scene out"
    )
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from .running import run

    return run(args)
