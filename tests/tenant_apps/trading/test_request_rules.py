"""Rules around a request: who is asked and reminded, too few quotes, charges, delivery terms, a second person."""

import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from types import ModuleType
from typing import Any

import pytest
from django.core import mail

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.trading.engines.thread.commands import (
    AcceptSecrecy,
    ApproveAward,
    CloseRequest,
    DeclineRequest,
    PassDeadline,
    RejectAward,
    RemindSilent,
    SetBasis,
    accept_secrecy,
    approve_award,
    close_request,
    decline_request,
    pass_deadline,
    reject_award,
    remind_silent,
    set_basis,
)
from tenant_apps.trading.engines.thread.queries import request_view
from tenant_apps.trading.kernel.commands import EventResult, PauseEvent, pause_event
from tenant_apps.trading.kernel.models import Bid, Deal, DealLine, TradingEvent
from tenant_apps.trading.kernel.queries.rooms import room
from tests.fixtures.people import person
from tests.fixtures.trade import SYSTEM, Market
from tests.proofs import proves
from tests.tenant_apps.trading.test_requests import (
    ask,
    assert_settled,
    award,
    holds,
    join,
    modes,
    quote,
    refused,
    stocked,
    verifier,
)

__all__ = ["modes", "verifier"]


def colleague(market: Market) -> Actor:
    """A second person of the buyer."""
    first = market.as_buyer()
    return replace(first, id="second", display="Second")


def of(made: EventResult) -> TradingEvent:
    return TradingEvent.objects.get(pk=made.event_id)


@proves("rfq.min_invited")
def test_a_request_to_too_few_companies_is_not_published(market: Market) -> None:
    told: dict[str, Any] = {"audience": "named", "rules": {"min_invited": 2}}
    refusal = refused(lambda: ask(market, invite=[market.seller], **told))
    assert (refusal.code, refusal.field) == ("thread.too_few_invited", "invite")
    assert not TradingEvent.objects.exists(), "nothing of it is left"
    assert ask(market, invite=[market.seller, market.other_seller], **told).number


@proves("rfq.remind_hours")
def test_who_is_silent_is_reminded_once(market: Market) -> None:
    for role, company, at in (
        ("supplier", market.seller, "spoke"), ("supplier", market.other_seller, "silent"),
        ("warehouse", market.other_seller, "store"),
    ):  # fmt: skip
        person(role, f"{at}@x.example", company_id=company)
    told: dict[str, Any] = {"audience": "named", "invite": [market.seller, market.other_seller]}
    made = ask(market, lasts_s=3 * 3600, rules={"remind_hours": 4}, **told)
    later = ask(market, lasts_s=9 * 3600, rules={"remind_hours": 4}, **told)
    join(market.as_seller(), made)
    run(decline_request, market.as_seller(), DeclineRequest(lot_id=made.lot_id))
    jobs.run_due()
    before = len(mail.outbox)
    assert run(remind_silent, SYSTEM, RemindSilent(lot_id=made.lot_id)).reminded == 1
    assert run(remind_silent, SYSTEM, RemindSilent(lot_id=made.lot_id)).reminded == 0, "once each"
    assert run(remind_silent, SYSTEM, RemindSilent(lot_id=later.lot_id)).reminded == 0, "not yet"
    jobs.run_due()
    sent = mail.outbox[before:]
    assert [one.to for one in sent] == [["silent@x.example"]]
    assert made.number in sent[0].body and f"/events/{made.event_id}/" in sent[0].body
    owed = {str(job.payload["lot_id"]): job.run_at for job in Job.objects.filter(kind="thread.remind", state="owed")}
    assert abs(owed[str(later.lot_id)] - clock.now(scope.alias()) - timedelta(hours=5)) < timedelta(minutes=1)
    assert str(ask(market, rules={"remind_hours": 0}).lot_id) not in [
        str(job.payload["lot_id"]) for job in Job.objects.filter(kind="thread.remind")
    ]


def too_few(market: Market, then: str, **rules: Any) -> EventResult:
    """A request whose deadline has passed with one quote of the two that are needed."""
    made = ask(market, lasts_s=1.2, rules={"min_answers": 2, "too_few": then, **rules})
    join(market.as_seller(), made)
    quote(market.as_seller(), made, (1, "2.40", market.items["steel"]))
    time.sleep(max(0.0, (of(made).bids_end_at - clock.now(scope.alias())).total_seconds()) + 0.05)  # type: ignore[operator]
    return made


