"""Backup and restore reach a database on another machine over TLS alone, and its password is nowhere to be read.

The server is a real one that takes nothing but TLS; its name, ``db.internal``, is of another machine, and leads here by
``hostaddr`` alone, so that nothing less than ``verify-full`` is accepted.
"""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tools.with_postgres import SERVER, Cluster

pytestmark = pytest.mark.only_on("postgresql")
NAME, WORD = "db.internal", "w0rd-of-the-database"
ACCESS = """
local all all trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""
"""Who is let in: by the socket's folder, and by TLS with the password; nobody in clear."""
PROGRAMS = ("pg_dump", "pg_restore")
ACTING = Path(__file__).parents[2] / "crash" / "records" / "acting.py"


class Place:
    """An installation in a folder, on the database that a URL names, whose commands are programs of their own."""

    def __init__(self, folder: Path, url: str, programs: Path) -> None:
        folder.mkdir()
        self.home = folder / "home"
        self.surroundings = os.environ | {
            "DATABASE_URL": url,
            "SEKISHO_HOME": str(self.home),
            "SEKISHO_PACK": str(Path(__file__).parent / "pack"),
            "SEKISHO_KEYS_PASSPHRASE": "a passphrase of the tests",
            "DJANGO_SETTINGS_MODULE": "sekisho.settings",
            "PG_BIN": str(programs),
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python with some arguments in this installation."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.surroundings,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def sekisho(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product."""
        return self.run("-m", "sekisho", *arguments)

    def acting(self, *arguments: str) -> None:
        """Run the acting script of the crash tests; it must succeed."""
        done = self.run(str(ACTING), *arguments)
        assert done.returncode == 0, done.stderr


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, path: Path) -> None:
        self.key, self.path = ec.generate_private_key(ec.SECP256R1()), path
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.stem)])
        own = self._signed(self.name, self.key, x509.BasicConstraints(ca=True, path_length=0))
        path.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def issue(self, host: str, folder: Path) -> tuple[Path, Path]:
        """Certify a server under a name, and return the files of certificate and key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._signed(subject, key, x509.SubjectAlternativeName([x509.DNSName(host)]))
        certificate, private = folder / "server.crt", folder / "server.key"
        certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        private.chmod(0o600)
        return certificate, private

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, says: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(says, critical=True)
            .sign(self.key, hashes.SHA256())
        )


class Server:
    """A cluster that answers on this machine over TLS, with two databases."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, _free_port()
        self.authority = Authority(root / "authority.pem")
        self.cluster = Cluster(root, f"{SERVER} {self._options()}")

    def _options(self) -> str:
        certificate, private = self.authority.issue(NAME, self.root)
        told = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "ssl": "on",
            "ssl_cert_file": certificate,
            "ssl_key_file": private,
            "log_statement": "all",
            "log_connections": "on",
        }
        return " ".join(f"-c {name}={value}" for name, value in told.items())

    def start(self) -> None:
        """Create the cluster, let in who comes over TLS with the password, and make the databases."""
        self.cluster.create()
        (self.cluster.data / "pg_hba.conf").write_text(ACCESS, "utf-8")
        if self.cluster.user is not None:
            for name in ("server.crt", "server.key"):
                os.chown(self.root / name, self.cluster.user.pw_uid, self.cluster.user.pw_gid)
        self.cluster.launch()
        told = f"host={self.cluster.socket} port={self.port} user=sekisho dbname=postgres"
        with psycopg.connect(told, autocommit=True) as server:
            server.execute("SET log_statement = 'none'")
            server.execute(f"ALTER ROLE sekisho PASSWORD '{WORD}'")
            for name in ("here", "there"):
                server.execute(f"CREATE DATABASE {name}")

    def url(self, database: str, host: str = NAME, authority: Path | None = None) -> str:
        """The URL of a database; the host is of another machine, and only its address leads here."""
        root = authority or self.authority.path
        return (
            f"postgresql://sekisho:{WORD}@{host}:{self.port}/{database}?hostaddr=127.0.0.1&sslrootcert={root}"
        )


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The server; stopped and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="sk-t-", dir="/tmp", ignore_cleanup_errors=True) as root:
        Path(root).chmod(0o755)
        made = Server(Path(root))
        try:
            made.start()
            yield made
        finally:
            made.cluster.stop()


@pytest.fixture(scope="module")
def programs(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """PostgreSQL's programs, each of which notes its arguments before it begins; and the notes."""
    folder = tmp_path_factory.mktemp("programs")
    notes = folder / "arguments"
    for name in PROGRAMS:
        real = server.cluster.programs / name
        script = f'#!/bin/sh\nprintf "%s\\n" {name} "$@" >> {shlex.quote(str(notes))}\nexec {shlex.quote(str(real))} "$@"\n'
        (folder / name).write_text(script, "utf-8")
        (folder / name).chmod(0o755)
    return folder, notes


@pytest.fixture(scope="module")
def here(server: Server, programs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation on that server, with a record."""
    place = Place(tmp_path_factory.mktemp("tls") / "here", server.url("here"), programs[0])
    place.acting("prepare", "8")
    place.acting("count", "integrate", "-")
    return place


def test_the_record_goes_out_and_comes_back_over_tls_and_the_password_is_nowhere(
    server: Server, programs: tuple[Path, Path], here: Place, tmp_path: Path
) -> None:
    """By one command each; what comes back is verified; no argument, output, file or log has the password."""
    backup, keys = tmp_path / "backup", tmp_path / "keys"
    out = here.sekisho("backup", str(backup), "--keys", str(keys))
    assert out.returncode == 0, out.stderr
    there = Place(tmp_path / "there", server.url("there"), programs[0])
    back = there.sekisho("restore", str(backup), "--keys", str(keys))
    assert back.returncode == 0, back.stderr
    assert "8件を復元" in back.stdout

    noted = programs[1].read_text("utf-8")
    assert [word for word in noted.splitlines() if word in PROGRAMS] == ["pg_dump", "pg_restore"]
    assert noted.count("sslmode=verify-full") == 2
    log = (server.root / "log").read_text("utf-8")
    assert log.count("SSL enabled") > 2
    written = [path.read_bytes() for path in (*backup.rglob("*"), *here.home.rglob("*")) if path.is_file()]
    said = [out.stdout, out.stderr, back.stdout, back.stderr, noted, log]
    assert [text for text in said if WORD in text] == []
    assert [content for content in written if WORD.encode() in content] == []


@pytest.mark.parametrize("wrong", ["name", pytest.param("authority", marks=pytest.mark.long)])
def test_a_server_that_is_not_the_one_named_gets_no_copy_and_the_failure_tells_no_password(
    server: Server, programs: tuple[Path, Path], here: Place, tmp_path: Path, wrong: str
) -> None:
    """Certified by somebody else, or under another name: nothing is sent, and what went wrong is said."""
    stranger = Authority(tmp_path / "stranger.pem").path
    url = (
        server.url("here", authority=stranger) if wrong == "authority" else server.url("here", "db2.internal")
    )
    before = programs[1].read_text("utf-8") if programs[1].exists() else ""
    place = Place(tmp_path / "wrong", url, programs[0])
    shutil.copytree(here.home, place.home)
    done = place.sekisho("backup", str(tmp_path / "backup"))
    assert done.returncode != 0
    assert not any(path.name.startswith("database") for path in tmp_path.rglob("backup/*"))
    assert "certificate" in done.stderr
    after = programs[1].read_text("utf-8") if programs[1].exists() else ""
    assert WORD not in done.stdout + done.stderr + after.removeprefix(before)
