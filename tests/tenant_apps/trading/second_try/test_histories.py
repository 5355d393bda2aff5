"""Random auctions that get more time once: engine, verifier and brute force agree, and no other time is let pass."""

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tenant_apps.trading.kernel.decisions.second_chance import TOO_FEW, moves_by
from tests.fixtures.auctions import COMPANIES, OPENS, Lot, _offer, random_lot, seeds
from tests.fixtures.brute import engine_result, result_of
from tests.sdk.test_kontor_verify import findings, resealed

pytestmark = pytest.mark.timeout(1800)
LIVE = ("english_auction", "reverse_auction")


def shifted(lot: Lot) -> timedelta:
    micros = sum(int(Decimal(shift["by_s"]) * 1_000_000) for shift in lot.shifts)
    return timedelta(microseconds=micros)


def second_chance(lot: Lot, late: timedelta) -> timedelta | None:
    """What closing the lot does when its end has come and somebody looks at it so much later."""
    end = lot.engine.end_at(lot.state)
    assert end is not None
    now: datetime = end + late
    reason = lot.engine.outcome(lot.state).reason
    by = moves_by(lot.rules, reason, opens_at=OPENS + shifted(lot), end_at=end, now=now)
    if by is not None:
        lot.pause(by)
        lot.shifts[-1] |= {"kind": "too_few", "at": now.isoformat(timespec="microseconds"), "reason": reason}
    return by


def histories(mode: str) -> Iterator[tuple[int, Lot, bool]]:
    """Lots run to their end, given more time where it is due, and run to the new end."""
    for seed in seeds():
        rng = Random(seed)
        told = {"on_too_few": "extend_once", "extend_s": rng.choice([60, 600, 86_400]), "extension_window_s": 0}
        lot = random_lot(seed, mode, min_bidders=rng.choice([2, 3, 4]), **told)
        late = timedelta(microseconds=rng.randrange(0, 5_000_000))
        by = second_chance(lot, late)
        if by is not None:
            end = lot.engine.end_at(lot.state)
            assert end is not None and lot.engine.outcome(lot.state).reason in TOO_FEW
            for turn in range(rng.randint(0, 6)):
                now = end - timedelta(seconds=50 - turn)
                company = rng.choice(COMPANIES)
                lot.bid(company, now, **_offer(rng, lot, company, now))
        yield seed, lot, by is not None


@pytest.mark.parametrize("mode", LIVE)
def test_engine_verifier_and_brute_force_agree(mode: str) -> None:
    extended = saved = 0
    for seed, lot, was_extended in histories(mode):
        assert findings(lot.audit()) == [], f"seed {seed}"
        assert engine_result(lot) == result_of(lot, mode), f"seed {seed}"
        extended += was_extended
        saved += was_extended and lot.engine.outcome(lot.state).reason not in TOO_FEW
    assert extended and saved, "the histories try nothing"


@pytest.mark.parametrize("mode", LIVE)
def test_time_that_was_not_due_or_not_given_is_found(mode: str) -> None:
    tried = 0
    for seed, lot, was_extended in histories(mode):
        audit = lot.audit()
        if was_extended:
            longer: dict[str, Any] = copy.deepcopy(audit)
            longer["shifts"][-1]["by_s"] = f"{Decimal(longer['shifts'][-1]['by_s']) + 1:.6f}"
            again = copy.deepcopy(audit)
            again["shifts"].append(dict(again["shifts"][-1]))
            for forged in (longer, again):
                assert "shift" in {where for where, _why in findings(resealed(forged))}, f"seed {seed}"
        elif lot.engine.outcome(lot.state).reason not in TOO_FEW and not lot.state.bought:
            forged = copy.deepcopy(audit)
            forged["shifts"].append(
                {"after_seq": len(audit["bids"]), "by_s": "60", "at": audit["outcome"]["end_at"], "kind": "too_few"}
            )
            assert "shift" in {where for where, _why in findings(resealed(forged))}, f"seed {seed}"
        tried += 1
    assert tried


@pytest.mark.parametrize("mode", LIVE)
def test_a_lot_that_fails_without_its_second_chance_is_found(mode: str) -> None:
    found = 0
    for seed in seeds():
        lot = random_lot(seed, mode, min_bidders=4, on_too_few="extend_once", extension_window_s=0)
        if lot.engine.outcome(lot.state).reason in TOO_FEW:
            assert "outcome" in {where for where, _why in findings(lot.audit())}, f"seed {seed}"
            found += 1
    assert found
