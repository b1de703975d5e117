"""Nobody reads off the command line in how many incidents of everybody a value occurs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sekisho.cli import main
from tests.contract.operations.supplied import RED


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_tells_which_way_a_value_went_and_no_number(
    grown: Any,
    capsys: pytest.CaptureFixture[str],
    form: list[str],
) -> None:
    """What is printed may be read by whoever may see the incidents of the change, which are not all that have the value."""
    login = grown.people["npa_official"].login
    given = ["link-epoch", "--person", login, "--reason", "more is known", "--office", "npa", *form]
    assert main(["--lang", "en", *given]) == 0
    said = capsys.readouterr().out
    assert RED[0] in said
    assert "in more incidents than before" in said
    if form:
        (change,) = json.loads(said)["changes"]
        assert {tuple(sorted(why)) for why in change["why"]} == {("key", "went")}
    else:
        assert "→" not in said
