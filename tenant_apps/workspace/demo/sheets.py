"""A quick order of the demo that waits: rows that are good, one that is misspelt, one without a quantity."""

from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.orders.commands import (
    KeepList,
    ListLineIn,
    NamePart,
    OpenSheet,
    keep_list,
    name_part,
    open_sheet,
)
from tenant_apps.orders.queries.sheets import sheet_rows
from tenant_apps.workspace.demo.plans import MarketPlan


def seed_sheets(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Paste a list for the first buyer of the plan, unless it has one."""
    if not plan.takes:
        return
    _sku, buyer, _quantity = plan.takes[0]
    actor = Actor(kind="system", id="demo", display="demo", company_id=firms[buyer], fresh_factor=True)
    if sheet_rows(actor, {}).exists():
        return
    goods = [good for good in plan.goods if good.firm != buyer][:3]
    rows = [f"{good.sku}\t{good.tiers[0][0]}" for good in goods]
    run(name_part, actor, NamePart(number="4711-A", item_id=items[goods[0].sku].id))
    rows += ["4711-A\t1", f"{goods[0].sku[:-1]}\t1", f"{goods[-1].sku}\t"]
    run(open_sheet, actor, OpenSheet(text="\n".join(rows), currency=plan.currency, note="Site store, gate 2"))
    lines = [
        ListLineIn(item_id=items[good.sku].id, quantity=QuantityIn(good.tiers[0][0], items[good.sku].unit))
        for good in goods
    ]
    name = "每周站点用料" if plan.locale.lower().startswith("zh") else "Site store, every week"
    run(keep_list, actor, KeepList(name=name, is_shared=True, lines=lines))
