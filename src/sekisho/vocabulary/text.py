"""Bilingual text: every sentence a person sees exists in Japanese first and in English."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


class Text(msgspec.Struct, frozen=True, gc=False):
    """One statement in both languages. Neither may be empty: a half-translated text is a defect."""

    ja: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the statement in the language asked for."""
        return self.ja if language == "ja" else self.en

    def fill(self, **values: object) -> Text:
        """Return the text with ``{name}`` places filled; a ``Text`` value is filled in each language apart."""
        return Text(_fill(self.ja, values, "ja"), _fill(self.en, values, "en"))


def _fill(template: str, values: dict[str, object], language: Language) -> str:
    shown = {k: v.in_(language) if isinstance(v, Text) else v for k, v in values.items()}
    return template.format(**shown)
