"""The core stands without Django: every module of it imports where Django cannot be imported."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name == "django" or name.startswith("django."):
            raise ImportError("the core may not import " + name)

sys.meta_path.insert(0, NoDjango())
for layer in ("vocabulary", "law", "ledger", "intel", "casework", "linking"):
    package = importlib.import_module("sekisho." + layer)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
"""


def test_every_module_of_the_core_imports_without_django() -> None:
    """No module of the core imports Django, not even inside a package it uses."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
