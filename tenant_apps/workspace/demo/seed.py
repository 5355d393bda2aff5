"""Fill one demo marketplace: companies, people, goods, prices, stock, listings, deals."""

from datetime import timedelta
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateCategory, CreateItem, create_category, create_item
from tenant_apps.catalogue.queries import ItemFacts, list_of_supplier
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.parties.commands import AddCompany, add_company
from tenant_apps.parties.queries import list_companies
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.engines.listing.commands import (
    PublishListing,
    TakeListing,
    publish_listing,
    take_listing,
)
from tenant_apps.trading.kernel.queries import ListingFacts, list_open, titles_of
from tenant_apps.workspace.demo.approving import seed_approving
from tenant_apps.workspace.demo.asks import seed_asks
from tenant_apps.workspace.demo.auctions import seed_auctions
from tenant_apps.workspace.demo.bargains import seed_bargains
from tenant_apps.workspace.demo.claims import seed_claims
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.divided import seed_divided
from tenant_apps.workspace.demo.licences import seed_licences
from tenant_apps.workspace.demo.listings import seed_listings
from tenant_apps.workspace.demo.paying import seed_paying
from tenant_apps.workspace.demo.people import SEEDER, SignIn, seed_people
from tenant_apps.workspace.demo.plans import Good, MarketPlan
from tenant_apps.workspace.demo.privacy import seed_privacy
from tenant_apps.workspace.demo.processes import seed_processes
from tenant_apps.workspace.demo.securities import seed_securities
from tenant_apps.workspace.demo.sheets import seed_sheets
from tenant_apps.workspace.demo.stores import seed_stores
from tenant_apps.workspace.demo.systems import seed_systems
from tenant_apps.workspace.demo.talks import seed_talks
from tenant_apps.workspace.demo.tenders import seed_tenders
from tenant_apps.workspace.demo.troubles import seed_troubles


def seed_market(plan: MarketPlan) -> list[SignIn]:
    """Fill the marketplace in scope with what is missing of its plan; return who can sign in."""
    _brand(plan)
    firms = _firms(plan)
    people = seed_people(plan, firms)
    items = _goods(plan, firms)
    if plan.goods:
        first = plan.goods[0].firm
        seed_stores(plan, actor_of(plan, first, firms), plan.firms[0].country)
    fresh = _offers(plan, firms, items)
    seed_listings(plan, firms, items)
    seed_bargains(plan, firms, items)
    seed_auctions(plan, firms, items)
    seed_securities(plan, firms, items)
    seed_asks(plan, firms, items)
    seed_talks(plan, firms)
    seed_tenders(plan, firms, items)
    if fresh:
        _takes(plan, firms, items)
    seed_systems(plan, firms, items)
    seed_sheets(plan, firms, items)
    seed_processes(plan, firms, items)
    seed_paying(plan, firms, items)
    seed_approving(plan, firms)
    deliver()
    seed_divided(plan, firms)
    seed_claims(plan, firms)
    seed_troubles(plan, firms)
    seed_licences(plan, firms)
    seed_privacy(plan)
    while jobs.run_due():
        pass
    return people


def actor_of(plan: MarketPlan, firm: str, firms: dict[str, UUID]) -> Actor:
    """The seeder on the chair of a company: the trail says who acted, the company's limits hold."""
    return Actor(
        kind="system", id="demo", display=next(row.name for row in plan.firms if row.code == firm),
        company_id=firms[firm], fresh_factor=True,
    )  # fmt: skip


def _brand(plan: MarketPlan) -> None:
    changes = {"general.name": plan.name, "general.tagline": plan.tagline, "branding.accent": plan.accent}
    # Everybody here pays everybody for the first time, within a minute: held, none of it would be settled.
    changes["anomalies.a4_limit"] = "1000000"
    if effective("general.tagline").value == "":
        run(change_settings, SEEDER, ChangeSettings(changes=changes, note="demo"))


def _firms(plan: MarketPlan) -> dict[str, UUID]:
    known = {row.code: row.id for row in list_companies(SEEDER, limit=100).rows}
    for firm in plan.firms:
        if firm.code in known:
            continue
        done = run(
            add_company,
            SEEDER,
            AddCompany(
                code=firm.code, name=firm.name, country=firm.country, tax_id=firm.tax_id,
                can_buy=firm.buys, can_sell=firm.sells,
            ),
        )  # fmt: skip
        known[firm.code] = done.company_id
    return known


