"""The prover z3, imported only where something is proved: the rest of sekisho runs without it."""

from __future__ import annotations

import importlib
from typing import Any


class ProverMissingError(RuntimeError):
    """z3 is not installed."""


def version() -> str:
    """Return the prover's version; raises ``ProverMissingError``."""
    return str(load().get_version_string())


def load() -> Any:
    """Return the module ``z3``; raises ``ProverMissingError`` that says how to install it."""
    try:
        return importlib.import_module("z3")
    except ImportError as error:
        raise ProverMissingError(
            "証明器がない / the prover is missing: pip install sekisho[proof]"
        ) from error
