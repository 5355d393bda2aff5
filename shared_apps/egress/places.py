"""Where regions lie, and what counts as at home for each: the countries in which its law sees no transfer abroad."""

from collections.abc import Mapping

EEA = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
# Hong Kong, Macao and Taiwan are abroad for the law of the mainland.
HOME: Mapping[str, frozenset[str]] = {"eu": EEA, "cn": frozenset({"CN"}), "us": frozenset({"US"})}
# The country by which a region is called where one is needed.
SEAT: Mapping[str, str] = {"eu": "DE", "cn": "CN", "us": "US"}
REGIONS = tuple(HOME)
# A recipient whose country nobody knows is abroad, under this code.
UNKNOWN = "ZZ"


def is_home(region: str, country: str) -> bool:
    """Whether a country is at home for a region; an unknown one never is."""
    return country in HOME.get(region, frozenset())
