"""Run by the crash tests in a process of its own: answer a request, and die, or run out of disk, on the way.

``dying.py count FOLDER REQUEST SECONDS`` answers in a fork and prints how many lines of the witness's own code ran.
``dying.py kill FOLDER REQUEST SECONDS AT`` kills itself with SIGKILL before line number AT runs.
``dying.py full FOLDER REQUEST SECONDS BYTES`` answers where no file can grow beyond so many bytes.
Whatever cosignature was handed out before the end goes to standard output, behind the count.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import sekisho.witness
from sekisho.ledger import witnessing
from sekisho.witness.answering import witness
from sekisho.witness.home import Home
from tests.unit.witness.asking import ask

OWN = (str(Path(sekisho.witness.__file__).parent), witnessing.__file__)


def main(what: str, folder: str, request: str, seconds: str, at: str = "0") -> None:
    """Do what the arguments say."""
    lines, limit = 0, int(at)

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(OWN):
            return None
        if event == "line":
            lines += 1
            if lines == limit:
                os.kill(os.getpid(), signal.SIGKILL)
        return watch

    who, body = witness(Home(Path(folder))), Path(request).read_bytes()
    if what == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    else:
        sys.settrace(watch)
    given = ask(who, body, int(seconds))
    sys.settrace(None)
    sys.stdout.write(f"{lines}\n{given.status.value}\n{given.body}")


main(*sys.argv[1:])
