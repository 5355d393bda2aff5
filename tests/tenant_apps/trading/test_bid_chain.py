"""The chain of bids breaks at the first bid that was changed, dropped or moved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tenant_apps.trading.kernel.decisions.chain import BidFacts, first_break, link, payload_hash

Row = tuple[BidFacts, str, str]


@pytest.fixture
def chain() -> list[Row]:
    lot, company, before, rows = uuid4(), uuid4(), "", []
    for seq in range(1, 6):
        facts = BidFacts(
            lot_id=lot,
            seq=seq,
            company_id=company,
            payload_hash=payload_hash({"quantity": str(seq)}),
            ruleset_hash="r",
            verdict="accepted" if seq % 2 else "refused",
            verdict_reason="" if seq % 2 else "trading.bad_step",
            received_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seq),
        )
        own = link(facts, before)
        rows.append((facts, before, own))
        before = own
    return rows


def test_an_untouched_chain_holds(chain: list[Row]) -> None:
    assert first_break(chain) is None


def test_a_refused_bid_turned_into_an_accepted_one_shows(chain: list[Row]) -> None:
    facts, before, own = chain[1]
    chain[1] = (replace(facts, verdict="accepted", verdict_reason=""), before, own)
    assert first_break(chain) == 2


def test_a_dropped_bid_shows(chain: list[Row]) -> None:
    del chain[2]
    assert first_break(chain) == 4


def test_a_bid_hashed_anew_shows_at_the_next_one(chain: list[Row]) -> None:
    facts, before, _own = chain[2]
    changed = replace(facts, payload_hash=payload_hash({"quantity": "99"}))
    chain[2] = (changed, before, link(changed, before))
    assert first_break(chain) == 4


def test_the_time_zone_a_time_is_written_in_changes_no_hash(chain: list[Row]) -> None:
    from zoneinfo import ZoneInfo

    facts, before, own = chain[0]
    assert link(replace(facts, received_at=facts.received_at.astimezone(ZoneInfo("Asia/Shanghai"))), before) == own
