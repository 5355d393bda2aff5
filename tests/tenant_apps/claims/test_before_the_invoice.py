"""Claims of one delivery, and before its invoice: the invoice is less, and everything that counts on it follows."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.commands import run
from shared_apps.foundation.money import MoneyIn
from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.claims.commands import (
    AgreeClaim,
    ClaimLineIn,
    NamedClaim,
    OpenClaim,
    agree_claim,
    open_claim,
    withdraw_claim,
)
from tenant_apps.claims.decisions.course import Lowerable, lower
from tenant_apps.claims.models import Claim
from tenant_apps.exceptions.commands import look_for
from tenant_apps.exceptions.models import OrderException
from tenant_apps.inventory.models import Quarantine
from tenant_apps.invoicing.models import Invoice, InvoiceLine
from tenant_apps.logistics.commands import ConfirmReceipt, ReceivedLine, confirm_receipt
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import CancelRest, cancel_rest
from tenant_apps.orders.models import Order, OrderAllowance, OrderLine, OrderPart
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.spending.commands import GrantCredit, SetBudget, grant_credit, set_budget
from tenant_apps.spending.models import SpendingLimit
from tenant_apps.terms.commands import OfferTerms, TermsStepIn, offer_terms
from tenant_apps.terms.models import Instalment, OrderPlan
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.pictures import png
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.claims.test_claims import answer, refusal
from tests.tenant_apps.logistics.test_sending_part import ordered, planned, receive, send


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def rules(**values: object) -> None:
    changes = {name.replace("__", "."): value for name, value in values.items()}
    run(change_settings, SYSTEM, ChangeSettings(changes=changes))
    forget()


def claim(market: Market, order_id: UUID, quantity: str, wish: str = "credit", **more: object) -> Claim:
    line = OrderLine.objects.get(order_id=order_id, item_id=market.items["steel"])
    goods = [ClaimLineIn(order_line_id=line.pk, quantity=kilos(quantity))]
    data = OpenClaim(order_id=order_id, kind="damage", wish=wish, goods=goods, text="bent", **more)  # type: ignore[arg-type]
    made = run(open_claim, market.as_buyer(), data)
    deliver()
    return Claim.objects.get(pk=made.claim_id)


def limits() -> dict[str, int]:
    return dict(SpendingLimit.objects.values_list("kind", "used_minor"))


def test_claimed_at_receipt_the_invoice_waits_and_is_less_and_all_that_counts_on_it(market: Market) -> None:
    by_hand("receipt", "payment")
    run(grant_credit, market.as_seller(), GrantCredit(buyer_id=market.buyer, currency="EUR", amount="5000.00"))
    run(set_budget, market.as_buyer(), SetBudget(code="", currency="EUR", amount="900.00"))
    thirds = [TermsStepIn(share=share, milestone="invoiced") for share in ("33.33", "33.33", "33.34")]
    run(offer_terms, market.as_seller(), OfferTerms(name="thirds", steps=thirds, is_usual=True))
    order_id = ordered(market, steel="100", bolt="7")
    total = Order.objects.get().total_minor
    assert limits() == {"credit": total, "budget": total}
    sent = Shipment.objects.get()
    row = claim(market, order_id, "10", shipment_id=sent.pk)
    sent.refresh_from_db()
    assert (sent.state, row.shipment_id, row.value_minor) == ("received", sent.pk, 2499)
    assert not Invoice.objects.exists() and Order.objects.get().state == "delivered"
    assert_sound()
    answer(market.as_seller(), row, "counter", amount=MoneyIn("20.01", "EUR"))
    row = answer_agree(market, row)
    assert (row.state, row.settled_minor, row.lowered_minor) == ("settled", 2001, 2001)
    (invoice,) = Invoice.objects.all()
    assert (invoice.kind, invoice.total_minor) == ("invoice", total - 2001)
    less = InvoiceLine.objects.get(invoice=invoice, quantity__lt=0)
    assert row.number in less.description and (less.net_minor, less.tax_minor) == (-1682, -319)
    assert limits() == {"credit": total - 2001, "budget": total - 2001}
    plan = OrderPlan.objects.get()
    assert plan.total_minor == total - 2001 == sum(Instalment.objects.values_list("amount_minor", flat=True))
    look_for("invoice_mismatch")
    assert not OrderException.objects.filter(kind="invoice_mismatch").exists()
    assert (Order.objects.get().total_minor, Order.objects.get().state) == (total, "invoiced")
    assert_sound()


def answer_agree(market: Market, row: Claim) -> Claim:
    run(agree_claim, market.as_buyer(), AgreeClaim(claim_id=row.pk))
    deliver()
    row.refresh_from_db()
    return row


def test_each_delivery_is_claimed_as_soon_as_it_is_there(market: Market) -> None:
    by_hand("shipping", "receipt", "payment")
    order_id = ordered(market, steel="100")
    first = send(market, planned(order_id), steel="40")
    assert refusal(lambda: claim(market, order_id, "1")) == "claims.not_received"
    receive(market, first)
    assert Order.objects.get().state == "accepted" and Invoice.objects.count() == 1
    row = claim(market, order_id, "4")
    assert row.shipment_id == first.pk
    assert refusal(lambda: claim(market, order_id, "41", shipment_id=first.pk)) == "claims.bad_input quantity"
    second = send(market, planned(order_id), steel="50")
    other = claim(market, order_id, "50", shipment_id=second.pk, wish="replacement")
    assert refusal(lambda: claim(market, order_id, "1", shipment_id=second.pk)) == "claims.open_already"
    assert Invoice.objects.count() == 1, "the second delivery's invoice waits for its claim"
    run(cancel_rest, market.as_buyer(), CancelRest(order_id=order_id))
    deliver()
    row = answer(market.as_seller(), row, "accept", goods_back=True)
    note = Invoice.objects.get(kind="credit_note")
    assert (note.total_minor, row.lowered_minor, Quarantine.objects.get().quantity) == (row.value_minor, 0, 4)
    run(withdraw_claim, market.as_buyer(), NamedClaim(claim_id=other.pk))
    deliver()
    totals = list(Invoice.objects.filter(kind="invoice").values_list("total_minor", flat=True))
    assert len(totals) == 2 and sum(totals) == Order.objects.get().total_minor
    assert OrderPart.objects.filter(state="invoiced").count() == 2
    assert_sound()


def test_of_what_was_refused_nothing_is_claimed_and_the_rest_is_exact(market: Market) -> None:
    by_hand("receipt", "payment")
    rules(fulfilment__invoice_days=3)
    order_id = ordered(market, steel="100")
    sent = Shipment.objects.get()
    line = OrderLine.objects.get()
    counted = ReceivedLine(order_line_id=line.pk, accepted="90", refused="10")
    run(confirm_receipt, market.as_buyer(), ConfirmReceipt(shipment_id=sent.pk, lines=[counted]))
    deliver()
    assert refusal(lambda: claim(market, order_id, "91")) == "claims.bad_input quantity"
    row = answer(market.as_seller(), claim(market, order_id, "90"), "accept", goods_back=True)
    accepted = 22491  # 90 kg at 2.10 and 19 % tax
    assert (row.settled_minor, row.lowered_minor) == (accepted, accepted)
    again = claim(market, order_id, "1")
    assert refusal(lambda: answer(market.as_seller(), again, "accept")) == "claims.credited_already"
    assert not Invoice.objects.exists(), "three days are not over"
    assert_sound()


@proves("fulfilment.invoice_days", "claims.invoice")
def test_the_invoice_comes_after_its_days_and_waits_for_a_claim_where_the_rules_say_so(
    market: Market, travel: Travel
) -> None:
    by_hand("payment")
    order_id = ordered(market, steel="100")
    assert Invoice.objects.count() == 1, "at once without the rule"
    rules(fulfilment__invoice_days=5)
    order_id = ordered(market, steel="100")
    later = ordered(market, steel="50")
    assert Invoice.objects.count() == 1
    claim(market, order_id, "10")
    travel.forward(days=5.1)
    jobs.run_due()
    assert set(Invoice.objects.values_list("order_id", flat=True)) >= {later}
    assert not Invoice.objects.filter(order_id=order_id).exists(), "its claim is under way"
    travel.back()
    rules(claims__invoice="goes_out", fulfilment__invoice_days=0)
    made = ordered(market, steel="100")
    assert Invoice.objects.filter(order_id=made).exists()
    by_hand("receipt")
    forget()
    made = ordered(market, steel="100")
    row = claim(market, made, "10", shipment_id=Shipment.objects.get(order_id=made).pk)
    assert Invoice.objects.filter(order_id=made).exists(), "it does not wait"
    row = answer(market.as_seller(), row, "accept")
    assert (row.lowered_minor, Invoice.objects.get(kind="credit_note").total_minor) == (0, row.value_minor)
    assert not OrderAllowance.objects.exists()
    assert_sound()


def test_the_pages_say_of_which_delivery_and_what_waits(
    market: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    by_hand("shipping", "receipt", "payment")
    order_id = ordered(market, steel="100")
    first = send(market, planned(order_id), steel="40")
    receive(market, first)
    second = send(market, planned(order_id), steel="50")
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@x.example", company_id=market.buyer))
    new = f"/claims/orders/{order_id}/"
    assert new in buyer.get(f"/orders/{order_id}/").content.decode()
    assert f"{new}?delivery={second.pk}" in buyer.get(f"/shipments/{second.pk}/").content.decode()
    page = buyer.get(f"{new}?delivery={second.pk}").content.decode()
    assert first.number in page and "on its way" in page
    sent = {"kind": "damage", "wish": "credit", "text": "bent", "quantity_1": "5", "payback": "refund"}
    pictures = [SimpleUploadedFile(f"{no}.png", png(), "image/png") for no in (1, 2)]
    assert buyer.post(f"{new}?delivery={second.pk}", sent | {"file": pictures}).status_code == 302
    deliver()
    row = Claim.objects.get()
    assert (row.shipment_id, row.payback, row.files.count()) == (second.pk, "refund", 2)
    about = buyer.get(f"/orders/{order_id}/").content.decode()
    assert f"/claims/{row.pk}/" in about and f"waits for claim {row.number}" in about
    assert buyer.get(f"/claims/{row.pk}/").content.decode().count("<img src=") >= 2


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 10**7)), min_size=1, max_size=6),
    st.data(),
)
def test_what_becomes_less_is_the_amount_and_no_line_becomes_less_than_nothing(
    rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    lines = [
        Lowerable(None, UUID(int=no), net, tax, min(worth, net + tax)) for no, (net, tax, worth) in enumerate(rows)
    ]
    amount = data.draw(st.integers(0, sum(line.gross_minor for line in lines)))
    parts = lower(amount, lines)
    assert sum(net + tax for net, tax in parts) == amount
    assert all(0 <= net <= line.net_minor for (net, _tax), line in zip(parts, lines, strict=True))
    assert all(0 <= tax <= line.tax_minor for (_net, tax), line in zip(parts, lines, strict=True))
