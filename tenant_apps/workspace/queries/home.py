"""What waits for a company, and what it has under way; computed from the rows themselves, never from counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from tenant_apps.anomalies.queries import live_counts
from tenant_apps.exceptions.queries import ExceptionLine, Waiting, first_waiting, waiting_counts
from tenant_apps.inventory.queries import open_alerts
from tenant_apps.invoicing.queries.pages import InvoiceRow, owed, to_pay
from tenant_apps.logistics.queries.pages import ShipmentRow, waiting
from tenant_apps.orders.queries.pages import order_counts
from tenant_apps.parties.queries import handed_in
from tenant_apps.trading.kernel.queries.pages import (
    DealRow,
    MarketRow,
    deal_counts,
    deal_page,
    deal_totals,
    ending_of,
    market_counts,
    market_page,
)

SHOWN = 4
SOON = timedelta(days=2)
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Home:
    """Each list holds the first few; the count beside it says how many there are."""

    troubles: Sequence[ExceptionLine]
    troubles_count: int
    troubles_late: int
    alerts: int
    alerts_urgent: int
    stock_low: int
    papers: int
    to_ship: Sequence[ShipmentRow]
    to_ship_count: int
    to_receive: Sequence[ShipmentRow]
    to_receive_count: int
    to_pay: Sequence[InvoiceRow]
    to_pay_count: int
    ending: Sequence[MarketRow]
    newest: Sequence[MarketRow]
    deals: Sequence[DealRow]
    deals_open: int
    orders_open: int
    market_open: int
    turnover: Sequence[tuple[Money, Money, int]]
    receivable: Sequence[Money]
    payable: Sequence[Money]

    @property
    def waiting(self) -> int:
        counts = (self.troubles_count, self.stock_low, self.to_ship_count, self.to_receive_count, self.to_pay_count)
        return self.alerts + sum(counts) + len(self.ending) + self.papers


def home_of(actor: Actor, now: datetime) -> Home:
    """Everything of the home page but the prices; parts the actor may not see are empty."""
    ships = actor.may("logistics.view_shipment")
    trades = actor.may("trading.view_event")
    bills = actor.may("invoicing.view_invoice")
    deals = actor.may("trading.view_deal")
    ship_count, ship_rows = waiting(actor, "planned", "sell", SHOWN) if ships else (0, [])
    receive_count, receive_rows = waiting(actor, "shipped", "buy", SHOWN) if ships and actor.company_id else (0, [])
    pay_count, pay_rows = to_pay(actor, now.date(), SHOWN) if bills and actor.company_id else (0, [])
    totals = deal_totals(actor, now - MONTH) if deals else []
    wrong = waiting_counts(actor, now) if actor.may("exceptions.view_exception") else Waiting(0, 0)
    odd = live_counts(actor) if actor.is_marketplace else {"all": 0, "urgent": 0}
    return Home(
        alerts=odd["all"],
        alerts_urgent=odd["urgent"],
        troubles=first_waiting(actor, now, SHOWN) if wrong.count else [],
        troubles_count=wrong.count,
        troubles_late=wrong.late,
        stock_low=open_alerts(actor) if actor.company_id and actor.may("inventory.view_stock") else 0,
        papers=handed_in(actor).count() if actor.is_marketplace and actor.may("parties.judge_qualification") else 0,
        to_ship=ship_rows,
        to_ship_count=ship_count,
        to_receive=receive_rows,
        to_receive_count=receive_count,
        to_pay=pay_rows,
        to_pay_count=pay_count,
        ending=ending_of(actor, now, now + SOON)[:SHOWN] if trades and actor.company_id else [],
        newest=market_page(actor, {}, now, None).rows[:SHOWN] if trades else [],
        deals=deal_page(actor, {}, None, limit=5).rows if deals else [],
        deals_open=deal_counts(actor)["open"] if deals else 0,
        orders_open=order_counts(actor)["open"] if actor.may("orders.view_order") else 0,
        market_open=market_counts(actor, now)["open"] if trades else 0,
        turnover=[(Money(bought, code), Money(sold, code), times) for code, bought, sold, times in totals],
        receivable=owed(actor, "sell") if bills else [],
        payable=owed(actor, "buy") if bills and actor.company_id else [],
    )
