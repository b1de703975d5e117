"""The bill of materials names what is installed, and what needs what."""

from __future__ import annotations

import json
from importlib.metadata import distribution

import pytest

from sekisho.cli import main
from sekisho.cli.sbom import installed, licence_of


def test_the_bill_names_the_product_and_everything_that_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sbom"]) == 0
    bill = json.loads(capsys.readouterr().out)
    parts = {each["name"].lower(): each for each in bill["components"]}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "sekisho"
    assert {"django", "msgspec", "cryptography"} <= set(parts)
    assert parts["django"]["version"] == distribution("django").version
    assert all(each["purl"].startswith("pkg:") for each in bill["components"])


def test_what_needs_what_is_told_down_to_what_we_do_not_ask_for_ourselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["sbom"])
    bill = json.loads(capsys.readouterr().out)
    needs = {each["ref"].split("@")[0]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert any(ref.startswith("pkg:pypi/sqlparse@") for ref in needs["pkg:pypi/django"])
    assert "pytest" not in installed()


def test_every_part_states_its_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sbom", "--licences"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(installed())
    assert licence_of(installed()["django"]) == "BSD-3-Clause"
