"""``sekisho person``: accounts, the codes by which people register their passkeys, and ending a passkey that was lost."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta

from .reporting import UNUSABLE
from .serve import ready

MOST_HOURS = 7 * 24


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands about people."""
    commands = parser.add_subparsers(dest="person", metavar="COMMAND", required=True)
    enrol = commands.add_parser(
        "enrol",
        help="登録番号を発行する（初めての者は登録もする） / issue an enrolment code, making the account",
    )
    _about(enrol)
    enrol.add_argument("--ja", default="", help="氏名（初めての者） / name in Japanese, for a new account")
    enrol.add_argument("--en", default="", help="英字氏名 / name in English, for a new account")
    enrol.add_argument(
        "--hours",
        type=int,
        default=24,
        help="有効な時間（24、168まで） / how long it is valid (24; at most 168)",
    )
    enrol.set_defaults(run=run_enrol)
    bind = commands.add_parser(
        "bind", help="認証基盤での識別子を結び付ける / bind a person to a subject of the identity provider"
    )
    _about(bind)
    bind.add_argument("subject", help="認証基盤での識別子（sub） / the subject at the provider")
    bind.set_defaults(run=run_bind)
    mail = commands.add_parser(
        "mail", help="新しい端末を知らせる先 / where a person is told of a new device by mail"
    )
    mail.add_argument("login", help="利用者名 / sign-in name")
    mail.add_argument("address", help="宛先（空で取りやめる） / the address; empty for none")
    mail.set_defaults(run=run_mail)
    keys = commands.add_parser("keys", help="パスキーの一覧 / list a person's passkeys")
    keys.add_argument("login", help="利用者名 / sign-in name")
    keys.set_defaults(run=run_keys)
    out = commands.add_parser("end-sessions", help="全ての端末をログアウトさせる / end a person's sessions")
    out.add_argument("login", help="利用者名 / sign-in name")
    out.set_defaults(run=run_end_sessions)
    ending = commands.add_parser("end-key", help="パスキーを失効させる / end a passkey")
    _about(ending)
    ending.add_argument("credential", help="パスキーの番号（keysが示す） / its id, as `keys` shows it")
    ending.set_defaults(run=run_end)


def _about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", help="利用者名 / sign-in name")
    parser.add_argument(
        "--by", required=True, help="発行する管理者（記録に残る） / the administrator, for the record"
    )


def run_enrol(args: argparse.Namespace) -> int:
    """Issue a code; it is printed once and kept nowhere."""
    if not 0 < args.hours <= MOST_HOURS:
        return _unusable(f"--hours {args.hours}: 1から{MOST_HOURS}まで / from 1 to {MOST_HOURS}")
    ready()
    from sekisho.operations.enrolment import issue_code
    from sekisho.operations.people import enrol, person_named
    from sekisho.records.outside import person_id
    from sekisho.vocabulary.text import Text

    person = person_named(args.login)
    if person is None and not (args.ja and args.en):
        return _unusable(f"{args.login}: 初めての者は--jaと--enも要る / a new account needs --ja and --en")
    if person is None:
        person = enrol(person_id(), args.login, Text(args.ja, args.en))
    code = issue_code(person, args.by, datetime.now(UTC), timedelta(hours=args.hours))
    print(code)
    print(
        f"{args.login}に本人と確かめて渡すこと。一回限り、{args.hours}時間有効。/ Hand it to {args.login} in person:"
        f" valid once, for {args.hours} hours.",
        file=sys.stderr,
    )
    return 0


def run_bind(args: argparse.Namespace) -> int:
    """Bind a person to a subject of the provider that ``SEKISHO_OIDC_ISSUER`` names."""
    ready()
    from django.conf import settings

    from sekisho.operations.people import bind_subject, person_named

    person = person_named(args.login)
    if person is None:
        return _nobody(args.login)
    if not settings.OIDC_ISSUER:
        return _unusable("SEKISHO_OIDC_ISSUER: 認証基盤が示されていない / no identity provider is named")
    if not bind_subject(person, settings.OIDC_ISSUER, args.subject, args.by, datetime.now(UTC)):
        return _unusable(f"{args.subject}: 既に結び付けられている / is bound already")
    return 0


def run_mail(args: argparse.Namespace) -> int:
    """Note where a person is told of a new device."""
    ready()
    from sekisho.operations.people import person_named, set_mail

    person = person_named(args.login)
    if person is None:
        return _nobody(args.login)
    if not set_mail(person, args.address):
        return _unusable(f"{args.address}: 宛先として使えない / is no address")
    return 0


def run_end_sessions(args: argparse.Namespace) -> int:
    """End every session of a person; they sign in anew."""
    ready()
    from sekisho.operations import sessions
    from sekisho.operations.people import person_named

    person = person_named(args.login)
    if person is None:
        return _unusable(f"{args.login}: 登録がない / no such account")
    ended = sessions.end_all(person, datetime.now(UTC))
    print(f"{ended}件を終了した / {ended} ended")
    return 0


def run_keys(args: argparse.Namespace) -> int:
    """Print the passkeys of a person, those that ended too."""
    ready()
    from sekisho.operations.passkeys import keys_of
    from sekisho.operations.people import person_named

    person = person_named(args.login)
    if person is None:
        return _nobody(args.login)
    for key in keys_of(person):
        ended = f" 失効 / ended {key.ended_at:%Y-%m-%d %H:%M}Z" if key.ended_at else ""
        print(f"{key.pk}  {key.name}  {key.added_at:%Y-%m-%d %H:%M}Z{ended}")
    return 0


def run_end(args: argparse.Namespace) -> int:
    """End a passkey; the log keeps that it did, and by whose word."""
    ready()
    from sekisho.operations.passkeys import end
    from sekisho.operations.people import person_named

    person = person_named(args.login)
    if person is None:
        return _nobody(args.login)
    if not end(person, args.credential, args.by, datetime.now(UTC)):
        return _unusable(f"{args.credential}: 有効なパスキーにない / no passkey of {args.login} in force")
    return 0


def _nobody(login: str) -> int:
    return _unusable(f"{login}: いない / there is no such person")


def _unusable(message: str) -> int:
    print(message, file=sys.stderr)
    return UNUSABLE
