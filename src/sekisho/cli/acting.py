"""Acting for an office at a command: the person is named by their sign-in name, and acts for what they may act for."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sekisho.casework.visibility import Viewer


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say who acts, for which office and why."""
    parser.add_argument("--person", required=True, help="行う者の利用者名 / sign-in name of the person")
    parser.add_argument("--office", required=True, help="その機関 / the office that the person acts for")
    parser.add_argument("--reason", required=True, help="理由 / why")


def acting(args: argparse.Namespace, now: datetime) -> tuple[Viewer, str] | None:
    """Return who acts and for which office, which is empty where they may not act for the one named; ``None``, with a message,
    where there is no such person.
    """
    from sekisho.operations.people import person_named
    from sekisho.operations.viewing import viewer_of
    from sekisho.records.models import Person

    named = person_named(args.person)
    if named is None:
        print(f"--person {args.person}: いない / there is no such person", file=sys.stderr)
        return None
    viewer = viewer_of(Person.objects.get(pk=named), now)
    return viewer, args.office if args.office in viewer.offices else ""
