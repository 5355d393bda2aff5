"""Countries of ISO 3166-1 with their names in the language of the reader, from Babel's copy of CLDR."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Two-letter codes of CLDR that are no countries: unions, the unknown, pseudo-accents.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language, sep="-").territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


def is_country(code: str) -> bool:
    return code in _names("en")


def country_name(code: str) -> str:
    """The name in the active language; the code itself when unknown."""
    return _names(_babel_language()).get(code, code)


def choices() -> list[tuple[str, str]]:
    """Codes and names, sorted by name."""
    return sorted(_names(_babel_language()).items(), key=lambda pair: pair[1])


def _babel_language() -> str:
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"
