"""Names of the units of UN/ECE Recommendation 20 as people write them: kg, t, pcs.

A unit without an entry is shown by its code; that is unusual to read but never wrong.
"""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

UNIT_NAMES: dict[str, str | Promise] = {
    "C62": pgettext_lazy("unit", "pcs"),
    "EA": pgettext_lazy("unit", "pcs"),
    "PR": pgettext_lazy("unit", "pairs"),
    "DZN": pgettext_lazy("unit", "dozen"),
    "SET": pgettext_lazy("unit", "sets"),
    "XBX": pgettext_lazy("unit", "boxes"),
    "XPX": pgettext_lazy("unit", "pallets"),
    "GRM": "g",
    "KGM": "kg",
    "TNE": "t",
    "LBR": "lb",
    "MTR": "m",
    "KMT": "km",
    "MTK": "m²",
    "MTQ": "m³",
    "LTR": "L",
    "KWH": "kWh",
    "HUR": pgettext_lazy("unit", "h"),
    "DAY": pgettext_lazy("unit", "days"),
}


def unit_choices() -> list[tuple[str, str]]:
    """Codes and names for a select."""
    return [(code, unit_name(code)) for code in UNIT_NAMES]


def unit_name(code: str) -> str:
    return str(UNIT_NAMES.get(code, code))
