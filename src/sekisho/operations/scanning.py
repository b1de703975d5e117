"""What is handed over is looked at before anything reads it: what it is by its content, and what the scanner says of it.

1. Information is text (STIX, MISP, CSV, JSON lines). What a program would run or open by itself is refused, whatever the name
   says: executables, archives, office files, PDF, RTF, markup (HTML, SVG, XML) and scripts.
2. Where ``SEKISHO_SCAN`` names a command, it is given the file's path. Status 0 lets the file pass, 1 refuses it; any other
   status, a command that is not there and one that takes longer than ``SEKISHO_SCAN_SECONDS`` leave it unscanned, and
   what was not scanned is not taken in. The file lies in the installation's own folder for as long as the scan takes.
"""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

import puremagic
from django.conf import settings

from sekisho.records.home import scan_folder
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

logger = logging.getLogger(__name__)

Said = Literal["clean", "refused", "unscanned"]

LEFT = 10
"""After how many times the longest scan a file in the folder is one that was left behind."""
HEAD = 4096
"""How many of the first bytes tell what a file is."""
SURE = 0.3
"""From which confidence on a kind is believed: four bytes of a signature give 0.4, the two of a bitmap ("BM") 0.2."""
OPENED = (b"<", b"#!", b"%PDF-", b"{\\rtf")
"""How text begins that a program opens or runs by itself."""
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
CONTROLS = bytes(range(9)) + bytes(range(14, 32))


def inspect(data: bytes) -> tuple[Finding, ...]:
    """Return what stands against reading a file at all; empty for nothing."""
    if is_active(data):
        return (_finding("active_content", ACTIVE, GIVE_TEXT),)
    said = scan(data) if settings.SCAN else "clean"
    if said == "clean":
        return ()
    return (_finding("scan_refused", HARMFUL, ASK),) if said == "refused" else (UNSCANNED,)


def is_active(data: bytes) -> bool:
    """Return whether a file is something that a program runs or opens by itself, judged by its first bytes."""
    head = data[:HEAD]
    start = next((head.removeprefix(mark) for mark in MARKS if head.startswith(mark)), head)
    if start.replace(b"\0", b"").lstrip().startswith(OPENED):
        return True
    return any(each in head for each in CONTROLS) and _known_kind(head)


def _known_kind(head: bytes) -> bool:
    """Return whether the content has the signature of something that is no plain text."""
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return any(each.confidence >= SURE and each.mime_type not in PLAIN for each in found)


PLAIN = ("text/plain", "text/csv", "application/json")


def scan(data: bytes) -> Said:
    """Return what the scanner that ``SEKISHO_SCAN`` names says of a file."""
    folder = scan_folder()
    _sweep(folder)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix="scan-") as file:  # of mode 0600
            file.write(data)
            file.flush()
            status = _status([*shlex.split(settings.SCAN), file.name])
    except OSError as error:  # no room for the file, or no such command
        logger.error("a file cannot be scanned: %s", error)
        return "unscanned"
    if status in (0, 1):
        return "refused" if status else "clean"
    return "unscanned"


def _status(command: list[str]) -> int | None:
    """Return the status that a command ends with; ``None`` where it takes too long, and all that it had started is then
    ended with it.
    """
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        return running.wait(settings.SCAN_SECONDS)
    except subprocess.TimeoutExpired:
        logger.error("the scanner took longer than %s seconds", settings.SCAN_SECONDS)
        return None
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def _sweep(folder: Path) -> None:
    """Remove what a process left behind that ended in the middle of a scan."""
    before = time.time() - LEFT * settings.SCAN_SECONDS
    for file in folder.iterdir():
        with suppress(FileNotFoundError):  # its own process was faster
            if file.stat().st_mtime < before:
                file.unlink()


def _finding(code: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=code, severity="error", place="file", message=message, remedy=remedy)


ACTIVE = Text(
    "文字の情報ではなく、実行され又は開かれる種類のファイルであるため、受け付けない。",
    "This is no text but a file of a kind that is run or opened; it is not taken.",
)
GIVE_TEXT = Text(
    "STIX、MISP、CSV又は行ごとのJSONで渡すこと。", "Hand it over as STIX, MISP, CSV or JSON lines."
)
HARMFUL = Text(
    "検査により、有害とされたため、受け付けない。", "The scanner holds it to be harmful; it is not taken."
)
ASK = Text("提供元に確かめること。", "Ask where it comes from.")
UNSCANNED = _finding(
    "scan_failed",
    Text("検査を終えられなかったため、受け付けていない。", "It could not be scanned, and was not taken."),
    Text(
        "しばらくして再び送ること。続くときは管理者に知らせること。",
        "Send it again later; if it goes on, tell an administrator.",
    ),
)
