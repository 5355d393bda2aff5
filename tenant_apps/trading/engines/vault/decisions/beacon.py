"""A public beacon that settles ties: named before anybody can bid, published by others after the deadline.

Of drand (https://drand.love) a value is checked as far as SHA-256 goes: the randomness is the hash of the signature.
Whether the signature is the network's own is for whoever looks at the network: docs/sealed-bids.md says how.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tenant_apps.trading.engines.vault.decisions.acts import Act, Handling, Refused, is_text, keys_are, no
from tenant_apps.trading.engines.vault.decisions.state import Beacon, VaultState

replace = msgspec.structs.replace
LOTTERY, LONGEST_NAME, LONGEST_VALUE = "lottery", 120, 200
# Of each chain of drand: when its first round was, in seconds since 1970, the seconds between rounds, and the bytes of
# a signature.
CHAINS = {"drand_quicknet": (1_692_803_367, 3, 48), "drand_default": (1_595_431_050, 30, 96)}
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?\+00:00")
_START = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def read_time(value: Any) -> datetime | None:
    """A time in UTC as acts write it; None for anything else."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def fits_beacon(told: Mapping[str, Any], rules: Mapping[str, Any], after: datetime) -> bool:
    """Whether a beacon is named where ties need one, and comes after the deadline; and none where they do not."""
    if rules.get("tie_rule") != "beacon":
        return "beacon" not in told
    found = read_beacon(told.get("beacon"))
    return found is not None and found.at > after


def read_beacon(value: Any) -> Beacon | None:
    """`{"kind": "drand_quicknet", "round": 1}`, or a lottery: its name, and when it is drawn."""
    if not isinstance(value, Mapping):
        return None
    kind, number = value.get("kind"), value.get("round")
    if kind == LOTTERY:
        at = read_time(value.get("at"))
        fits = value.keys() == {"kind", "name", "at"} and is_text(value["name"], LONGEST_NAME)
        return Beacon(LOTTERY, at, value["name"]) if fits and at is not None else None
    if not isinstance(kind, str) or kind not in CHAINS or value.keys() != {"kind", "round"}:
        return None
    if type(number) is not int or not 1 <= number <= 10**10:
        return None
    first, period, _size = CHAINS[kind]
    return Beacon(kind, _START + timedelta(seconds=first + (number - 1) * period))


def round_of(beacon: Beacon) -> int | None:
    """The round of drand that counts: the first one not before the beacon's time, which moves with a pause."""
    if beacon.kind not in CHAINS:
        return None
    first, period, _size = CHAINS[beacon.kind]
    since = beacon.at - _START - timedelta(seconds=first)
    return -(-since // (period * _SECOND)) + 1


def round_after(kind: str, at: datetime) -> int:
    """The first round of a chain after a time: for whoever names one."""
    first, period, _size = CHAINS[kind]
    return (at - _START - timedelta(seconds=first)) // (period * _SECOND) + 2


def seed_of(state: VaultState) -> str:
    """SHA-256 of the commitment root's 64 hex digits followed by the value; empty before the value is known."""
    return hashlib.sha256(f"{state.root}{state.beacon_value}".encode()).hexdigest() if state.beacon_value else ""


def _value(beacon: Beacon, told: Mapping[str, Any]) -> str | None:
    """The value an act tells, or None where it contradicts itself."""
    if beacon.kind == LOTTERY:
        fits = keys_are(told, "value") and is_text(told["value"], LONGEST_VALUE)
        return str(told["value"]) if fits else None
    if not keys_are(told, "round signature randomness") or told["round"] != round_of(beacon):
        return None
    if type(told["round"]) is not int:
        return None
    signature, randomness = told["signature"], told["randomness"]
    size = 2 * CHAINS[beacon.kind][2]
    if not isinstance(signature, str) or not re.fullmatch(f"[0-9a-f]{{{size}}}", signature):
        return None
    return str(randomness) if hashlib.sha256(bytes.fromhex(signature)).hexdigest() == randomness else None


def check_beacon(state: VaultState, act: Act) -> Refused | None:
    """Anybody who takes part enters the value; it is the same for all."""
    beacon = state.beacon
    if beacon is None or not state.root:
        return no("not_now")
    if act.at < beacon.at:
        return no("beacon_early", at=beacon.at.isoformat())
    if state.beacon_value:
        return no("beacon_known")
    return no("bad_beacon") if _value(beacon, act.payload) is None else None


def apply_beacon(state: VaultState, act: Act) -> VaultState:
    value = _value(state.beacon, act.payload) if state.beacon else None
    return replace(state, beacon_value=value or "")


HANDLING = {"beacon": Handling("anyone", check_beacon, apply_beacon)}
