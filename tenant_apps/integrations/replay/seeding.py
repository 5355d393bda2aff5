"""Make what the invoices need: companies, articles, a price list, opening stock. Through commands, as anybody would.

May be run again: what exists is found by its code and left as it is, so a killed seeding continues.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.integrations.replay.countries import FALLBACK, iso
from tenant_apps.integrations.replay.dataset import CURRENCY, UNIT, Invoice, is_stocked
from tenant_apps.integrations.replay.plan import WALK_IN, Parties, opening_stock, supplier_of
from tenant_apps.integrations.replay.progress import Progress
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.inventory.queries.records import levels_by_sku
from tenant_apps.parties.commands import AddCompany, add_company
from tenant_apps.parties.queries.records import company_rows
from tenant_apps.pricing.commands import PriceLine, SetPrices, set_prices

WALK_IN_CODE = "WALK-IN"
CHUNK = 200
KONTOR = Actor.system("replay_orders")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the file: its usual description, the price it is mostly sold for, and who sells it."""

    sku: str
    name: str
    unit_price: Decimal
    supplier: int


def seed(invoices: Sequence[Invoice], suppliers: int) -> Parties:
    """Companies, articles and stock of these invoices in the marketplace in scope."""
    buyers, sellers = _companies(invoices, suppliers)
    items = _articles(articles_of(invoices, suppliers), sellers)
    warehouses = tuple(_warehouse(seller) for seller in sellers)
    for place, warehouse in enumerate(warehouses):
        need = {sku: out for sku, out in opening_stock(invoices).items() if supplier_of(sku, suppliers) == place}
        _open(warehouse, sellers[place], need, items)
    return Parties(buyers=buyers, suppliers=sellers, warehouses=warehouses, items=items)


def supplier_code(place: int, count: int) -> str:
    return "WHOLESALER" if count == 1 else f"WHOLESALER-{place + 1}"


def articles_of(invoices: Sequence[Invoice], suppliers: int) -> list[Article]:
    """Every article with its most frequent description and price; an article without words is called by its number."""
    names: dict[str, Counter[str]] = {}
    prices: dict[str, Counter[Decimal]] = {}
    for invoice in invoices:
        for line in invoice.lines:
            found = names.setdefault(line.sku, Counter())
            if line.description and line.unit_price:
                found[line.description] += 1
            prices.setdefault(line.sku, Counter())[line.unit_price] += 1
    return [
        Article(
            sku=sku,
            name=names[sku].most_common(1)[0][0] if names[sku] else f"Article {sku}",
            unit_price=prices[sku].most_common(1)[0][0],
            supplier=supplier_of(sku, suppliers),
        )
        for sku in names
    ]


def _companies(invoices: Sequence[Invoice], suppliers: int) -> tuple[dict[str, UUID], tuple[UUID, ...]]:
    """Buyers by customer number, and the sellers."""
    countries: dict[str, str] = {WALK_IN: FALLBACK}
    for invoice in invoices:
        countries.setdefault(invoice.customer, iso(invoice.country))
    wanted = {code_of(customer): (customer, country) for customer, country in countries.items()}
    sellers = [supplier_code(place, suppliers) for place in range(suppliers)]
    found = _ids([*wanted, *sellers])
    missing = [code for code in [*sellers, *wanted] if code not in found]

    def make(code: str) -> None:
        if code in sellers:
            data = AddCompany(name=_seller_name(code), country="GB", code=code, can_buy=False, can_sell=True)
        else:
            customer, country = wanted[code]
            data = AddCompany(
                name=f"Customer {customer}" if customer else "Walk-in customers", country=country, code=code
            )
        found[code] = run(add_company, KONTOR, data).company_id

    _each("companies", missing, make)
    buyers = {customer: found[code] for code, (customer, _) in wanted.items()}
    return buyers, tuple(found[code] for code in sellers)


def code_of(customer: str) -> str:
    """The company code of a customer number."""
    return f"CUSTOMER-{customer}" if customer else WALK_IN_CODE


def _seller_name(code: str) -> str:
    return "Gift wholesaler" + code.removeprefix("WHOLESALER").replace("-", " ")


def _ids(codes: Sequence[str]) -> dict[str, UUID]:
    rows = company_rows(KONTOR, {"code__in": list(codes)})
    return dict(rows.values_list("code", "id"))


def _articles(articles: Sequence[Article], sellers: Sequence[UUID]) -> dict[str, UUID]:
    known: dict[str, UUID] = {}

    def make(article: Article) -> None:
        data = CreateItem(
            supplier_id=sellers[article.supplier],
            sku=article.sku,
            name=article.name,
            unit=UNIT,
            stocked=is_stocked(article.sku),
        )
        known[article.sku] = run(create_item, KONTOR, data).item_id

    for place, seller in enumerate(sellers):
        mine = [article for article in articles if article.supplier == place]
        known |= {item.sku: item.id for item in list_of_supplier(seller, skus=[article.sku for article in mine])}
        missing = [article for article in mine if article.sku not in known]
        _each("articles", missing, make)
        if missing:
            lines = [PriceLine(item_id=known[one.sku], unit_price=f"{one.unit_price:f}") for one in missing]
            run(set_prices, KONTOR, SetPrices(supplier_id=seller, currency=CURRENCY, lines=lines))
    return known


def _warehouse(seller: UUID) -> UUID:
    known = list_warehouses(KONTOR, seller)
    if known:
        return known[0].id
    data = CreateWarehouse(company_id=seller, code="MAIN", name="Main warehouse", country="GB")
    return run(create_warehouse, KONTOR, data).warehouse_id


def _open(warehouse: UUID, seller: UUID, need: Mapping[str, int], items: Mapping[str, UUID]) -> None:
    known = levels_by_sku(seller)
    lines = [OpeningLine(item_id=items[sku], quantity=str(out)) for sku, out in need.items() if sku not in known]
    if lines:
        run(set_opening_stock, KONTOR, SetOpeningStock(warehouse_id=warehouse, lines=lines))


def _each(label: str, things: Sequence[Thing], do: Callable[[Thing], None]) -> None:
    """Do it for every thing, a few hundred commands in one transaction, with a progress line."""
    if not things:
        return
    progress = Progress(label, len(things))
    for start in range(0, len(things), CHUNK):
        with transaction.atomic(using=scope.alias()):
            for thing in things[start : start + CHUNK]:
                do(thing)
        progress.advance(min(start + CHUNK, len(things)))
    progress.close()
