"""A pytest plugin: Django cannot be imported. The core's tests run under it, so that the core stays usable alone."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec


class WithoutDjango:
    """Refuses Django to whoever asks for it."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Refuse Django; leave everything else to the finders that follow."""
        if name.partition(".")[0] == "django":
            raise ModuleNotFoundError(f"the core and its tests do without Django, yet {name} is imported")
        return None


sys.meta_path.insert(0, WithoutDjango())
