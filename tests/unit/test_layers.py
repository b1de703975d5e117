"""The core stands without Django: every module of it imports where Django cannot be imported."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

PROGRAM = """
import importlib, pkgutil, sys
import tests.without_django

for layer in sys.argv[1:]:
    package = importlib.import_module(layer)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
"""


def _core() -> list[str]:
    """Return the packages that the import contract calls the core."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return next(each["source_modules"] for each in contracts if each["type"] == "forbidden")


def test_every_module_of_the_core_imports_without_django() -> None:
    """No module of the core imports Django, not even inside a package it uses."""
    core = _core()
    assert "sekisho.law" in core
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *core], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr


def test_django_is_out_of_reach_where_the_core_is_tested() -> None:
    """The plugin under which the core's tests run really refuses Django."""
    program = "import tests.without_django, django"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode != 0
    assert "do without Django" in done.stderr


def test_the_makefile_tests_every_package_of_the_core_alone() -> None:
    """The list of areas that ``make core`` tests without Django is the contract's list of the core."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    areas = makefile.split("CORE_TESTS := $(foreach area,")[1].split(",")[0].split()
    core = {name.removeprefix("sekisho.") for name in _core()}
    assert core <= set(areas)
    assert {area for area in areas if (ROOT / "src" / "sekisho" / area / "__init__.py").is_file()} <= core