def _goods(plan: MarketPlan, firms: dict[str, UUID]) -> dict[str, ItemFacts]:
    for shelf in plan.shelves:
        try:
            run(
                create_category,
                SEEDER,
                CreateCategory(code=shelf.code, name_en=shelf.name_en, name_zh_hans=shelf.name_zh_hans),
            )
        except Refusal:
            continue  # it is there already
    items: dict[str, ItemFacts] = {}
    for firm in plan.firms:
        goods = [good for good in plan.goods if good.firm == firm.code]
        if goods:
            items |= _goods_of(plan, firm.code, firms, goods)
    return items


def _goods_of(plan: MarketPlan, firm: str, firms: dict[str, UUID], goods: list[Good]) -> dict[str, ItemFacts]:
    actor = actor_of(plan, firm, firms)
    known = {item.sku for item in list_of_supplier(firms[firm], skus=[good.sku for good in goods])}
    for good in goods:
        if good.sku not in known:
            run(
                create_item,
                actor,
                CreateItem(
                    sku=good.sku, name=good.name, unit=good.unit, category=good.shelf, tax_rate=good.tax_rate,
                    attributes=dict(good.attributes), stocked=good.stock != "0",
                ),
            )  # fmt: skip
    items = {item.sku: item for item in list_of_supplier(firms[firm], skus=[good.sku for good in goods])}
    fresh = [good for good in goods if good.sku not in known]
    if fresh:
        _prices_and_stock(plan, actor, fresh, items)
    return items


def _prices_and_stock(plan: MarketPlan, actor: Actor, goods: list[Good], items: dict[str, ItemFacts]) -> None:
    lines = [
        PriceLine(item_id=items[good.sku].id, min_quantity=minimum, unit_price=price)
        for good in goods
        for minimum, price in good.tiers
    ]
    run(set_prices, actor, SetPrices(currency=plan.currency, lines=lines))
    stock = [OpeningLine(item_id=items[good.sku].id, quantity=good.stock) for good in goods if good.stock != "0"]
    if stock:
        place = _warehouse(plan, actor, goods[0].firm)
        run(set_opening_stock, actor, SetOpeningStock(warehouse_id=place, lines=stock))


def _warehouse(plan: MarketPlan, actor: Actor, code: str) -> UUID:
    """The warehouse of a firm: the one that is there, or a new one."""
    known = list_warehouses(actor, actor.company_id)
    if known:
        return known[0].id
    name = next(firm.warehouse for firm in plan.firms if firm.code == code)
    wish = CreateWarehouse(code=f"{code}-1", name=name, country=plan.firms[0].country)
    return run(create_warehouse, actor, wish).warehouse_id


def _offers(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> bool:
    """Publish the listings that never were: True when all of them are new."""
    firm_of = {good.sku: good.firm for good in plan.goods}
    titles = set().union(*(titles_of(company) for company in firms.values()))
    now = clock.now(scope.alias())
    missing = [offer for offer in plan.offers if offer.title not in titles]
    for offer in missing:
        item = items[offer.sku]
        run(
            publish_listing,
            actor_of(plan, firm_of[offer.sku], firms),
            PublishListing(
                item_id=item.id, quantity=QuantityIn(offer.quantity, item.unit), unit_price=offer.unit_price,
                currency=plan.currency, min_take=offer.min_take, take_step=offer.take_step, title=offer.title,
                ends_at=now + timedelta(days=offer.days) if offer.days else None,
            ),
        )  # fmt: skip
    return len(missing) == len(plan.offers)


def _open(plan: MarketPlan) -> list[ListingFacts]:
    return list_open(SEEDER, clock.now(scope.alias()))


def _takes(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Deals that run to settled by themselves, and one take that the rules refuse."""
    listings = {row.title: row for row in _open(plan)}
    titles = {offer.sku: offer.title for offer in plan.offers}
    for sku, buyer, quantity in plan.takes:
        listing = listings[titles[sku]]
        run(
            take_listing,
            actor_of(plan, buyer, firms),
            TakeListing(listing_id=listing.id, version=listing.version, quantity=QuantityIn(quantity, listing.unit)),
        )
    sku, buyer, _quantity = plan.takes[0]
    listing = listings[titles[sku]]
    try:
        run(
            take_listing,
            actor_of(plan, buyer, firms),
            TakeListing(listing_id=listing.id, version=listing.version, quantity=QuantityIn("1", listing.unit)),
        )
    except Refusal:
        return
