"""The `sekisho` command: parse, call one operation or one core function, print.

Exit status: 0 done, 1 the answer is no (an expectation failed, a log that does not verify), 2 input that cannot be used.
Modules of commands are imported when called, so that help is immediate.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from sekisho.vocabulary.text import Language

from .reporting import UNUSABLE

COMMANDS = {
    "demo": ("demo", "一連の業務を同梱の実データで実演する / run the whole job on bundled real data"),
    "serve": ("serve", "画面を提供する / serve the pages"),
    "intake": ("intake", "情報を受け付ける / take in information"),
    "link": ("link", "事案を結び付けて候補を示す / link incidents into campaign candidates"),
    "link-evaluate": (
        "link_evaluate",
        "結び付けの良さを正解と比べて測る / measure clusters against labels",
    ),
    "link-epoch": (
        "link_epoch",
        "今ある情報で重みを定め直す / weigh by what is known now, and see what that changed",
    ),
    "link-list": (
        "link_list",
        "共用・無害の値の一覧を点検し、次の版から使う / check a list of shared or benign values, and use it from the next epoch on",
    ),
    "law": ("law", "規則集の点検、判定、説明 / check, assess and explain the rules"),
    "ledger": ("ledger", "記録の出力と検証 / export and verify the record"),
    "witness": (
        "witness",
        "証人として連署する（監理委員会側） / cosign the log as a witness, on the commission's side",
    ),
    "person": ("person", "利用者、登録番号、パスキー / people, enrolment codes, passkeys"),
    "token": ("token", "プログラムの識別 / tokens of programs"),
    "database": ("database", "データベースの役割と更新 / roles of the database, and migrations"),
    "mirror": (
        "mirror",
        "ログを確かめて写す（監理委員会側） / keep a checked copy of the log, on the commission's side",
    ),
    "sbom": ("sbom", "部品表と使用許諾の一覧 / bill of materials, and licences"),
    "weaknesses": (
        "weaknesses",
        "公表された脆弱性のある部品と、対処の期限 / parts with a published weakness, and by when they are to be mended",
    ),
    "backup": ("backup", "バックアップを作る / back up the installation"),
    "restore": ("restore", "バックアップから、検証の上で復元する / restore a backup once it is verified"),
    "docs": ("docs", "生成される文書を書き出す / write the generated documents"),
}


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="sekisho",
        description="関所：アクセス・無害化措置の手続と記録 / the gate for access-and-neutralization measures",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lang", choices=("ja", "en"), default="ja", help="表示言語 / language of output")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    called = next((a for a in arguments if a in COMMANDS), "")
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        if name == called:
            import_module(f".{module}", __package__).configure(command)
    parsed = parser.parse_args(arguments)
    try:
        status = int(parsed.run(parsed))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        # Known by their module's name, so that commands that need no database do not load Django for this.
        if type(error).__module__ not in ("django.db.utils", "sekisho.records.home"):
            raise
        return _tell(error, parsed.lang)
    return status


def _tell(error: Exception, language: Language) -> int:
    """Say what the database's failure means and what to do; what the database said goes with it."""
    from sekisho.records.trouble import trouble_of

    trouble = trouble_of(error)
    print(f"{trouble.title.in_(language)}: {trouble.happened.in_(language)}", file=sys.stderr)
    print(f"    → {trouble.remedy.in_(language)}", file=sys.stderr)
    print(f"    ({str(error).strip()})", file=sys.stderr)
    return UNUSABLE
