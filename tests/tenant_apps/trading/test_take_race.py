"""Many takers at once: exactly what was offered is sold, and every answer is a bid.

`KONTOR_TAKERS=1000` has 1,000 of them for 500 units.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import relay
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.trading.engines.listing.commands import (
    PublishListing,
    TakeListing,
    publish_listing,
    take_listing,
)
from tenant_apps.trading.kernel.models import Bid, Deal, LotItem
from tests.fixtures.trade import Market, assert_sound, kilos, stand_up

TAKERS = int(os.environ.get("KONTOR_TAKERS", "60"))
OFFERED = TAKERS // 2


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_twice_as_many_takers_as_goods(committed_tenant: TenantRef, django_db_blocker: object) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with scope.enter(committed_tenant):
            market = stand_up()
            listing = run(
                publish_listing,
                market.as_seller(),
                PublishListing(
                    item_id=market.items["steel"], quantity=kilos(str(OFFERED)), unit_price="2.50", currency="EUR"
                ),
            )
        data = TakeListing(listing_id=listing.listing_id, version=1, quantity=kilos("1"))
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _n: _take(committed_tenant, market, data), range(TAKERS)))
        with scope.enter(committed_tenant):
            relay.drain()
            assert answers.count("taken") == OFFERED
            assert set(answers) == {"taken", "trading.listing_closed"}
            assert Deal.objects.count() == OFFERED
            assert LotItem.objects.get().taken == OFFERED
            assert sorted(Bid.objects.values_list("seq", flat=True)) == list(range(1, TAKERS + 2))
            assert market.stock("steel") == (1000 - OFFERED, 0)
            assert_sound()


def _take(ref: TenantRef, market: Market, data: TakeListing) -> str:
    try:
        with scope.enter(ref):
            run(take_listing, market.as_buyer(), data)
        return "taken"
    except Refusal as refusal:
        return refusal.code
    finally:
        connections.close_all()
