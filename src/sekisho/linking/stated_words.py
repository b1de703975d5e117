"""What incidents state of sectors and countries, in the words in which it is shown; how it is compared is another thing."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from sekisho.vocabulary.text import Text

from .keys import Key


def shown_word(kind: str, value: str) -> Text:
    """Return what a stated value of a kind is called; the value itself where no name is known for it."""
    return _names().get((kind, value), Text(value, value))


@lru_cache(maxsize=1)
def _names() -> dict[Key, Text]:
    import yaml

    known = yaml.safe_load(files(__package__).joinpath("stated_words.yaml").read_text(encoding="utf-8"))
    names = {("sector", word): Text(ja, word) for word, ja in known["sector"].items()}
    names |= {("country", code): Text(ja, en) for code, (ja, en) in known["country"].items()}
    return names | {("country", en.upper()): Text(ja, en) for ja, en in known["country"].values()}
