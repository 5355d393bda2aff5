"""The lane leaves a bid that has to pass a gate to the ordinary path, which asks the gate."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from shared_apps.tenancy import scope
from tenant_apps.trading.kernel import gates
from tenant_apps.trading.kernel.decisions.engine import Verdict
from tenant_apps.trading.kernel.models import Bid
from tests.fixtures.lane import Stall, ask, ordinarily, warm, with_lane

STOPPED = "trading.paused"


class Shut(gates.Gate):
    code = "shut"
    is_shut = False

    def asks(self, rules: Any) -> bool:
        return self.is_shut

    def at_bid(self, ctx: Any, running: Any, company_id: UUID) -> Verdict | None:
        return Verdict(False, STOPPED)


@pytest.fixture
def shut() -> Iterator[Shut]:
    made = Shut()
    gates.declare_gate(made)
    yield made
    del gates._GATES[made.code]


def test_a_gate_is_not_passed_by(shut: Shut, stall: Stall) -> None:
    with scope.enter(stall.ref):
        here, there = stall.english(), stall.english()
    buyer = stall.callers["buyer"]

    async def in_lane(bids: Any) -> list[Any]:
        await warm(bids, stall.callers.values(), here.lot_id)
        free = await ask(bids, buyer, here.lot_id, {"price": "2.00"}, "one")
        shut.is_shut = True
        return [free, await ask(bids, buyer, here.lot_id, {"price": "3.00"}, "two")]

    free, fast = with_lane(in_lane)
    slow = ordinarily(buyer, there.lot_id, {"price": "3.00"}, "three")
    assert free.status == 201
    assert (fast.status, fast.body["code"]) == (slow.status, slow.body["code"])
    assert fast.body["code"] == STOPPED
    with scope.enter(stall.ref):
        kept = Bid.objects.filter(lot_id=here.lot_id).order_by("seq").values_list("verdict_reason", flat=True)
        assert list(kept)[-1] == STOPPED
