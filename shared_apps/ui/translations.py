"""One catalogue for the whole repository, made without system gettext: Django reads templates, Babel does the rest.

English is the message itself, so only other languages have files. The `.po` carries no line numbers: it should change
when words change and not when code moves. The `.mo` is built, never committed.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCES = ("shared_apps", "tenant_apps", "tenants", "config")
LANGUAGES = ("zh_Hans",)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
HEADER = "# Kontor, all texts of the product. Written by `manage.py messages`; translate here.\n#"


def sources(root: Path) -> Iterator[Path]:
    """Everything that can hold a translatable text; the gallery's invented samples are not product."""
    for top in SOURCES:
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            if path.name.startswith("gallery") or "__pycache__" in path.parts:
                continue
            yield path


def extract(root: Path) -> Catalog:
    """All messages of the sources."""
    catalog = Catalog(charset="utf-8")
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Babel reads it as Python, to which a template's indentation would be an error.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        # Babel's hints describe what it returns loosely; it is (line, function, arguments, comments).
        calls: Any = extract_python(BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"})
        for _line, function, arguments, _comments in calls:
            _add(catalog, function, arguments)
    return catalog


def _add(catalog: Catalog, function: str, arguments: str | tuple[str | None, ...] | None) -> None:
    """One call found in a source. Calls with computed texts (None) are nobody's to translate."""
    given = arguments if isinstance(arguments, tuple) else (arguments,)
    spec = KEYWORDS[function]
    context: str | None = None
    wanted: list[str | None] = []
    for place in spec or (1,):
        at = place[0] if isinstance(place, tuple) else place
        value = given[at - 1] if len(given) >= at else None
        if isinstance(place, tuple):
            context = value
        else:
            wanted.append(value)
    if not all(wanted):
        return
    texts = [str(text) for text in wanted]
    catalog.add(texts[0] if len(texts) == 1 else tuple(texts), context=context)


def po_path(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def load(root: Path, language: str) -> Catalog:
    path = po_path(root, language)
    if not path.exists():
        return _with_header(Catalog(locale=language, charset="utf-8"))
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def _with_header(catalog: Catalog) -> Catalog:
    catalog.header_comment = HEADER
    catalog.project, catalog.version = "Kontor", "1"
    catalog.fuzzy = False
    return catalog


def merge(root: Path, language: str) -> Catalog:
    """Bring the language's file up to date with the sources; translations of vanished texts are dropped."""
    catalog = load(root, language)
    catalog.update(extract(root), no_fuzzy_matching=True)
    _with_header(catalog)
    catalog.obsolete.clear()
    path = po_path(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalog, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    # Dates would make every run a change, and the rest of these says nothing about us.
    noise = tuple(f'"{name}' for name in ("POT-Cr", "PO-Rev", "Report-", "Last-T", "Language-T", "Generated"))
    lines = [line for line in written.getvalue().decode().split("\n") if not line.startswith(noise)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return catalog


def compile_catalogue(root: Path, language: str) -> Path:
    target = po_path(root, language).with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, load(root, language))
    return target


def gaps(root: Path, language: str) -> list[str]:
    """What keeps the language from being complete: missing, unsure or broken translations, one line each."""
    catalog, wanted = load(root, language), extract(root)
    found = []
    for message in wanted:
        if not message.id:
            continue
        here = catalog.get(message.id[0] if message.pluralizable else message.id, message.context)
        problem = _problem(here, catalog)
        if problem:
            found.append(f"{language}: {problem}: {message.id!r}")
    return found


def _problem(message: Message | None, catalog: Catalog) -> str:
    if message is None:
        return "not in the catalogue (run `manage.py messages`)"
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not texts or not all(texts):
        return "not translated"
    if message.fuzzy:
        return "marked fuzzy"
    if errors := message.check(catalog):
        return f"broken ({errors[0]})"
    if not message.pluralizable and placeholders(str(message.id)) != placeholders(str(message.string)):
        return "other placeholders than the text"
    return ""


def placeholders(text: str) -> set[str]:
    """`%(name)s` and `{name}`; a translation that loses one would lose a fact."""
    return set(PLACEHOLDER.findall(text))
