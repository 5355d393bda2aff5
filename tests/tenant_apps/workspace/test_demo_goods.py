"""A demo that was seeded before takes the goods its plan has got since: with prices and stock, in the same place."""

from dataclasses import replace

from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.models import StockLevel, Warehouse
from tenant_apps.workspace.demo import seed
from tenant_apps.workspace.demo.plans import NORRLAND


def test_goods_that_are_new_in_a_plan_come_to_what_is_there(tenant_a: TenantRef, system: object) -> None:
    firm = next(one.code for one in NORRLAND.firms if one.sells)
    stocked = [good for good in NORRLAND.goods if good.firm == firm and good.stock != "0"]
    firms = seed._firms(NORRLAND)
    seed._goods(replace(NORRLAND, goods=tuple(stocked[:1])), firms)
    assert Warehouse.objects.filter(company_id=firms[firm]).count() == 1
    items = seed._goods(replace(NORRLAND, goods=tuple(stocked)), firms)
    assert Warehouse.objects.filter(company_id=firms[firm]).count() == 1
    for good in stocked:
        assert StockLevel.objects.get(item_id=items[good.sku].id).on_hand > 0
