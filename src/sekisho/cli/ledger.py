"""``sekisho ledger``: export the record, and verify an export with the stand-alone verifier."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .reporting import UNUSABLE, print_findings, read_bytes

if TYPE_CHECKING:
    from sekisho.operations.receipts import Receipt

SUBJECT_LENGTH = 48
"""Room that the record has for the name of a person."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the ledger commands."""
    commands = parser.add_subparsers(dest="ledger", metavar="COMMAND", required=True)
    _handing_out(commands)
    _keys_and_witnesses(commands)
    _verifying(commands)


def _handing_out(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="記録を出力する / export the record")
    export.add_argument("folder", help="a folder that is empty or not there yet")
    export.set_defaults(run=run_export)
    erase = commands.add_parser(
        "erase", help="保存期間の満了した案件の内容を消去する / erase a case's content on its retention date"
    )
    erase.add_argument("case")
    erase.add_argument(
        "--due", required=True, type=date.fromisoformat, help="the last day of its retention, YYYY-MM-DD"
    )
    erase.add_argument(
        "--instrument", required=True, help="廃棄の同意の文書番号 / number of the consent to dispose"
    )
    erase.set_defaults(run=run_erase)
    receipt = commands.add_parser(
        "receipt", help="記録の受領証を書き出す / write the receipt of an entry or a read"
    )
    about = receipt.add_mutually_exclusive_group(required=True)
    about.add_argument("--entry", nargs=2, metavar=("CASE", "NUMBER"), help="案件と番号 / case and number")
    about.add_argument("--read", type=int, metavar="ID", help="閲覧の記録の番号 / id of a read on record")
    about.add_argument(
        "--object", nargs=2, metavar=("BATCH", "SHA256"), help="受領した物件 / an object taken in"
    )
    receipt.add_argument("--out", default=".", help="フォルダ / the folder to write into")
    receipt.set_defaults(run=run_receipt)


