"""An option is set by the offices that the pack names for it, to a value that the pack has."""

from __future__ import annotations

import pytest

from sekisho.operations.outcomes import Accepted, Invalid
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records.world import REAL, load_register

from .conftest import Offices

MINE, VALUE = "negative_reply", "reply_suffices"
"""An option that NCO sets, and a value other than its default."""


@pytest.mark.parametrize(
    ("office", "option", "value", "wrong"),
    [
        ("nco", MINE, VALUE, None),
        ("npa", MINE, VALUE, "option"),
        ("cas", MINE, VALUE, "option"),
        ("nco", MINE, "silence_concludes", "value"),
        ("nco", "no_such_option", "yes", "option"),
    ],
    ids=["its office", "another", "the Cabinet Secretariat", "a value withheld", "none"],
)
def test_an_option_is_set_by_its_own_offices(
    offices: Offices, office: str, option: str, value: str, wrong: str | None
) -> None:
    made = offices.act(
        offices.register, "register.set_option", office, f"{office}_official", option=option, value=value
    )
    options = load_register(pack_in_force(), REAL).options
    if wrong is None:
        assert isinstance(made, Accepted), made
        assert options[MINE] == VALUE
    else:
        assert isinstance(made, Invalid), made
        assert ([finding.place for finding in made.findings], dict(options)) == ([wrong], {})
