"""Money that goes back: after a claim, or of open credit on request; once, exactly, and never more than was paid."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.commands import run
from shared_apps.foundation import clock, faults
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs, relay
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.claims.commands import AgreeClaim, AnswerClaim, agree_claim, answer_claim
from tenant_apps.exceptions.commands import look_for
from tenant_apps.exceptions.models import OrderException
from tenant_apps.invoicing.models import Invoice
from tenant_apps.ledger.queries import balances
from tenant_apps.payments.commands import (
    AskOutcome,
    KeepBankWord,
    RecordPayment,
    ReportPayment,
    ask_outcome,
    keep_bank_word,
    record_payment,
    report_payment,
)
from tenant_apps.payments.models import Payment, PaymentAttempt
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.settlement.commands import (
    AllocatePayment,
    AskRefund,
    NamedRefund,
    PayRefund,
    SendRefund,
    allocate_payment,
    ask_refund,
    pay_refund,
    send_refund,
    withdraw_refund,
)
from tenant_apps.settlement.decisions.allocate import OpenAmount, draw, net_credits
from tenant_apps.settlement.models import Refund
from tenant_apps.settlement.queries.credit import open_credit
from tenant_apps.settlement.queries.refunds import find_refund
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver
from tests.proofs import proves
from tests.tenant_apps.claims.test_claims import VALUE, answer, claim, order


def refusal(act: Callable[[], object]) -> str:
    before = Refund.objects.count(), Payment.objects.count()
    with pytest.raises(Refusal) as caught:
        act()
    assert (Refund.objects.count(), Payment.objects.count()) == before
    return caught.value.code


def euros(minor: int) -> MoneyIn:
    return MoneyIn(**Money(minor, "EUR").as_json())


def pay(market: Market, minor: int, reference: str = "") -> Payment:
    data = RecordPayment(payer_id=market.buyer, payee_id=market.seller, amount=euros(minor), reference=reference)
    made = run(record_payment, market.as_seller(), data)
    deliver()
    return Payment.objects.get(pk=made.payment_id)


def bank(company: UUID) -> int:
    return sum(one.balance_minor for one in balances(company) if one.kind == "bank")


def test_after_a_claim_it_goes_back_by_itself_and_the_books_say_so(market: Market) -> None:
    bought = order(market)
    before = bank(market.buyer), bank(market.seller)
    row = answer(market.as_seller(), claim(market, bought, payback="refund"), "accept")
    refund = Refund.objects.get()
    back = Payment.objects.get(refund_id=refund.pk)
    assert (refund.state, refund.amount_minor, refund.payment_id) == ("paid", VALUE, back.pk)
    assert (back.payer_id, back.payee_id, back.method) == (market.seller, market.buyer, "standing_order")
    assert (bank(market.buyer) - before[0], bank(market.seller) - before[1]) == (VALUE, -VALUE)
    note = Invoice.objects.get(kind="credit_note")
    assert note.paid_minor == note.total_minor == row.settled_minor and note.pays_back
    later = order(market)
    assert Payment.objects.filter(payer_id=market.buyer).latest("id").amount_minor == later.total_minor
    code = refusal(lambda: run(allocate_payment, SYSTEM, AllocatePayment(payment_id=back.pk)))
    assert code == "settlement.is_a_refund"
    told = {}
    for language in ("en", "zh-hans"):
        with override(language):
            told[language] = find_refund(market.as_buyer(), refund.pk).why
    assert told == {"en": f"Credit note {note.number}", "zh-hans": f"红字发票 {note.number}"}
    assert_sound()


def test_what_is_not_paid_is_less_to_pay_and_only_the_rest_goes_back(market: Market) -> None:
    by_hand("payment")
    bought = order(market)
    invoice = Invoice.objects.get()
    pay(market, invoice.total_minor - 1000, invoice.number)
    row = claim(market, bought, payback="credit")
    answer(market.as_seller(), row, "counter", amount=euros(2000))
    run(agree_claim, market.as_buyer(), AgreeClaim(claim_id=row.pk, payback="refund"))
    deliver()
    invoice.refresh_from_db()
    refund = Refund.objects.get()
    assert (invoice.paid_minor, refund.state, refund.amount_minor) == (invoice.total_minor, "due", 1000)
    # Another invoice that is open is not paid with it: the buyer wants it back.
    other = order(market)
    assert Invoice.objects.get(order=other).paid_minor == 0
    assert refusal(lambda: run(withdraw_refund, market.as_seller(), NamedRefund(refund_id=refund.pk))) == (
        "settlement.not_your_part"
    )
    run(withdraw_refund, market.as_buyer(), NamedRefund(refund_id=refund.pk))
    deliver()
    assert Invoice.objects.get(order=other).paid_minor == 1000, "kept after all, it pays what is open"
    assert_sound()


def test_a_transfer_back_is_confirmed_by_who_gets_it_and_a_failed_one_is_due_again(market: Market) -> None:
    bought = order(market)
    by_hand("payment")
    forget()
    answer(market.as_seller(), claim(market, bought, payback="refund"), "accept")
    refund = Refund.objects.get()
    assert refund.state == "due"
    assert refusal(lambda: run(send_refund, market.as_buyer(), SendRefund(refund_id=refund.pk))) == (
        "settlement.not_your_part"
    )
    told: Any = PayRefund(refund_id=refund.pk)
    for stranger in (market.as_other_buyer(), market.acting(market.other_seller)):
        assert refusal(lambda who=stranger: run(pay_refund, who, told)) == "settlement.refund_unknown"  # type: ignore[misc]
    run(send_refund, market.as_seller(), SendRefund(refund_id=refund.pk, reference="RF 1"))
    again: Any = (send_refund, SendRefund), (pay_refund, PayRefund), (withdraw_refund, NamedRefund)
    for command, data in again:
        who = market.as_buyer() if command is withdraw_refund else market.as_seller()
        code = refusal(lambda command=command, data=data, who=who: run(command, who, data(refund_id=refund.pk)))  # type: ignore[misc]
        assert code == "settlement.refund_not_now"
    sent = PaymentAttempt.objects.get()
    bad = ReportPayment(attempt_id=sent.pk, outcome="failed", reason="account closed")
    run(report_payment, market.as_buyer(), bad)
    deliver()
    refund.refresh_from_db()
    assert (refund.state, refund.failed_why, Payment.objects.filter(refund_id=refund.pk).count()) == (
        "due", "account closed", 0,
    )  # fmt: skip
    look_for("payment_failed")
    assert not OrderException.objects.filter(kind="payment_failed").exists(), "the refund itself is due again"
    run(send_refund, market.as_seller(), SendRefund(refund_id=refund.pk))
    sent = PaymentAttempt.objects.get(state="sent")
    arrived = ReportPayment(attempt_id=sent.pk, outcome="done")
    assert refusal(lambda: run(report_payment, market.as_seller(), arrived)) == "payments.only_the_payee"
    run(report_payment, market.as_buyer(), arrived)
    deliver()
    refund.refresh_from_db()
    assert (refund.state, refund.payment.amount_minor if refund.payment else 0) == ("paid", VALUE)
    assert_sound()


@pytest.mark.parametrize(
    ("outcome", "state", "why", "payments"), [("done", "paid", "", 1), ("failed", "due", "shut", 0)]
)
def test_the_bank_says_what_became_of_a_transfer_back_and_it_ends_once(
    market: Market, outcome: Literal["done", "failed"], state: str, why: str, payments: int
) -> None:
    bought = order(market)
    by_hand("payment")
    run(change_settings, SYSTEM, ChangeSettings(changes={"payments.provider": "embedded_bank"}))
    forget()
    answer(market.as_seller(), claim(market, bought, payback="refund"), "accept")
    refund = Refund.objects.get()
    run(send_refund, market.as_seller(), SendRefund(refund_id=refund.pk, reference="RF18"))
    word = KeepBankWord(reference="RF18", bank_id="B-1", outcome=outcome, amount=euros(VALUE), reason="shut")
    run(keep_bank_word, SYSTEM, word)
    attempt = PaymentAttempt.objects.get()
    for _ in range(2):
        run(ask_outcome, market.as_seller(), AskOutcome(attempt_id=attempt.pk))
    jobs.run_due()
    deliver()
    refund.refresh_from_db()
    assert (refund.state, refund.failed_why) == (state, why)
    assert Payment.objects.filter(refund_id=refund.pk).count() == payments
    assert PaymentAttempt.objects.count() == 1
    assert_sound()


@proves("fulfilment.refund_days")
def test_open_credit_is_asked_back_and_never_more_than_was_paid(market: Market) -> None:
    by_hand("payment")
    bought = order(market)
    invoice = Invoice.objects.get()
    answer(market.as_seller(), claim(market, bought), "accept")
    ask = AskRefund(seller_id=market.seller, currency="EUR")
    assert refusal(lambda: run(ask_refund, market.as_buyer(), ask)) == "settlement.nothing_to_refund", "nothing is paid"
    pay(market, invoice.total_minor)  # what the claim left, and so much more on account
    (told,) = open_credit(market.as_buyer())
    assert (told.credit_notes.minor, told.on_account.minor, told.refundable.minor) == (0, VALUE, VALUE)
    answer(market.as_seller(), claim(market, bought), "accept")
    (told,) = open_credit(market.as_buyer())
    assert (told.credit_notes.minor, told.on_account.minor, told.total.minor) == (VALUE, VALUE, 2 * VALUE)
    assert refusal(lambda: run(ask_refund, market.as_other_buyer(), ask)) == "settlement.nothing_to_refund"
    for amount, code in ((2 * VALUE + 1, "settlement.nothing_to_refund"), (0, "settlement.bad_amount")):
        more = AskRefund(seller_id=market.seller, currency="EUR", amount=euros(amount))
        assert refusal(lambda more=more: run(ask_refund, market.as_buyer(), more)) == code  # type: ignore[misc]
    run(change_settings, SYSTEM, ChangeSettings(changes={"fulfilment.refund_days": 3}))
    forget()
    part = AskRefund(seller_id=market.seller, currency="EUR", amount=euros(VALUE + 100), text="year end")
    made = run(ask_refund, market.as_buyer(), part)
    refund = Refund.objects.get(pk=made.refund_id)
    assert (refund.why, refund.due_on) == ("year end", clock.now(scope.alias()).date() + timedelta(days=3))
    assert sorted(refund.parts.values_list("amount_minor", flat=True)) == [100, VALUE], "credit notes first"
    (told,) = open_credit(market.as_buyer())
    assert (told.credit_notes.minor, told.on_account.minor) == (0, VALUE - 100)
    run(pay_refund, market.as_seller(), PayRefund(refund_id=refund.pk))
    rest = run(ask_refund, market.as_buyer(), ask)
    run(pay_refund, market.as_buyer(), PayRefund(refund_id=rest.refund_id, method="cash"))
    deliver()
    assert not open_credit(market.as_buyer())
    assert sum(Refund.objects.values_list("amount_minor", flat=True)) == 2 * VALUE
    later = order(market)
    assert Invoice.objects.get(order=later).paid_minor == 0, "nothing is left that could pay it"
    assert_sound()


@pytest.mark.parametrize("point", ["settlement.after_promise", "settlement.after_refund"])
def test_killed_in_between_it_goes_back_once(market: Market, point: str) -> None:
    bought = order(market)
    row = claim(market, bought, payback="refund")
    faults.arm(f"{point}=fail")
    try:
        run(answer_claim, market.as_seller(), AnswerClaim(claim_id=row.pk, verdict="accept"))
        relay.drain()
    finally:
        faults.arm("")
    assert not Refund.objects.exists(), "undone with everything beside it"
    OutboxMessage.objects.filter(delivered_at__isnull=True).update(next_attempt_at=clock.now(scope.alias()))
    deliver()
    assert Refund.objects.get().state == "paid"
    assert Payment.objects.filter(refund_id__isnull=False).count() == 1
    assert_sound()


def test_pages_and_api_ask_and_pay(
    market: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    bought = order(market)
    by_hand("payment")
    forget()
    answer(market.as_seller(), claim(market, bought), "accept")
    buyer = signed_in(client_of(tenant_a), person("finance", "b@x.example", company_id=market.buyer))
    seller = signed_in(client_of(tenant_a), person("finance", "s@x.example", company_id=market.seller))
    new = f"/refunds/new/?seller={market.seller}&currency=EUR"
    assert new.replace("&", "&amp;") in buyer.get("/refunds/").content.decode()
    assert buyer.post(new, {"amount": "90.00", "text": ""}).status_code == 422
    assert buyer.post(new, {"amount": "9.00", "text": "please"}).status_code == 302
    refund = Refund.objects.get()
    at = f"/refunds/{refund.pk}/"
    assert f"{at}pay/" in seller.get(at).content.decode() and f"{at}withdraw/" in buyer.get(at).content.decode()
    assert refund.number in seller.get("/refunds/?view=due").content.decode()
    assert seller.post(f"{at}send/", {"method": "bank_transfer", "reference": "RF 1"}).status_code == 302
    assert "RF 1" in buyer.get("/payments/").content.decode()
    sent = PaymentAttempt.objects.get()
    buyer.post(f"/payments/transfers/{sent.pk}/report/", {"outcome": "done"})
    deliver()
    refund.refresh_from_db()
    assert refund.state == "paid"
    page = buyer.get(f"/payments/{refund.payment_id}/").content.decode()
    assert "Refund from" in page and refund.number in page
    api = caller(tenant_a, "settlement.*", company_id=market.buyer)
    (told,) = api.get("open-credit").json()["credit"]
    assert told["refundable"]["amount"] == f"{Money(VALUE - 900, 'EUR').amount:f}"
    made = api.post("refunds", {"seller_id": str(market.seller), "currency": "EUR"}).json()
    assert made["state"] == "due"
    assert api.post(f"refunds/{made['refund_id']}:withdraw", {}).json()["state"] == "withdrawn"
    assert [one["state"] for one in api.get("refunds").json()["data"]] == ["withdrawn", "paid"]
    assert api.get(f"refunds/{refund.pk}").json()["parts"][0]["credit_note_id"]


@given(
    st.lists(st.integers(0, 10**9), max_size=6), st.integers(0, 10**10), st.integers(-5, 10**10),
)  # fmt: skip
def test_no_source_gives_more_than_it_has_and_all_of_them_no_more_than_the_most(
    opens: list[int], wanted: int, most: int
) -> None:
    sources = [(UUID(int=no), amount) for no, amount in enumerate(opens)]
    found = draw(wanted, sources, most)
    assert sum(amount for _id, amount in found) == max(0, min(wanted, most, sum(opens)))
    assert all(0 < amount <= dict(sources)[pk] for pk, amount in found)


def test_a_bound_note_pays_its_own_order_alone() -> None:
    own, other = UUID(int=1), UUID(int=2)
    today = date(2026, 1, 1)
    invoices = [OpenAmount(UUID(int=11), 50, today, "", other), OpenAmount(UUID(int=12), 30, today, "", own)]
    note = OpenAmount(UUID(int=13), 100, today, "", own, bound=True)
    assert [(share.invoice_id, share.amount_minor) for share in net_credits([note], invoices)] == [(UUID(int=12), 30)]
    free = net_credits([note._replace(bound=False)], invoices)
    assert sum(share.amount_minor for share in free) == 80