def _keys_and_witnesses(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    policy = commands.add_parser(
        "policy", help="検証の方針を示す、又は証人を定める / show the policy, or set it"
    )
    policy.add_argument(
        "file", nargs="?", help="c2sp.org/tlog-policy without log lines: which witnesses to ask"
    )
    policy.set_defaults(run=run_policy)
    rotate = commands.add_parser("rotate-key", help="ログの署名鍵を交替させる / replace the key of the log")
    rotate.add_argument(
        "--module", help="PKCS#11 のライブラリ / the library of a module that holds the new key"
    )
    rotate.add_argument("--token", default="", help="トークンの名 / label of the token")
    rotate.add_argument("--label", default="", help="鍵の名 / label of the key")
    rotate.set_defaults(run=run_rotate)
    beside = commands.add_parser(
        "post-quantum", help="ML-DSA-44でも署名する / sign with ML-DSA-44 beside Ed25519 from here on"
    )
    beside.set_defaults(run=run_post_quantum)


def _verifying(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser("verify", help="出力された記録を検証する / verify an export")
    verify.add_argument("folder")
    verify.add_argument("--policy", help="policy file held by the verifier; the export's own where absent")
    verify.add_argument(
        "--seen", action="append", default=[], help="以前に受け取ったもの / an earlier checkpoint"
    )
    verify.add_argument("--json", action="store_true")
    verify.add_argument(
        "--pack",
        action="append",
        default=[],
        help="再判定する規則集 / a pack (or folder) to judge the entries by again",
    )
    verify.set_defaults(run=run_verify)


def run_export(args: argparse.Namespace) -> int:
    """Integrate what is committed, and write the export."""
    folder = Path(args.folder)
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder}: 空のフォルダを指定すること / name an empty folder", file=sys.stderr)
        return UNUSABLE
    from .serve import ready

    ready()
    from sekisho.operations.export_log import hand_out

    hand_out(folder, system_user(), datetime.now(UTC))
    print(f"{folder}")
    return 0


def run_policy(args: argparse.Namespace) -> int:
    """Print the policy that goes to whoever verifies: the log's key and the witnesses; with a file, set these first."""
    from .serve import ready

    ready()
    from sekisho.ledger.policy import BadPolicy
    from sekisho.operations.witnesses import policy_of, put_policy
    from sekisho.records.world import REAL

    data = read_bytes(args.file) if args.file else b""
    if data is None:
        return UNUSABLE
    try:
        policy = put_policy(data.decode()) if args.file else policy_of(REAL)
    except (BadPolicy, UnicodeDecodeError) as error:
        print(f"方針として読めない / no clear policy: {error}", file=sys.stderr)
        return UNUSABLE
    print(policy.text(), end="")
    return 0


def run_post_quantum(args: argparse.Namespace) -> int:
    """Draw the ML-DSA-44 key of the log where there is none, and print the policy with it."""
    from .serve import ready

    ready()
    from sekisho.operations.log_keys import beside
    from sekisho.records.world import REAL

    beside(REAL, draw=True)
    return run_policy(argparse.Namespace(**{**vars(args), "file": None}))


def run_erase(args: argparse.Namespace) -> int:
    """Erase a case's payload; what stands against it is listed, and then nothing is erased."""
    from .serve import ready

    ready()
    from sekisho.operations.erasing import erase
    from sekisho.operations.outcomes import Invalid
    from sekisho.operations.sequencer import integrate

    integrate(datetime.now(UTC))
    done = erase(args.case, args.due, args.instrument, system_user(), datetime.now(UTC))
    if isinstance(done, Invalid):
        print_findings(done.findings, args.lang)
        return UNUSABLE
    integrate(datetime.now(UTC))
    print(f"{done.case}: 第1号から第{done.through}号までを消去した / entries 1 to {done.through} are erased")
    return 0


def run_rotate(args: argparse.Namespace) -> int:
    """Replace the key of the log, and print the policy that goes to whoever verifies from now on."""
    from .serve import ready

    ready()
    from sekisho.operations.hardware_key import NoModule, hardware_text
    from sekisho.operations.rotating import NotYet, rotate
    from sekisho.operations.sequencer import integrate
    from sekisho.operations.witnesses import policy_of
    from sekisho.records.world import REAL

    integrate(datetime.now(UTC))
    held = hardware_text(args.module, args.token, args.label) if args.module else ""
    try:
        done = rotate(datetime.now(UTC), held=held)
        integrate(datetime.now(UTC))
    except NoModule as error:
        print(f"鍵を用いることができない / the key cannot be used: {error}", file=sys.stderr)
        return UNUSABLE
    except NotYet:
        print("前の鍵がまだログにない / the key before is not in the log yet", file=sys.stderr)
        return UNUSABLE
    print(f"{done.old} → {done.new}", file=sys.stderr)
    print("証人と検証者に次の方針を渡すこと / give witnesses and verifiers this policy", file=sys.stderr)
    print(policy_of(REAL).text(), end="")
    return 0


def run_receipt(args: argparse.Namespace) -> int:
    """Write a receipt; what is opened with it is on record as handed out."""
    from .serve import ready

    ready()
    from sekisho.operations.receipts import Waiting
    from sekisho.operations.sequencer import integrate

    integrate(datetime.now(UTC))
    try:
        found = _receipt(args)
    except (Waiting, ValueError):
        found = None
    if found is None:
        print("ログにない、又はまだ入っていない / it is not in the log, or not yet", file=sys.stderr)
        return UNUSABLE
    folder = Path(args.out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in found.files().items():
        (folder / name).write_bytes(content)
        print(folder / name)
    return 0


def _receipt(args: argparse.Namespace) -> Receipt | None:
    from sekisho.operations.receipts import note_receipt, receipt_of_entry, receipt_of_object, receipt_of_read

    found = (
        receipt_of_entry(args.entry[0], int(args.entry[1]))
        if args.entry
        else receipt_of_read(args.read)
        if args.read is not None
        else receipt_of_object(*args.object)
    )
    if found is not None:
        note_receipt(found, system_user(), "", datetime.now(UTC))
    return found


def system_user() -> str:
    """Return who runs the command, as the operating system knows them: nobody signs in at the command line."""
    return f"os:{getpass.getuser()}"[:SUBJECT_LENGTH]


def run_verify(args: argparse.Namespace) -> int:
    """Run the stand-alone verifier and judge the disclosed entries again; its exit status is ours."""
    from sekisho.law.loading import Unloadable
    from sekisho.ledger import verify

    from .replaying import Replaying, at_hand, editions

    try:
        pack = editions(args.pack or at_hand())
    except (Unloadable, LookupError, OSError) as error:
        print(f"規則集を読めない / the pack does not load: {str(error)[:500]}", file=sys.stderr)
        return UNUSABLE
    arguments = [args.folder, "--lang", args.lang, *(f"--seen={name}" for name in args.seen)]
    arguments += [] if args.policy is None else ["--policy", args.policy]
    return verify.main([*arguments, *(["--json"] if args.json else [])], Replaying(pack))
