"""One change to a pack, and what notices it."""

from __future__ import annotations

import msgspec

from .argued import ARGUED


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """One rule or effect of one step, changed: ``killed_by`` names what fails, empty for a survivor.

    ``equivalent`` says that the change was proved to be none: every act permitted after it was permitted before.
    """

    rule: str
    step: str
    change: str
    killed_by: str = ""
    equivalent: bool = False

    @property
    def survives(self) -> bool:
        """Whether nothing noticed the change, and no reason is on record why it is none."""
        return not (self.killed_by or self.equivalent or self.argued)

    @property
    def argued(self) -> bool:
        """Whether people have reviewed why the change is none."""
        return (self.rule, self.step, self.change) in ARGUED