def test_with_too_few_quotes_the_deadline_moves_once_and_then_the_request_ends(
    market: Market, verifier: ModuleType
) -> None:
    made = too_few(market, "extend", extend_hours=2)
    before = of(made).bids_end_at
    jobs.run_due()
    assert of(made).bids_end_at == before + timedelta(hours=2)  # type: ignore[operator]
    assert run(pass_deadline, SYSTEM, PassDeadline(lot_id=made.lot_id)).did == ""
    others = stocked(market.other_seller)
    other = market.acting(market.other_seller)
    join(other, made)
    second = quote(other, made, (1, "2.30", others["steel"]))
    run(pause_event, market.as_buyer(), PauseEvent(event_id=made.event_id, reason="A look"))
    assert run(pass_deadline, SYSTEM, PassDeadline(lot_id=made.lot_id)).did == "", "not while it is paused"
    assert second.seq == 3
    acts = [bid.payload["act"] for bid in Bid.objects.filter(lot_id=made.lot_id, verdict="accepted").order_by("seq")]
    assert acts == ["quote", "extend", "quote"]


def test_with_too_few_quotes_the_request_ends_by_itself(market: Market, verifier: ModuleType) -> None:
    made = too_few(market, "close")
    jobs.run_due()
    run_of = of(made)
    assert (run_of.final_state, run_of.final_reason) == ("unsuccessful", "too_few_offers")
    holds(verifier, market.as_buyer(), made)


def test_with_too_few_quotes_the_initiator_may_be_left_to_decide(market: Market) -> None:
    made = too_few(market, "wait")
    jobs.run_due()
    assert of(made).final_state == ""
    run(close_request, market.as_buyer(), CloseRequest(lot_id=made.lot_id, reason="no_demand"))


def test_charges_for_the_whole_quote_are_in_the_deal_to_the_cent(market: Market, verifier: ModuleType) -> None:
    made = ask(market)
    seller = market.as_seller()
    join(seller, made)
    rows = ((1, "2.40", market.items["steel"]), (2, "0.08", market.items["bolt"]))
    refusal = refused(lambda: quote(seller, made, *rows, extras={"freight": "9.999"}))
    assert (refusal.code, refusal.field) == ("trading.extras_not_exact", "extras")
    sent = quote(seller, made, *rows, extras={"freight": "9.99", "packing": "0.02"})
    award(market.as_buyer(), made, (sent.seq, 1), (sent.seq, 2))
    deal = Deal.objects.get(trading_event_id=made.event_id)
    lines = list(DealLine.objects.filter(deal=deal).order_by("line_no").values_list("net_minor", flat=True))
    assert deal.net_minor == 24000 + 320 + 1001
    assert lines == [24988, 333], "by value: 240.00 and 3.20 of 243.20"
    holds(verifier, market.as_buyer(), made)
    assert_settled(deal)


def test_quotes_are_compared_as_delivered(market: Market, verifier: ModuleType) -> None:
    others = stocked(market.other_seller)
    made = ask(market, rules={"award_before_deadline": True, "incoterm_basis": "DAP"})
    near, far, buyer = market.as_seller(), market.acting(market.other_seller), market.as_buyer()
    for actor in (near, far):
        join(actor, made)
    first = quote(near, made, (1, "2.40", market.items["steel"]), incoterm="DAP")
    second = quote(far, made, (1, "2.30", others["steel"]), incoterm="EXW")
    seen = room(buyer, made.event_id, clock.now(scope.alias()))
    assert seen is not None
    sheet = request_view(seen, clock.now(scope.alias())).sheet
    assert sheet is not None and [one.lacks for one in sheet.columns] == [False, True], "nobody has said what lacks"
    run(set_basis, buyer, SetBasis(lot_id=made.lot_id, additions={"2": {"freight": "20.00", "duty": "5"}}))
    sheet = request_view(seen, clock.now(scope.alias())).sheet
    assert sheet is not None and sheet.best_single.quotes == (first.seq,), "2.30 + 25 / 100 is more than 2.40"
    assert refused(lambda: award(buyer, made, (second.seq, 1))).code == "trading.award_reason_needed"
    run(set_basis, buyer, SetBasis(lot_id=made.lot_id, additions={"2": {"freight": "5.00"}}))
    award(buyer, made, (second.seq, 1))
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert deal.net_minor == 23000, "what was added to compare is not in the deal"
    holds(verifier, buyer, made)
    assert refused(lambda: ask_additions(market)).code == "thread.nobody_under"


def ask_additions(market: Market) -> Any:
    made = ask(market)
    return run(set_basis, market.as_buyer(), SetBasis(lot_id=made.lot_id, additions={"7": {"freight": "1"}}))


