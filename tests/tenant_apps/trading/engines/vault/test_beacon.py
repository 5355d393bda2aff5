"""Equal bids are drawn by a beacon that nobody knew when the bids were sealed."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from shared_apps.foundation import canonical
from tenant_apps.trading.engines.vault.decisions.beacon import read_beacon, round_after, round_of
from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
from tests.fixtures.tenders import (
    COMPANIES,
    INITIATOR,
    LENGTH,
    OPENS,
    Lot,
    beacon_value,
    named_beacon,
    rules_of,
    terms_of,
)
from tests.tenant_apps.trading.engines.vault.test_histories import verifier  # noqa: F401  a fixture


def drawn(seed: int, prices: tuple[str, ...] = ("90", "90", "90"), beacon: Any = None, **rules: Any) -> Lot:
    lot = Lot(terms_of(), rules_of(min_bidders=1, tie_rule="beacon", **rules), Random(seed))
    assert lot.fix(beacon=beacon or named_beacon(lot.rng, lot.state.deadline)).accepted
    for company, price in zip(COMPANIES, prices, strict=False):
        lot.seal(company, price={"price": price})
    lot.publish_root()
    lot.open_all()
    return lot


def test_the_seed_is_the_root_followed_by_the_value(verifier: Any) -> None:  # noqa: F811
    winners = set()
    for seed in range(12):
        lot = drawn(seed)
        assert lot.act(INITIATOR, "award").reason == "trading.beacon_needed"
        assert lot.tell_beacon(COMPANIES[1]).accepted, "anybody who takes part enters it"
        assert lot.act(INITIATOR, "beacon", value="7").reason == "trading.beacon_known"
        key = hashlib.sha256(f"{lot.state.root}{lot.state.beacon_value}".encode()).hexdigest()
        order = sorted((2, 3, 4), key=lambda seq: hashlib.sha256(f"{key}:{seq}".encode()).hexdigest())
        assert [row["seq"] for row in lot.facts["documents"]["ranking"]] == order
        assert lot.act(INITIATOR, "award").accepted
        winners.add(ENGINE.outcome(lot.state).allocations[0].seq)
        assert verifier.verify(canonical.dumps(lot.audit()))[0] == []
    assert len(winners) > 1, "not always the same"


def test_without_equals_no_value_is_needed() -> None:
    lot = drawn(1, ("90", "91"))
    assert lot.act(INITIATOR, "award").accepted


def test_a_value_before_its_time_or_one_that_contradicts_itself_is_refused() -> None:
    lot = drawn(1, beacon={"kind": "drand_quicknet", "round": round_after("drand_quicknet", OPENS + LENGTH)})
    beacon = lot.state.beacon
    assert beacon is not None and beacon.at > lot.state.deadline
    lot.now = beacon.at - timedelta(microseconds=1)
    told = beacon_value(beacon, Random(1))
    assert lot.act(INITIATOR, "beacon", **told).reason == "trading.beacon_early"
    lot.now = beacon.at
    for changed in (
        {"randomness": "0" * 64},
        {"round": told["round"] + 1},
        {"round": True},
        {"signature": told["signature"][:-2]},
        {"signature": told["signature"].upper()},
        {"extra": 1},
    ):
        assert lot.act(INITIATOR, "beacon", **{**told, **changed}).reason == "trading.bad_beacon", changed
    assert lot.act(INITIATOR, "beacon", **told).accepted


def test_a_real_round_of_drand_holds() -> None:
    """Round 1 of the default network, as it publishes it: the randomness is the hash of the signature."""
    signature = (
        "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb424998"
        "203d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655"
    )
    randomness = "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec"
    assert hashlib.sha256(bytes.fromhex(signature)).hexdigest() == randomness and len(signature) == 2 * 96
    first = read_beacon({"kind": "drand_default", "round": 1})
    assert first is not None and first.at == datetime(2020, 7, 22, 15, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["drand_quicknet", "drand_default"])
def test_a_round_and_its_time_fit_each_other(kind: str) -> None:
    for number in (1, 2, 27_946_612):
        found = read_beacon({"kind": kind, "round": number})
        assert found is not None and round_of(found) == number
        assert round_after(kind, found.at) == number + 1
        assert round_after(kind, found.at - timedelta(microseconds=1)) == number


def test_a_known_round_has_its_published_time() -> None:
    found = read_beacon({"kind": "drand_quicknet", "round": 27_946_612})
    assert found is not None and found.at == datetime(2026, 4, 20, tzinfo=UTC)


def test_a_pause_moves_the_beacon_behind_the_deadline() -> None:
    lot = Lot(terms_of(), rules_of(min_bidders=1, tie_rule="beacon"), Random(1))
    lot.fix(beacon={"kind": "drand_default", "round": round_after("drand_default", lot.state.deadline)})
    before = lot.state.beacon
    lot.pause(timedelta(days=1, seconds=7))
    after = lot.state.beacon
    assert before is not None and after is not None and after.at - before.at == timedelta(days=1, seconds=7)
    assert after.at > lot.state.deadline and (round_of(after) or 0) >= (round_of(before) or 0) + 24 * 120


@pytest.mark.parametrize(
    "told",
    [
        lambda end: None,
        lambda end: {"kind": "drand_quicknet", "round": 5},
        lambda end: {"kind": "drand_quicknet", "round": True},
        lambda end: {"kind": "dice", "round": 10**9},
        lambda end: {"kind": "lottery", "name": "Draw", "at": end.isoformat()},
        lambda end: {"kind": "lottery", "name": " ", "at": (end + timedelta(days=1)).isoformat()},
        lambda end: {"kind": "lottery", "name": "Draw", "at": "tomorrow"},
    ],
)
def test_a_beacon_must_come_after_the_deadline(told: Callable[[datetime], Any]) -> None:
    lot = Lot(terms_of(), rules_of(tie_rule="beacon"), Random(1))
    named = told(lot.state.deadline)
    found = lot.fix(**({"beacon": named} if named else {}))
    assert (found.reason, found.facts["part"]) == ("trading.bad_terms", "beacon")


def test_a_beacon_that_is_not_asked_for_is_refused() -> None:
    lot = Lot(terms_of(), rules_of(), Random(1))
    assert lot.fix(beacon=named_beacon(Random(1), lot.state.deadline)).facts["part"] == "beacon"
