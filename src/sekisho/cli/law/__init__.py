"""``sekisho law``: the rules themselves, and what they say of a case."""

from __future__ import annotations

import argparse

from . import (
    asking,
    assessing,
    comparing,
    counting,
    covering,
    explaining,
    exploring,
    packs,
    planning,
    proving,
    trying,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the law commands."""
    commands = parser.add_subparsers(dest="law", metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="規則集を点検する / check a pack")
    check.add_argument(
        "pack",
        nargs="?",
        default=packs.PACKAGED,
        help="規則集の名称、フォルダ又はファイル / name, folder or file; a file without a section `pack` adds to the packaged pack",
    )
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=packs.run_check)
    cover = commands.add_parser(
        "coverage", help="条項、規則、性質及び事例の対応 / clause → rules → properties → tests, both ways"
    )
    covering.add_arguments(cover)
    cover.set_defaults(run=covering.run_coverage)
    judge = commands.add_parser("assess", help="案件束を判定する / assess a case bundle")
    asking.add_arguments(judge)
    judge.add_argument(
        "--all", action="store_true", help="満たされた規則も示す / show rules that are met as well"
    )
    judge.set_defaults(run=assessing.run_assess)
    what_if = commands.add_parser("what-if", help="仮定を置いて判定を比べる / suppose facts and compare")
    asking.add_arguments(what_if)
    what_if.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FACT=VALUE",
        dest="suppositions",
        help="finding, attr or record: location[t1]=abroad, approval[t1]=granted, mode=joint, option:NAME=VALUE",
    )
    what_if.set_defaults(run=assessing.run_what_if)
    explain = commands.add_parser("explain", help="できる理由、できない理由を示す / why, and why not")
    asking.add_arguments(explain, step=True)
    explain.add_argument("--rule", default="", metavar="ID", help="一つの規則のみ / one rule only")
    explain.set_defaults(run=explaining.run_explain)
    path = commands.add_parser("path", help="適法に行うまでの手順を示す / the steps to a lawful act")
    asking.add_arguments(path, step=True)
    path.set_defaults(run=planning.run_path)
    count = commands.add_parser("counts", help="年次報告の件数 / the figures of the yearly report")
    asking.add_arguments(count)
    count.add_argument("--year", type=int, default=0, help="暦年（日本時間） / calendar year in Japan")
    count.set_defaults(run=counting.run_counts)
    replay = commands.add_parser(
        "replay", help="記録された行為を性質により調べる / try recorded entries by the properties"
    )
    trying.add_arguments(replay)
    replay.set_defaults(run=trying.run_replay)
    diff = commands.add_parser("diff", help="二つの規則集を比べる / compare two packs")
    diff.add_argument("old", metavar="A", help="name or folder of a pack")
    diff.add_argument("new", metavar="B")
    diff.add_argument("--json", action="store_true")
    diff.set_defaults(run=comparing.run_diff)
    proving.configure(commands)
    exploring.configure(commands)
