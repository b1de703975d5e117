"""``sekisho link-list``: the installation's own warning lists: checked, brought in, withdrawn, shown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sekisho.linking.listing import default_listing
from sekisho.linking.warning_list import Checked, read_warning_list
from sekisho.vocabulary.text import Language, Text

from . import acting
from .reporting import UNUSABLE, print_findings, read_bytes
from .serve import ready

if TYPE_CHECKING:
    from sekisho.operations.warning_lists import Known

READ = Text("{name}：値{values}個", "{name}: {values} values")
NOT_USABLE = Text("使えない。誤りを全て直すこと", "it cannot be used; put right everything that is wrong")
BROUGHT = Text(
    "記録した：{id}。次の版を開くと効く（sekisho link-epoch）",
    "recorded: {id}; it counts when the next epoch is opened (sekisho link-epoch)",
)
WITHDRAWN = Text(
    "取り下げた：{id}。次の版を開くと効かなくなる（sekisho link-epoch）",
    "withdrawn: {id}; it counts no longer when the next epoch is opened (sekisho link-epoch)",
)
NO_LIST = Text("取り下げることのできる一覧「{id}」はない", "there is no list {id} that could be withdrawn")
IN_FORCE = Text("版{numbers}", "epochs {numbers}")
WAITING = Text("次の版から", "from the next epoch on")
NOT_YET = Text("どの版にもない", "in no epoch")
GONE = Text("取下げ {at}：{reason}", "withdrawn {at}: {reason}")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands about lists."""
    commands = parser.add_subparsers(dest="list", metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="点検する。何も記録しない / check a file; nothing is recorded")
    _file(check)
    check.set_defaults(run=run_check)
    bring = commands.add_parser("bring", help="記録し、次の版から使う / record it, for the next epoch on")
    _file(bring)
    known = "; ".join(f"{each.name}: {each.label.en}" for each in default_listing().categories.values())
    bring.add_argument("--category", required=True, help=f"分類 / the category ({known})")
    acting.configure(bring)
    bring.set_defaults(run=run_bring)
    withdraw = commands.add_parser("withdraw", help="次の版から使わない / use it no longer from the next on")
    withdraw.add_argument("id", help="一覧の番号（showが示す） / its id, as `show` shows it")
    acting.configure(withdraw)
    withdraw.set_defaults(run=run_withdraw)
    show = commands.add_parser("show", help="一覧を示す / show the lists")
    show.set_defaults(run=run_show)


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="MISPの警告リスト（JSON）、又は一行に一つの値 / a MISP warning list (JSON), or one value a line; - for standard input",
    )
    parser.add_argument(
        "--name", default="", help="一覧の名（ファイルに代えて） / what to call it, instead of as it does"
    )


def run_check(args: argparse.Namespace) -> int:
    """Say everything about a file; 0 where it may be brought in."""
    checked = _checked(args)
    if checked is None:
        return UNUSABLE
    _tell(checked, args.lang)
    return 0 if checked.usable else UNUSABLE


def run_bring(args: argparse.Namespace) -> int:
    """Record a list, or say everything that is wrong and record nothing."""
    checked = _checked(args)
    if checked is None:
        return UNUSABLE
    ready()
    from sekisho.operations.outcomes import Invalid
    from sekisho.operations.warning_lists import bring

    now = datetime.now(UTC)
    who = acting.acting(args, now)
    if who is None:
        return UNUSABLE
    made = bring(checked, args.category, args.reason, who[1], who[0], now)
    _tell(checked, args.lang)
    if isinstance(made, Invalid):
        print_findings((each for each in made.findings if each not in checked.findings), args.lang)
        return UNUSABLE
    print(BROUGHT.fill(id=made).in_(args.lang))
    return 0


def run_withdraw(args: argparse.Namespace) -> int:
    """Withdraw a list that stands, by an entry of its own."""
    ready()
    from sekisho.operations.outcomes import Invalid
    from sekisho.operations.warning_lists import withdraw

    now = datetime.now(UTC)
    who = acting.acting(args, now)
    if who is None:
        return UNUSABLE
    try:
        made = withdraw(args.id, args.reason, who[1], who[0], now)
    except LookupError:
        print(NO_LIST.fill(id=args.id).in_(args.lang), file=sys.stderr)
        return UNUSABLE
    if isinstance(made, Invalid):
        print_findings(made.findings, args.lang)
        return UNUSABLE
    print(WITHDRAWN.fill(id=args.id).in_(args.lang))
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print every list that was ever brought in, the newest first."""
    ready()
    from sekisho.casework.visibility import Viewer
    from sekisho.operations.warning_lists import warning_lists

    for each in warning_lists(Viewer()):
        print("  ".join(_columns(each, args.lang)))
    return 0


def _columns(known: Known, language: Language) -> Iterator[str]:
    yield known.id
    yield READ.fill(name=" ".join(filter(None, (known.name, known.version))), values=known.values).in_(
        language
    )
    yield known.category.label.in_(language)
    yield f"{known.made_at:%Y-%m-%d} {known.act_of} {known.person}: {known.reason}"
    gone = known.withdrawn
    numbers = ", ".join(map(str, known.epochs))
    yield (IN_FORCE.fill(numbers=numbers) if numbers else NOT_YET if gone else WAITING).in_(language)
    if gone:
        yield GONE.fill(at=f"{gone.at:%Y-%m-%d}", reason=gone.reason).in_(language)


def _checked(args: argparse.Namespace) -> Checked | None:
    data = read_bytes(args.file)
    if data is None:
        return None
    checked = read_warning_list(data, Path(args.file).name)
    named = msgspec.structs.replace(checked.list, name=args.name.strip() or checked.list.name)
    return msgspec.structs.replace(checked, list=named)


def _tell(checked: Checked, language: Language) -> None:
    print_findings(checked.findings, language)
    told = READ.fill(name=checked.list.name, values=len(checked.list.values)).in_(language)
    print(told if checked.usable else f"{told}. {NOT_USABLE.in_(language)}")
