"""``sekisho witness``: the commission's own program. It needs no installation of the product, and reads none."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sekisho.ledger.keys import BadKey, VerifierKey, read_verifier_key
from sekisho.ledger.note import BadNote
from sekisho.ledger.policy import BadPolicy
from sekisho.ledger.witnessing import AnswerFile, read_answer
from sekisho.witness import answering, store, telling
from sekisho.witness.home import Home, Unusable, found

from .reporting import UNUSABLE, read_bytes

FOLDER = "witness"
REFUSED = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the commands of a witness."""
    commands = parser.add_subparsers(dest="witness", metavar="COMMAND", required=True)

    def command(name: str, text: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--home", default=FOLDER, help="証人のフォルダ / the witness's folder")
        added.set_defaults(run=_reporting(run))
        return added

    here = commands.add_parser(
        "request", help="ログ側：証人への要求を書き出す / log side: write a request for media"
    )
    here.add_argument("-o", "--output", required=True, help="request file to write")
    here.add_argument("--held", type=int, help="証人の持つ大きさ / the size that the witness holds")
    here.set_defaults(run=_reporting(run_request))
    taken = commands.add_parser(
        "accept", help="ログ側：証人の答えを取り込む / log side: take in an answer from media"
    )
    taken.add_argument("file", help="answer file")
    taken.set_defaults(run=_reporting(run_accept))
    for each in (here, taken):
        each.add_argument("--witness", default="", help="方針での証人の名 / its name in the policy")

    add_founding(commands, FOLDER)
    serve = command("serve", "HTTPで連署する / cosign over HTTP (c2sp.org/tlog-witness)", run_serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8010)
    answer = command("answer", "媒体で届いた要求に答える / answer a request on media", run_answer)
    answer.add_argument("file", help="request file")
    answer.add_argument("-o", "--output", required=True, help="answer file to write")
    compare = command(
        "compare", "他の者が示された検証点と比べる / compare a checkpoint that others were shown", run_compare
    )
    compare.add_argument("file", help="checkpoint of the same log, from another witness or anybody")
    status = command("status", "公開鍵と、ログごとに連署した大きさ / key, and sizes cosigned", run_status)
    status.add_argument("--json", action="store_true")
    evidence = command("evidence", "分岐などの証拠を示す / show evidence of forks", run_evidence)
    evidence.add_argument("--json", action="store_true")


def add_founding(commands: argparse._SubParsersAction[argparse.ArgumentParser], folder: str) -> None:
    """Add the command that draws a key and makes the folder of a witness or a mirror."""
    init = commands.add_parser("init", help="鍵を作り、フォルダを設ける / draw a key and make the folder")
    init.add_argument("--home", default=folder)
    init.add_argument("--name", required=True, help="鍵の名。例 witness.example/commission / the key's name")
    init.add_argument("--log", action="append", default=[], help="信頼するログの公開鍵 / vkey of a log")
    init.add_argument(
        "--ml-dsa-44",
        action="store_true",
        help="ML-DSA-44の鍵も作る / draw a key of ML-DSA-44 beside the Ed25519 one",
    )
    init.set_defaults(run=_reporting(run_init))


def _reporting(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Say what cannot be used, and return its exit status."""

    def reported(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except (Unusable, OSError, sqlite3.Error) as error:
            print(f"使えない / unusable: {error}", file=sys.stderr)
            return UNUSABLE

    return reported


def _home(args: argparse.Namespace) -> Home:
    return Home(Path(args.home))


def run_init(args: argparse.Namespace) -> int:
    """Found the witness, and print the key that goes into policies."""
    try:
        made = found(
            Path(args.home),
            args.name,
            [read_verifier_key(each) for each in args.log],
            post_quantum=args.ml_dsa_44,
        )
    except (BadKey, ValueError) as error:
        print(f"{error}", file=sys.stderr)
        return UNUSABLE
    print("\n".join(key.verifier.as_cosigner().text() for key in made.signing_keys()))
    return 0


def run_serve(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from sekisho.witness import service

    print(f"http://{args.host}:{args.port}  （停止 / stop: Ctrl+C）", flush=True)
    service.serve(_home(args), args.host, args.port)
    return 0


def run_answer(args: argparse.Namespace) -> int:
    """Answer a request from media; the answer is written whether or not it was cosigned."""
    body = read_bytes(args.file)
    if body is None:
        return UNUSABLE
    given = answering.answer(answering.witness(_home(args)), body, datetime.now(UTC))
    size = given.seen.size if given.seen else 0
    Path(args.output).write_text(AnswerFile(given.status, size, given.body).text(), "utf-8")
    print(telling.of_answer(given).in_(args.lang))
    return 0 if given.seen else REFUSED


def run_compare(args: argparse.Namespace) -> int:
    """Compare; exit status 0 where the same root was cosigned here, else 1."""
    data = read_bytes(args.file)
    if data is None:
        return UNUSABLE
    who = answering.witness(_home(args))
    given = answering.compare(who, data.decode(errors="replace"), datetime.now(UTC))
    print(telling.of_comparison(given).in_(args.lang))
    return 0 if given.seen else REFUSED


def run_status(args: argparse.Namespace) -> int:
    """Print the witness's key, the logs that it trusts and how far it cosigned each."""
    home = _home(args)
    who = answering.witness(home)
    with store.opened(home.database) as base:
        handed, kept = store.handed(base), len(store.evidence(base))
    origins = sorted({key.name for key in who.trusted.logs})
    keys = [key.verifier.as_cosigner().text() for key in who.keys]
    if args.json:
        shown = {"keys": keys, "logs": origins, "cosigned": handed, "evidence": kept}
        print(msgspec.json.encode(shown).decode())
        return 0
    print("\n".join(keys))
    for each in handed:
        print(telling.of_state(each).in_(args.lang))
    for origin in sorted(set(origins) - {each.origin for each in handed}):
        print(telling.NEVER.fill(origin=origin).in_(args.lang))
    print(telling.KEPT.fill(count=kept).in_(args.lang))
    return 0


def run_evidence(args: argparse.Namespace) -> int:
    """Print the evidence; the exit status says whether there is any."""
    with store.opened(_home(args).database) as base:
        kept = store.evidence(base)
    if args.json:
        print(msgspec.json.encode(kept).decode())
    else:
        print(
            "\n".join(telling.of_evidence(each).in_(args.lang) for each in kept)
            or telling.NONE.in_(args.lang)
        )
    return REFUSED if kept else 0


def run_request(args: argparse.Namespace) -> int:
    """Integrate what is committed, and write the request for the newest checkpoint."""
    from .serve import ready

    ready()
    from sekisho.operations import sequencer, witness_words, witnesses

    sequencer.integrate(datetime.now(UTC))
    key = _asked(args.witness)
    try:
        body = witnesses.request(key, args.held)
    except witnesses.NothingToCosign:
        print(witness_words.NOTHING.in_(args.lang), file=sys.stderr)
        return REFUSED
    Path(args.output).write_bytes(body)
    print(witness_words.of_request(body, key.name).in_(args.lang))
    return 0


def run_accept(args: argparse.Namespace) -> int:
    """Take in an answer; the exit status says whether there is a cosignature more."""
    data = read_bytes(args.file)
    if data is None:
        return UNUSABLE
    from .serve import ready

    ready()
    from sekisho.operations import witness_words, witnesses

    try:
        given = read_answer(data)
    except BadNote as error:
        raise Unusable(f"{args.file}: {error}") from error
    asked = witnesses.take_answer(given, _asked(args.witness), datetime.now(UTC))
    print(witness_words.of_outcome(asked).in_(args.lang))
    return REFUSED if asked.outcome else 0


def _asked(name: str) -> VerifierKey:
    """Return the witness of that name; without a name, the only one. Raises ``Unusable``."""
    from sekisho.operations import witnesses
    from sekisho.records.world import REAL

    try:
        known = witnesses.policy_of(REAL).witnesses
    except BadPolicy as error:
        raise Unusable(f"{witnesses.policy_file()}: {error}") from error
    chosen = [key for each, key in known.items() if name in ("", each)]
    if len(chosen) != 1:
        names = ", ".join(known) or "-"
        raise Unusable(f"--witness: 方針の証人から一つを選ぶこと / name one witness of the policy: {names}")
    return chosen[0]
