"""Terms of payment from offer to the last instalment: with advances, early payment, lateness, acceleration."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs, relay
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.commands import ConfirmReceipt, ReceivedLine, Ship, confirm_receipt, ship
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import CancelOrder, OrderLineIn, PlaceOrder, cancel_order, place_order
from tenant_apps.orders.models import Order
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.payments.models import Payment
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.settlement.models import Allocation
from tenant_apps.terms.commands import (
    ChooseTerms,
    EndTerms,
    OfferTerms,
    TermsStepIn,
    WatchPlan,
    choose_terms,
    end_terms,
    offer_terms,
    watch_plan,
)
from tenant_apps.terms.models import Advance, OrderPlan, PaymentTerms
from tenant_apps.terms.queries import plan_of
from tenant_apps.terms.types import PlanFacts
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves

TOTAL = 24990  # 100 kg at 2.10 and 19 % tax
THIRDS = [
    TermsStepIn(share="33.33", milestone="accepted"),
    TermsStepIn(share="33.33", milestone="shipped", days=10),
    TermsStepIn(share="33.34", milestone="invoiced", days=30),
]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def rules(**values: object) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={f"terms.{name}": value for name, value in values.items()}))
    forget()


def offer(market: Market, steps: list[TermsStepIn] | None = None, name: str = "In thirds", **more: object) -> UUID:
    data = OfferTerms(name=name, steps=steps or THIRDS, **({"is_usual": True} | more))  # type: ignore[arg-type]
    return run(offer_terms, market.as_seller(), data).terms_id


def order(market: Market) -> UUID:
    line = OrderLineIn(sku="steel", quantity=kilos("100"))
    made = run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line]))
    deliver()
    return made.order_id


def plan(order_id: UUID) -> PlanFacts:
    found = plan_of(order_id)
    assert found is not None
    return found


def states(order_id: UUID) -> list[str]:
    return [one.state for one in plan(order_id).instalments]


def pay(market: Market, minor: int, reference: str) -> UUID:
    amount = MoneyIn(f"{minor // 100}.{minor % 100:02d}", "EUR")
    data = RecordPayment(payer_id=market.buyer, payee_id=market.seller, amount=amount, reference=reference)
    made = run(record_payment, market.as_seller(), data)
    deliver()
    return made.payment_id


def send(market: Market, order_id: UUID) -> None:
    row = Shipment.objects.get(order_id=order_id)
    run(ship, market.as_seller(), Ship(shipment_id=row.pk))
    deliver()


def receive(market: Market, order_id: UUID) -> Invoice:
    row = Shipment.objects.get(order_id=order_id)
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=row.pk))
    deliver()
    return Invoice.objects.get(order_id=order_id, kind="invoice")


def look(order_id: UUID) -> None:
    run(watch_plan, SYSTEM, WatchPlan(plan_id=OrderPlan.objects.get(order_id=order_id).pk))


def deliver_now() -> None:
    """The relay lives today; what is owed in the future is delivered while the clock stands there."""
    owed = OutboxMessage.objects.filter(delivered_at__isnull=True)
    while owed.update(next_attempt_at=datetime(2020, 1, 1, tzinfo=UTC)):
        relay.drain()
    deliver()


def test_thirds_from_order_to_settled_with_money_before_the_invoice(market: Market) -> None:
    by_hand()
    offer(market)
    made = order(market)
    number = Order.objects.get(pk=made).number
    assert [one.amount_minor for one in plan(made).instalments] == [8329, 8329, 8332]
    assert states(made) == ["due", "planned", "planned"]
    pay(market, 10000, f"for {number}")  # more than the first third, and there is no invoice yet
    assert (states(made), plan(made).advance_minor) == (["paid", "part_paid", "planned"], 10000)
    assert not Allocation.objects.exists()
    assert_sound()
    send(market, made)
    sent = clock.now(scope.alias()).date()
    assert abs((plan(made).instalments[1].due_on or sent) - sent - timedelta(days=10)) <= timedelta(days=1)
    invoice = receive(market, made)
    assert (invoice.paid_minor, plan(made).advance_minor, plan(made).paid_minor) == (10000, 0, 10000)
    assert invoice.due_date == plan(made).instalments[2].due_on
    pay(market, TOTAL - 10000, number)
    assert (states(made), plan(made).state) == (["paid", "paid", "paid"], "paid")
    assert Order.objects.get(pk=made).state == "settled"
    assert set(Advance.objects.values_list("state", flat=True)) == {"used"}
    assert_sound()


def test_a_standing_order_pays_each_instalment_on_its_day_and_once(market: Market, travel: Travel) -> None:
    offer(market)
    made = order(market)
    # Shipped, received and invoiced by itself; only what is due at once is paid.
    assert list(Payment.objects.values_list("amount_minor", flat=True)) == [8329]
    assert (plan(made).paid_minor, Invoice.objects.get().paid_minor) == (8329, 8329)
    # The calendar wakes the plan by itself: tomorrow, when the first would be late, then on the day of the second.
    owed = Job.objects.filter(kind="terms.watch_plan", state="owed")
    for days in (1.2, 9):
        travel.forward(days=days)
        jobs.run_due()
        assert owed.filter(run_at__gt=clock.now(scope.alias())).count() == 1
    deliver_now()
    assert list(Payment.objects.order_by("id").values_list("amount_minor", flat=True)) == [8329, 8329]
    travel.forward(days=31)
    look(made)
    look(made)
    deliver_now()
    travel.back()
    assert Order.objects.get(pk=made).state == "settled"
    assert_sound()


def test_refused_goods_make_the_plan_smaller_and_a_cancelled_order_frees_its_money(market: Market) -> None:
    by_hand()
    offer(market, [TermsStepIn(share="60", milestone="accepted"), TermsStepIn(share="40", milestone="received")])
    made = order(market)
    number = Order.objects.get(pk=made).number
    pay(market, TOTAL, number)
    assert plan(made).advance_minor == TOTAL
    run(cancel_order, market.as_buyer(), CancelOrder(order_id=made))
    deliver()
    assert (plan(made).state, plan(made).advance_minor, plan(made).paid_minor) == ("cancelled", 0, 0)
    again = order(market)
    send(market, again)
    row = Shipment.objects.get(order_id=again)
    line = ReceivedLine(order_line_id=row.lines.get().order_line_id, accepted="40", refused="60")
    data = ConfirmReceipt(shipment_id=row.pk, lines=[line])
    run(confirm_receipt, market.as_buyer(), data)
    deliver()
    billed = Invoice.objects.get(order_id=again).total_minor
    assert billed == plan(again).total_minor == 9996
    assert sum(one.amount_minor for one in plan(again).instalments) == 9996
    assert_sound()


@proves("terms.accelerate", "terms.accelerate_days", "terms.accelerate_missed")
def test_the_rest_is_due_at_once_as_the_rules_say(market: Market, travel: Travel) -> None:
    by_hand()
    offer(market)
    usual = {"accelerate": "never", "accelerate_days": 14, "accelerate_missed": 2}
    for changes, days, hastened in (
        ({}, 40, False),
        ({"accelerate": "late"}, 14, False),
        ({"accelerate": "late"}, 16, True),
        ({"accelerate": "late", "accelerate_days": 3}, 5, True),
        ({"accelerate": "missed"}, 9, False),
        ({"accelerate": "missed"}, 13, True),
        ({"accelerate": "missed", "accelerate_missed": 3}, 13, False),
    ):
        rules(**(usual | changes))
        made = order(market)
        send(market, made)
        travel.forward(days=days)
        look(made)
        look(made)
        found = plan_of(made, clock.now(scope.alias()))
        travel.back()
        deliver()
        assert found is not None and (found.accelerated_at is not None) is hastened, (changes, days)
        assert (found.instalments[2].due_on is not None) is hastened
        told = OutboxMessage.objects.filter(name__startswith="terms.", payload__contains=str(made))
        names = list(told.values_list("name", flat=True))
        assert names.count("terms.plan_accelerated") == int(hastened)
        assert names.count("terms.instalment_late") == (2 if days > 10 else 1)
    assert_sound()


def test_paid_early_the_discount_is_credited_with_its_tax_and_no_more(market: Market) -> None:
    by_hand()
    offer(market, [TermsStepIn(share="100", milestone="invoiced", days=30)], discount_percent="2", discount_days=10)
    made = order(market)
    send(market, made)
    invoice = receive(market, made)
    pay(market, TOTAL - 501, invoice.number)  # two percent are 499.80: a cent too little
    assert not Invoice.objects.filter(kind="credit_note").exists()
    pay(market, 1, invoice.number)
    note = Invoice.objects.get(kind="credit_note")
    assert (note.total_minor, note.net_minor + note.tax_minor, note.tax_minor) == (500, 500, 80)
    assert Order.objects.get(pk=made).state == "settled"
    assert (plan(made).state, plan(made).paid_minor) == ("paid", TOTAL)
    assert_sound()


@proves("terms.most_days", "terms.most_instalments", "terms.most_discount")
def test_terms_beyond_the_rules_are_refused(market: Market) -> None:
    def refused(**more: object) -> str:
        with pytest.raises(Refusal) as caught:
            offer(market, **more)  # type: ignore[arg-type]
        assert not PaymentTerms.objects.exists()
        return f"{caught.value.code} {caught.value.facts.get('why', '')}".strip()

    net = [TermsStepIn(share="100", milestone="invoiced", days=60)]
    rules(most_days=59)
    assert refused(steps=net) == "terms.bad_steps days"
    rules(most_days=60, most_instalments=2)
    assert refused() == "terms.bad_steps many"
    rules(most_discount="1")
    assert refused(steps=net, discount_percent="2", discount_days=10) == "terms.bad_discount"
    rules(most_discount="2")
    offer(market, net, discount_percent="2", discount_days=10)
    with pytest.raises(Refusal) as caught:
        offer(market, net)
    assert caught.value.code == "terms.name_taken"


@proves("terms.choose")
def test_others_are_chosen_until_something_has_left(market: Market) -> None:
    by_hand()
    usual = offer(market, [TermsStepIn(share="100", milestone="invoiced", days=30)], "30 days")
    thirds = offer(market, is_usual=False, buyer_id=market.buyer)
    made = order(market)
    assert plan(made).terms_id == usual
    for who in (market.as_other_buyer(), market.acting(market.other_seller)):
        with pytest.raises(Refusal):
            run(choose_terms, who, ChooseTerms(order_id=made, terms_id=thirds))
    rules(choose="seller")
    with pytest.raises(Refusal) as caught:
        run(choose_terms, market.as_buyer(), ChooseTerms(order_id=made, terms_id=thirds))
    assert caught.value.code == "terms.seller_chooses"
    rules(choose="both")
    run(choose_terms, market.as_buyer(), ChooseTerms(order_id=made, terms_id=thirds))
    assert [one.amount_minor for one in plan(made).instalments] == [8329, 8329, 8332]
    run(end_terms, market.as_seller(), EndTerms(terms_id=thirds))
    with pytest.raises(Refusal) as caught:
        run(choose_terms, market.as_buyer(), ChooseTerms(order_id=made, terms_id=thirds))
    assert caught.value.code == "terms.terms_ended"
    assert len(plan(made).instalments) == 3  # what was chosen stays
    send(market, made)
    with pytest.raises(Refusal) as caught:
        run(choose_terms, market.as_seller(), ChooseTerms(order_id=made, terms_id=usual))
    assert caught.value.code == "terms.too_late_to_choose"
    assert_sound()


def test_the_api_offers_chooses_and_shows(market: Market, tenant_a: TenantRef) -> None:
    by_hand()
    seller = caller(tenant_a, "terms.*", company_id=market.seller)
    steps = [{"share": "50", "milestone": "accepted"}, {"share": "50", "milestone": "received", "days": 14}]
    made = seller.post("payment-terms", {"name": "Halves", "steps": steps, "is_usual": True})
    assert made.status_code == 201, made.content
    placed = order(market)
    shown = seller.get(f"orders/{placed}/payment-plan")
    assert [one["amount"]["amount"] for one in shown.json()["instalments"]] == ["124.95", "124.95"]
    assert shown.json()["instalments"][1] | {"amount": 0, "paid": 0} == {
        "no": 2, "share": "50", "milestone": "received", "days": 14, "amount": 0, "paid": 0, "due_on": None,
        "planned_on": None, "state": "planned",
    }  # fmt: skip
    other = caller(tenant_a, "terms.*", company_id=market.other_buyer)
    assert other.get(f"orders/{placed}/payment-plan").status_code == 404
    assert [one["name"] for one in seller.get("payment-terms?is_offered=true").json()["data"]] == ["Halves"]
    assert len(seller.get("payment-plans?state=open").json()["data"]) == 1
