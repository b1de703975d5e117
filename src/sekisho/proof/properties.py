"""Every never-property that one step can violate, and those that are the kernel's, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from sekisho.vocabulary.text import Text

from .about_acts import ABOUT_ACTS
from .about_bodies import ABOUT_BODIES
from .about_records import ABOUT_RECORDS
from .about_start import ABOUT_START
from .statement import Property

STATED_OF = "jp-acd"
"""The pack in whose names of steps, records and findings the properties are stated."""

PROPERTIES: tuple[Property, ...] = (*ABOUT_START, *ABOUT_ACTS, *ABOUT_BODIES, *ABOUT_RECORDS)

NOT_ONE_STEP: Mapping[str, Text] = {
    "N20": Text(
        "任命及び記録の権限は、規則集ではなく中核が判定する。",
        "Appointments and entitlement to record are judged by the kernel, not by the pack.",
    ),
    "N24": Text(
        "演習と実の区別は、規則集ではなく中核が守る。",
        "Exercise and real are kept apart by the kernel, not by the pack.",
    ),
}
