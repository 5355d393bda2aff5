"""What stands around events of the demo: qualifications, deposits in each state, an event that runs again."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.parties.commands import RecordQualification, record_qualification
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.deposits.commands import ConfirmDeposit, ReportDeposit, confirm_deposit, report_deposit
from tenant_apps.trading.deposits.queries import deposits_of_event
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    EventResult,
    JoinEvent,
    PlaceBid,
    PublishEvent,
    cancel_event,
    join_event,
    place_bid,
    publish_event,
)
from tenant_apps.trading.kernel.queries.events import has_title
from tenant_apps.trading.second_try.commands import RerunEvent, rerun_event
from tenant_apps.workspace.demo.plans import MarketPlan, Secured

MODE = "english_auction"
HOUSE = Actor(kind="system", id="demo", display="demo of the marketplace", fresh_factor=True)


def seed_securities(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Once, where the marketplace offers auctions: a sale behind deposits, and one that was spoilt and runs again."""
    told = plan.secured
    if told is None or MODE not in cast(list[str], effective("trading.modes").value) or has_title(told.title):
        return
    kind, number, issuer = told.paper
    for firm in sorted({told.firm, told.reported, told.asked, *(firm for firm, _price in told.bids)}):
        paper = RecordQualification(
            company_id=firms[firm], kind=kind, number=f"{number}-{firm}", issuer=issuer,
            valid_until=clock.now(scope.alias()).date() + timedelta(days=700),
        )  # fmt: skip
        run(record_qualification, HOUSE, paper)
    _spoilt(plan, told, firms, items)
    made = _publish(plan, told, told.title, firms, items)
    for at, (firm, price) in enumerate(told.bids, 1):
        _block(made, _seat(firms, firm), f"{made.number}-{at}")
        run(place_bid, _seat(firms, firm), PlaceBid(lot_id=made.lot_id, price=price))
    _report(made, _seat(firms, told.reported), f"{made.number}-9")
    run(join_event, _seat(firms, told.asked), JoinEvent(event_id=made.event_id))


def _spoilt(plan: MarketPlan, told: Secured, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Cancelled by the marketplace with deposits blocked, which are owed back; it runs again from a lower price."""
    made = _publish(plan, told, told.spoilt, firms, items)
    for at, (firm, _price) in enumerate(told.bids, 1):
        _block(made, _seat(firms, firm), f"{made.number}-{at}")
    run(cancel_event, HOUSE, CancelEvent(event_id=made.event_id, reason="unfixable_error"))
    again = RerunEvent(
        event_id=made.event_id, changed_percent="12.5", ends_at=clock.now(scope.alias()) + timedelta(hours=50)
    )
    run(rerun_event, _seat(firms, told.firm), again)


def _publish(
    plan: MarketPlan, told: Secured, title: str, firms: dict[str, UUID], items: dict[str, ItemFacts]
) -> EventResult:
    rules = {
        "start_price": told.start_price, "increment": "0.10", "participation_deposit": "fixed",
        "participation_amount": told.deposit, "required_qualifications": [told.paper[0]], "performance_deposit": "both",
        "on_too_few": "extend_once", "min_bidders": 2,
    }  # fmt: skip
    return run(
        publish_event,
        _seat(firms, told.firm),
        PublishEvent(
            mode=MODE, side="sell", currency=plan.currency, quantity=QuantityIn(told.quantity, told.unit), title=title,
            item_id=items[told.sku].id, ends_at=clock.now(scope.alias()) + timedelta(hours=40), rules=rules,
        ),
    )  # fmt: skip


def _report(made: EventResult, seat: Actor, reference: str) -> UUID:
    run(join_event, seat, JoinEvent(event_id=made.event_id))
    row = next(one for one in deposits_of_event(HOUSE, made.event_id) if one.payer_id == seat.company_id)
    run(report_deposit, seat, ReportDeposit(deposit_id=row.id, reference=reference))
    return row.id


def _block(made: EventResult, seat: Actor, reference: str) -> None:
    run(confirm_deposit, HOUSE, ConfirmDeposit(deposit_id=_report(made, seat, reference)))


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)
