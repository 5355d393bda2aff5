"""What became of a transfer, asked of the bank: recorded once, failed, or asked again, each time later."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.mail import EmailMessage

from shared_apps.commands import run
from shared_apps.foundation.faults import arm
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import Conflict, NotAllowed, NotFound, Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from tenant_apps.exceptions.commands import look_for
from tenant_apps.exceptions.models import ExceptionMoment, OrderException
from tenant_apps.payments.commands import (
    AnnouncePayment,
    AskOutcome,
    KeepBankWord,
    RecordPayment,
    ReportPayment,
    announce_payment,
    ask_outcome,
    keep_bank_word,
    record_payment,
    report_payment,
)
from tenant_apps.payments.commands.asking import ASK_JOB
from tenant_apps.payments.decisions.asking import ASKS_MOST, distance, fitting
from tenant_apps.payments.models import Payment, PaymentAttempt
from tenant_apps.payments.types import PROVIDERS, Outcome, ProviderSilent
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.approvals import staff_of
from tests.fixtures.trade import SYSTEM, Market, assert_sound
from tests.fixtures.travel import Travel
from tests.proofs import proves

EUROS = MoneyIn("84.20", "EUR")


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.fixture
def bank(market: Market) -> Market:
    run(change_settings, SYSTEM, ChangeSettings(changes={"payments.provider": "embedded_bank"}))
    return market


def sent(market: Market, reference: str = "RF18") -> UUID:
    data = AnnouncePayment(payee_id=market.seller, amount=EUROS, reference=reference)
    return run(announce_payment, market.as_buyer(), data).attempt_id


def word(bank_id: str, outcome: str = "done", amount: MoneyIn = EUROS) -> None:
    told = KeepBankWord(reference="RF18", bank_id=bank_id, outcome=outcome, amount=amount, reason="came back")  # type: ignore[arg-type]
    run(keep_bank_word, SYSTEM, told)


def asked(market: Market, attempt: UUID) -> PaymentAttempt:
    run(ask_outcome, market.as_seller(), AskOutcome(attempt_id=attempt))
    jobs.run_due()
    return PaymentAttempt.objects.get(pk=attempt)


def test_what_has_arrived_is_booked_once_however_often_it_is_asked(bank: Market) -> None:
    first, second = sent(bank), sent(bank)
    word("B-1", amount=MoneyIn("84.21", "EUR"))
    assert asked(bank, first).state == "sent", "another amount is another transfer"
    word("B-2")
    for _ in range(2):
        run(ask_outcome, bank.as_buyer(), AskOutcome(attempt_id=first))
    jobs.run_due()
    row = PaymentAttempt.objects.get(pk=first)
    assert (row.state, row.bank_id, row.next_ask_at) == ("done", "B-2", None)
    # The same transfer of the bank pays no second announcement of the same reference and amount.
    assert asked(bank, second).state == "sent"
    assert Payment.objects.count() == 1
    with pytest.raises(Conflict):
        run(ask_outcome, bank.as_seller(), AskOutcome(attempt_id=first))
    with pytest.raises(NotFound):
        run(ask_outcome, bank.as_other_buyer(), AskOutcome(attempt_id=second))
    assert_sound()


def test_a_payment_recorded_by_hand_is_found_and_not_doubled(bank: Market) -> None:
    attempt = sent(bank)
    told = RecordPayment(payee_id=bank.seller, amount=EUROS, reference="RF18")
    known = run(record_payment, bank.as_buyer(), told).payment_id
    word("B-1")
    assert asked(bank, attempt).payment_id == known
    assert Payment.objects.count() == 1
    assert_sound()


def test_a_killed_answer_books_nothing_and_the_next_one_books_once(bank: Market) -> None:
    attempt = sent(bank)
    word("B-1")
    arm("payments.outcome.before_commit=fail")
    try:
        assert asked(bank, attempt).state == "sent"
    finally:
        arm("")
    assert Payment.objects.count() == 0
    Job.objects.filter(kind=ASK_JOB).update(run_at="2026-01-01T00:00Z")
    jobs.run_due()
    assert PaymentAttempt.objects.get(pk=attempt).state == "done"
    assert Payment.objects.count() == 1


@proves("payments.ask_minutes")
def test_what_is_not_known_is_asked_again_each_time_later(bank: Market, travel: Travel) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"payments.ask_minutes": 7}))
    attempt = sent(bank)
    row = asked(bank, attempt)
    for asks, minutes in ((1, 7), (2, 21), (3, 63)):
        owed = Job.objects.get(kind=ASK_JOB, state="owed")
        assert (row.state, row.asks, row.next_ask_at) == ("sent", asks, owed.run_at)
        assert distance(7, asks) == timedelta(minutes=minutes)
        # Asked between by a person: one more question, and still one that is owed.
        if asks == 2:
            run(ask_outcome, bank.as_buyer(), AskOutcome(attempt_id=attempt))
        travel.until(row.next_ask_at)
        jobs.run_due()
        row = PaymentAttempt.objects.get(pk=attempt)
    assert (distance(7, 9), distance(7, ASKS_MOST)) == (timedelta(days=1), None)


@proves("payments.provider")
def test_the_first_step_asks_the_bank_and_the_exception_ends_with_its_answer(
    market: Market, travel: Travel, mailoutbox: list[EmailMessage]
) -> None:
    staff_of(market.buyer)
    attempt = sent(market)
    word("B-1")
    jobs.run_due()
    travel.forward(hours=25)
    # Nobody is connected: the payer gets a letter.
    look_for("payment_unknown")
    mailoutbox.clear()
    jobs.run_due()
    jobs.run_due()
    assert [one for one in mailoutbox if "RF18" in f"{one.subject} {one.body}"]
    assert OrderException.objects.get(kind="payment_unknown").state == "open"
    assert not Job.objects.filter(kind=ASK_JOB).exists()
    travel.back()
    run(change_settings, SYSTEM, ChangeSettings(changes={"payments.provider": "embedded_bank"}))
    wrong = ReportPayment(attempt_id=attempt, outcome="failed", reason="mistyped")
    assert run(report_payment, market.as_buyer(), wrong).state == "failed"
    look_for("payment_failed")
    jobs.run_due()
    # It was said to have failed; the bank knows better.
    assert PaymentAttempt.objects.get(pk=attempt).state == "done"
    look_for("payment_failed")
    row = OrderException.objects.get(kind="payment_failed")
    assert (row.state, row.how) == ("solved", "cleared")
    story = ExceptionMoment.objects.filter(exception=row, what="noted").values_list("text", flat=True)
    assert [text for text in story if "has arrived" in text]
    assert_sound()


def test_a_bank_that_is_silent_or_says_failed(bank: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = sent(bank)

    class Silent:
        code = "embedded_bank"

        def outcome(self, reference: str) -> Sequence[Outcome]:
            raise ProviderSilent("timeout")

    with monkeypatch.context() as patch:
        patch.setitem(PROVIDERS, "embedded_bank", Silent())
        row = asked(bank, attempt)
    assert (row.state, row.asks) == ("sent", 1)
    word("B-1", "failed")
    row = asked(bank, attempt)
    assert (row.state, row.reason, row.next_ask_at) == ("failed", "came back", None)
    assert Payment.objects.count() == 0


def test_only_the_marketplace_says_what_its_bank_says_and_each_once(bank: Market) -> None:
    data = KeepBankWord(reference="RF18", bank_id="B-1", outcome="done", amount=EUROS)
    with pytest.raises(NotAllowed):
        run(keep_bank_word, bank.as_seller(), data)
    run(keep_bank_word, bank.as_marketplace(), data)
    with pytest.raises(Refusal) as twice:
        run(keep_bank_word, bank.as_marketplace(), data)
    assert twice.value.code == "payments.bank_word_known"


def test_an_answer_fits_by_amount_and_decides_one_transfer() -> None:
    one, back = Outcome("done", "B-1", "EUR", 8420), Outcome("failed", "B-0", "EUR", 8420)
    assert fitting([back, one], 8420, "EUR", ()) == one
    assert fitting([back, one], 8420, "EUR", {"B-1"}) == back
    assert fitting([one], 8421, "EUR", ()) is None
    assert fitting([one], 8420, "CNY", ()) is None
