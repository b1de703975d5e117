"""The reference page on intake, made from the tables that the readers use: ``docs/reference/intake-formats.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .csv_columns import NAMES, TYPE_WORDS
from .encoding import MAX_BYTES
from .json_text import MAX_DEPTH, MAX_INTEGER, MAX_VALUES
from .markings import LEVEL_TEXTS, TLP_TEXTS
from .markings_stix import OWN_EXTENSION, TLP1_IDS, TLP2_IDS
from .messages import CATALOGUE
from .misp_words import SIMPLE
from .observables import MAX_VALUE, TYPES
from .stix_patterns import PATHS

_INTRODUCTION = """# Intake formats

*Made from the code by `sekisho.intel.reference`; do not edit by hand.*

Every object of a supplied file is taken or refused with a reason. The format is told by the content, never by the file's
name. Nothing that is read is ever resolved, opened or contacted. Credentials inside addresses are removed before
anything is kept.

| format | content | what becomes of it |
|---|---|---|
| `stix` | STIX 2.1 bundle, list or single object (2.0 is lifted) | the objects; a `report`, `grouping`, `incident` or `sighting` is an incident over what it gathers |
| `misp` | MISP event, list of events, or search response with events | event → `report` and incident; attribute → `indicator`, `vulnerability` or `note`; object → `grouping` |
| `csv` | table with a header in Japanese or English | row → `indicator`; rows with the same incident number → incident |
| `kev` | CISA's KEV catalogue as JSON | entry → `vulnerability`, TLP:CLEAR |
| `incidents` | JSON Lines | line → incident |

An incident line is `{"id", "date", "sectors", "countries", "observables": [{"type", "value"}], "techniques",
"malware", "actors": [[name, alias, …]], "title"}`; only `id` is required. Who is behind it, as a supplier says
(`actors`; in STIX `intrusion-set` and `threat-actor`, in MISP the galaxies of that name), is shown and never compared. In STIX, an external reference with `source_name` `incident-id` gives the
incident its number; else the container's own id does.

## Encodings

UTF-8 is expected. A byte order mark, UTF-16, Shift_JIS (CP932), EUC-JP and ISO-2022-JP are recognised and said.
Anything else is refused.
"""


def page() -> str:
    """Return the whole page as Markdown."""
    parts = [_INTRODUCTION, _limits(), _types(), _columns(), _stix(), _misp(), _markings(), _findings()]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _limits() -> str:
    rows = [
        ("size of a file", f"{MAX_BYTES:,} bytes"),
        ("nesting of an object", f"{MAX_DEPTH} levels"),
        ("values in an object", f"{MAX_VALUES:,}"),
        ("a value that is compared", f"{MAX_VALUE:,} bytes"),
        ("whole numbers", f"up to {MAX_INTEGER:,} in size"),
    ]
    return "## Limits\n\n" + _table(("what", "limit"), rows)


def _types() -> str:
    return "## Types of observables\n\n" + ", ".join(f"`{t}`" for t in TYPES) + "\n"


def _columns() -> str:
    rows = [(f"`{key}`", title.ja, title.en, ", ".join(words)) for key, (title, words) in NAMES.items()]
    spoken = [
        (f"`{t}`", ", ".join(w for w, u in TYPE_WORDS.items() if u == t and w))
        for t in dict.fromkeys(TYPE_WORDS.values())
        if t
    ]
    head = "## CSV columns\n\nCase, width of characters and underscores make no difference. Only `value` is required; "
    head += "several sectors, countries, techniques or malware in one cell are separated by `;` or `、`.\n\n"
    body = _table(("column", "Japanese", "English", "also read"), rows)
    return (
        head
        + body
        + "\nWords for types beside the types themselves (`ip` and `hash` are told apart by shape):\n\n"
        + _table(("type", "words"), spoken)
    )


def _stix() -> str:
    rows = [(f"`{type_}:{path}`", f"`{kind}`") for (type_, path), kind in PATHS.items()]
    text = "## STIX paths that are read as values\n\nBeside these, `hashes` of files and certificates, and a destination "
    text += (
        "with its port as `ipport`. Only tests for equality (`=`, `IN`) that are not negated name values.\n\n"
    )
    return text + _table(("path", "type"), rows)


def _misp() -> str:
    rows = [(f"`{name}`", f"`{kind}`") for name, kind in SIMPLE.items()]
    text = "## MISP attribute types that are read as values\n\nTypes written `a|b` give one value for each part that is "
    text += "listed. Other types are kept as notes. Credentials are refused; proposals and event reports are not taken.\n\n"
    return text + _table(("attribute type", "type"), rows)


def _markings() -> str:
    rows = [(said.ja, said.en, f"`{TLP2_IDS[tlp]}`") for tlp, said in TLP_TEXTS.items()]
    old = ", ".join(f"`{id_}` → {tlp}" for id_, tlp in TLP1_IDS.items())
    text = "## Markings\n\n" + _table(("", "", "STIX marking definition"), rows)
    text += f"\nTLP 1 is read too: {old}.\n\nThe government's levels ("
    text += ", ".join(f"{t.ja}: {t.en}" for t in LEVEL_TEXTS.values())
    text += f"), compartments and offices that information is releasable to are written as an extension `{OWN_EXTENSION}` with "
    text += "`confidentiality_level`, `compartments` and `releasable_to`. The id of a compartment begins with that of the office that "
    text += "reads people into it (`npa-red`); one that does not is nobody's, and hides what is so marked, which the receipt says. A marking that cannot be read counts as "
    return text + "TLP:AMBER+STRICT (in a table: TLP:RED).\n"


def _findings() -> str:
    rows = [
        (f"`{code}`", m.severity, f"{m.message.ja} {m.remedy.ja}", f"{m.message.en} {m.remedy.en}")
        for code, m in CATALOGUE.items()
    ]
    return "## Findings\n\n" + _table(("code", "severity", "日本語", "English"), rows)
