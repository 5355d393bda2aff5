"""The marketplace of the bench of bids: buyers with keys, auctions, and what must be true of them afterwards."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

from django.db import connections

from bench.bids import Share
from shared_apps.accounts.commands import CreateApiKey, create_api_key
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.outbox.live.tickets import PURPOSE, Ticket, seal
from shared_apps.tenancy import scope
from shared_apps.tenancy.keys import tenant_key
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.parties.commands import AddCompany, add_company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    CloseLot,
    JoinEvent,
    PublishEvent,
    close_lot,
    join_event,
    publish_event,
)
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenants.loaders import ref_of
from tenants.models import Domain, Tenant

SYSTEM = Actor.system("bench")
RULES = {"start_price": "2.00", "increment": "0.10", "extension_window_s": 0}


@dataclass
class Market:
    """One seller, some buyers, a key for each client."""

    ref: TenantRef
    host: str
    seller: UUID
    item: UUID
    buyers: list[UUID]
    secrets: list[str]

    @classmethod
    def stand_up(cls, slug: str, companies: int, clients: int) -> "Market":
        tenant = Tenant.objects.get(slug=slug)
        host = Domain.objects.filter(tenant=tenant).values_list("domain", flat=True)[0]
        with scope.enter(ref_of(tenant)) as ref:
            assert isinstance(ref, TenantRef)
            modes = ["spot_listing", "english_auction"]
            run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": modes}))
            seller = _company("Seller", sells=True)
            wish = CreateItem(supplier_id=seller, sku="coil", name="Coil", unit="KGM", tax_rate="0.19")
            item = run(create_item, SYSTEM, wish).item_id
            place = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=seller, code="W", name="Yard"))
            lines = [OpeningLine(item_id=item, quantity="100000")]
            run(set_opening_stock, SYSTEM, SetOpeningStock(warehouse_id=place.warehouse_id, lines=lines))
            buyers = [_company(f"Buyer {number}") for number in range(1, companies + 1)]
            secrets = [
                run(
                    create_api_key,
                    SYSTEM,
                    CreateApiKey(
                        name=f"client {number}", permissions=["trading.place_bid"],
                        company_id=buyers[number % companies], rate_per_minute=60_000,
                    ),
                ).secret
                for number in range(clients)
            ]  # fmt: skip
        return cls(ref, host, seller, item, buyers, secrets)

    def open_lot(self, lasts_s: float, rules: dict[str, Any] | None = None) -> str:
        """An English auction that every buyer has joined, from now on for so long; `rules` beside the usual ones."""
        with scope.enter(self.ref):
            made = run(
                publish_event,
                SYSTEM,
                PublishEvent(
                    mode="english_auction", side="sell", currency="EUR", quantity=QuantityIn("1", "KGM"),
                    item_id=self.item, rules=RULES | (rules or {}), initiator_id=self.seller,
                    ends_at=clock.now(scope.alias()) + timedelta(seconds=lasts_s),
                ),
            )  # fmt: skip
            for buyer in self.buyers:
                run(join_event, SYSTEM, JoinEvent(event_id=made.event_id, company_id=buyer))
        return str(made.lot_id)

    def wrong_in(self, share: Share, verifier: ModuleType) -> list[str]:
        """Everything about a lot that does not fit what its clients were told."""
        with scope.enter(self.ref):
            lot = Lot.objects.select_related("trading_event").get(pk=share.lot_id)
            end = lot.trading_event.effective_end_at
            assert end is not None
            time.sleep(max(0.0, (end - clock.now(scope.alias())).total_seconds()) + 0.01)
            run(close_lot, SYSTEM, CloseLot(lot_id=lot.pk))
            lot.refresh_from_db()
            rows = Bid.objects.filter(lot_id=lot.pk)
            kept = dict(rows.filter(verdict="accepted").values_list("seq", "hash"))
            seller = Actor(
                kind="user", id="bench", company_id=self.seller, permissions=frozenset({"trading.view_event"})
            )
            findings, _told = verifier.verify(audit_file(seller, lot.pk))
            event = {"target_id": str(lot.trading_event_id), "action": "trading.place_bid"}
            answers = IdempotencyRecord.objects.filter(answer__contains=str(lot.pk), route="trading.place_bid").count()
            best: dict[str, Any] = lot.outcome["allocations"][0]
            number = lot.trading_event.number
            checks = {
                "the verifier finds faults": findings == [],
                "acknowledged bids are missing or others": kept == share.accepted,
                "refused bids are missing": rows.filter(verdict="refused").count() == share.refused,
                "the ledger has a gap": rows.count() == lot.last_seq,
                "audit rows differ from bids": AuditRecord.objects.filter(**event).count() == len(kept),
                "stored answers differ from bids": answers == len(kept),
                "the winner is not the best bid": best["seq"] == _best(rows.filter(verdict="accepted")),
            }
        return [f"{number}: {text}" for text, holds in checks.items() if not holds]

    @property
    def page_host(self) -> str:
        return self.host.partition(":")[0]

    def ticket(self, lot_id: str) -> str:
        """A ticket for the room of a lot, as a page of the marketplace gives one to a participant."""
        with scope.enter(self.ref):
            room = str(self._event(lot_id).pk)
            seen = Ticket(
                tenant=scope.key(), room=room, audience="participant", host=self.page_host, page=self.page_host,
                expires_at=int(time.time()) + 600,
            )  # fmt: skip
            return seal(seen, tenant_key(PURPOSE))

    def price_now(self, lot_id: str) -> str:
        """The price of a lot, as the API tells it."""
        with scope.enter(self.ref):
            return str(Lot.objects.get(pk=lot_id).engine_state["price"])

    def seconds_left(self, lot_id: str) -> float:
        """How long a lot still runs."""
        connections.close_all()  # PostgreSQL may have been killed under them.
        with scope.enter(self.ref):
            end = self._event(lot_id).effective_end_at
            return (end - clock.now(scope.alias())).total_seconds() if end else 0.0

    def close(self, lot_id: str) -> None:
        """Close a lot whose time is over."""
        with scope.enter(self.ref):
            run(close_lot, SYSTEM, CloseLot(lot_id=UUID(lot_id)))

    def wait_until_closed(self, lot_id: str, seconds: float) -> tuple[datetime, datetime]:
        """When the lot ended by its rules, and when the product's clock closed it; TimeoutError if it never did."""
        connections.close_all()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with scope.enter(self.ref):
                event, lot = self._event(lot_id), Lot.objects.get(pk=lot_id)
                if lot.closed_at is not None and event.effective_end_at is not None:
                    return event.effective_end_at, lot.closed_at
            time.sleep(0.5)
        raise TimeoutError(f"lot {lot_id} was not closed within {seconds} s")

    def after_faults(self, lot_id: str, told: dict[int, str], keys: list[str], verifier: ModuleType) -> dict[str, Any]:
        """What the tables say of a lot whose bidders were told `told` (hash by number) under `keys`."""
        with scope.enter(self.ref):
            lot, event = Lot.objects.get(pk=lot_id), self._event(lot_id)
            rows = Bid.objects.filter(lot_id=lot_id, verdict="accepted").order_by("seq")
            kept = dict(rows.values_list("seq", "hash"))
            prices = [bid.payload["price"] for bid in rows]
            stored = IdempotencyRecord.objects.filter(route="trading.place_bid", key__in=keys).count()
            seller = Actor(
                kind="user", id="bench", company_id=self.seller, permissions=frozenset({"trading.view_event"})
            )
            findings, audit = verifier.verify(audit_file(seller, lot.pk))
            return {
                "lost": sum(kept.get(seq) != hashed for seq, hashed in told.items()) + len(keys) - stored,
                "doubled": len(prices) - len(set(prices)),
                "findings": [f"{where}: {what}" for where, what in findings],
                "winner": lot.outcome["allocations"][0]["seq"],
                "best": _best(rows),
                "extensions": audit["outcome"]["extensions"],
                "deals": Deal.objects.filter(trading_event_id=event.pk).count(),
                "price": str(lot.engine_state["price"]),
            }

    @staticmethod
    def _event(lot_id: str) -> TradingEvent:
        return TradingEvent.objects.get(lots__pk=lot_id)


def _best(accepted: Any) -> int:
    """Number of the highest bid, of equal ones of the first."""
    return -max((Decimal(payload["price"]), -seq) for seq, payload in accepted.values_list("seq", "payload"))[1]


def _company(name: str, *, sells: bool = False) -> UUID:
    return run(add_company, SYSTEM, AddCompany(name=name, country="DE", can_sell=sells)).company_id
