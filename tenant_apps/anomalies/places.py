"""Where a network is, as far as this deployment knows: a table that its operator supplies, and nothing guessed.

`KONTOR_NETWORK_TABLE` names a CSV file with the columns `network` (CIDR), `country` (ISO 3166 alpha-2) and, if known,
`system` (number of the autonomous system), `latitude`, `longitude` (degrees, decimal) and `relay` (1 for networks that
relay others: VPN, proxy, Tor). Without a file nothing is judged by place. Points of countries: `data/places.csv`.
"""

import csv
import ipaddress
import os
from bisect import bisect_right
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import structlog

from tenant_apps.anomalies.types import Place

log = structlog.get_logger(__name__)

VARIABLE = "KONTOR_NETWORK_TABLE"
POINTS = Path(__file__).parent / "data" / "places.csv"
# (version, first address, last address, place), in order.
Row = tuple[int, int, int, Place]


def is_supplied() -> bool:
    """Whether this deployment knows any network."""
    return bool(_table(os.environ.get(VARIABLE, "")))


def find(address: str) -> Place | None:
    """The place of an address or of a network as the log keeps it; None where nothing is known of it."""
    rows = _table(os.environ.get(VARIABLE, ""))
    if not rows or not address:
        return None
    try:
        network = ipaddress.ip_network(address, strict=False)
    except ValueError:
        return None
    version: int = network.version
    place = bisect_right(rows, (version, int(network.network_address)), key=_begins) - 1
    if place < 0:
        return None
    of, _first, last, found = rows[place]
    return found if of == version and int(network.broadcast_address) <= last else None


def _begins(row: Row) -> tuple[int, int]:
    return row[0], row[1]


@lru_cache(maxsize=1)
def points_of() -> dict[str, tuple[tuple[int, int], ...]]:
    """The principal places of each country, in seconds of arc."""
    found: dict[str, list[tuple[int, int]]] = {}
    with POINTS.open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["country"], []).append((int(row["latitude_s"]), int(row["longitude_s"])))
    return {country: tuple(points) for country, points in found.items()}


@lru_cache(maxsize=4)
def _table(path: str) -> tuple[Row, ...]:
    if not path:
        return ()
    rows: list[Row] = []
    try:
        with Path(path).open(newline="") as file:
            for line in csv.DictReader(file):
                network = ipaddress.ip_network(line["network"].strip())
                rows.append(
                    (network.version, int(network.network_address), int(network.broadcast_address), _place(line))
                )
    except (OSError, KeyError, ValueError, ArithmeticError) as error:
        log.error("anomalies.no_network_table", path=path, error=str(error))
        return ()
    return tuple(sorted(rows, key=lambda row: row[:3]))


def _place(line: dict[str, str]) -> Place:
    country = line["country"].strip().upper()
    points = points_of().get(country, ())
    if line.get("latitude") and line.get("longitude"):
        points = ((_seconds(line["latitude"]), _seconds(line["longitude"])),)
    return Place(country, (line.get("system") or "").strip(), points, (line.get("relay") or "").strip() == "1")


def _seconds(degrees: str) -> int:
    return int((Decimal(degrees) * 3600).to_integral_value())