def test_the_lines_are_closed_until_the_words_are_accepted(market: Market, verifier: ModuleType) -> None:
    words = "Tell nobody what we need."
    made = ask(market, title="A request", description="SECRET-PLACE", rules={
        "secrecy": words, "award_before_deadline": True})  # fmt: skip
    seller, now = market.as_seller(), clock.now(scope.alias())
    for _time in range(2):
        seen = room(seller, made.event_id, now)
        assert seen is not None and not seen.lines and "Steel" not in str(seen) and "SECRET" not in str(seen)
        join(seller, made)
    row = (1, "2.40", market.items["steel"])
    assert refused(lambda: quote(seller, made, row)).code == "trading.secrecy_first"
    wrong = AcceptSecrecy(lot_id=made.lot_id, digest="00" * 32)
    assert refused(lambda: run(accept_secrecy, seller, wrong)).code == "trading.other_secrecy"
    digest = sha256(words.encode()).hexdigest()
    run(accept_secrecy, seller, AcceptSecrecy(lot_id=made.lot_id, digest=digest))
    seen = room(seller, made.event_id, now)
    assert seen is not None and [line.name for line in seen.lines] == ["Steel", "Bolts"]
    other = room(market.acting(market.other_seller), made.event_id, now)
    assert other is not None and not other.lines, "each company for itself"
    sent = quote(seller, made, row)
    award(market.as_buyer(), made, (sent.seq, 1))
    assert Bid.objects.get(lot_id=made.lot_id, payload__act="secrecy", verdict="accepted").payload["digest"] == digest
    holds(verifier, market.as_buyer(), made)


@pytest.fixture
def waiting(market: Market) -> tuple[EventResult, int, int]:
    """A request, its quote, and the award that waits for a second person."""
    made = ask(market, rules={"award_before_deadline": True, "approval_above": "200"})
    join(market.as_seller(), made)
    sent = quote(market.as_seller(), made, (1, "2.40", market.items["steel"]))
    answer = award(market.as_buyer(), made, (sent.seq, 1))
    assert not answer.closed and not Deal.objects.exists()
    return made, sent.seq, answer.seq


def test_a_large_award_needs_a_second_person(
    market: Market, waiting: tuple[EventResult, int, int], verifier: ModuleType
) -> None:
    made, _sent, seq = waiting
    data = ApproveAward(lot_id=made.lot_id, award=seq)
    assert refused(lambda: run(approve_award, market.as_buyer(), data)).code == "trading.own_proposal"
    assert refused(lambda: run(approve_award, market.as_seller(), data)).code == "trading.only_initiator"
    seen = room(market.as_seller(), made.event_id, clock.now(scope.alias()))
    assert seen is not None
    own = request_view(seen, clock.now(scope.alias())).own
    assert own is not None and [one.kind for one in own.messages] == ["quote"], "the company hears nothing yet"
    assert run(approve_award, colleague(market), data).closed
    deal = Deal.objects.get(trading_event_id=made.event_id)
    holds(verifier, market.as_buyer(), made)
    assert "Test Person" not in str(list(Bid.objects.filter(lot_id=made.lot_id).values_list("payload", flat=True)))
    assert_settled(deal)


def test_an_award_that_waits_is_given_up_or_overtaken(market: Market, waiting: tuple[EventResult, int, int]) -> None:
    made, _sent, seq = waiting
    quote(market.as_seller(), made, (1, "2.50", market.items["steel"]))
    data = ApproveAward(lot_id=made.lot_id, award=seq)
    assert refused(lambda: run(approve_award, colleague(market), data)).code == "trading.stale_quote"
    run(reject_award, market.as_buyer(), RejectAward(lot_id=made.lot_id, award=seq, text="Dearer now"))
    assert refused(lambda: run(approve_award, colleague(market), data)).code == "trading.no_proposal"
    assert not Deal.objects.exists()


def test_a_small_award_needs_nobody_else_and_names_nobody(market: Market) -> None:
    made = ask(market, rules={"award_before_deadline": True, "approval_above": "240.01"})
    join(market.as_seller(), made)
    sent = quote(market.as_seller(), made, (1, "2.40", market.items["steel"]))
    assert award(market.as_buyer(), made, (sent.seq, 1)).closed
    plain = ask(market)
    join(market.as_seller(), plain)
    sent = quote(market.as_seller(), plain, (1, "2.40", market.items["steel"]))
    award(market.as_buyer(), plain, (sent.seq, 1))
    assert "by" not in Bid.objects.get(lot_id=plain.lot_id, payload__act="award").payload
