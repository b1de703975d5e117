"""``sekisho restore``; what it does is beside ``backup``."""

from .backup import configure_restore as configure

__all__ = ["configure"]
