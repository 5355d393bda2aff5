"""Tenders that take days, end to end: objections, two stages, a drawn tie, an opener of another company."""

import hashlib
import importlib.util
import json
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.trading.engines.vault.commands import (
    AnswerObjection,
    AnswerOpenerRequest,
    AskOpener,
    AwardTender,
    CloseOpening,
    EnterBeacon,
    InviteBidders,
    NamedBeacon,
    ObjectToAward,
    OpenBids,
    PublishCandidates,
    PublishRoot,
    RevealBid,
    SealedEnvelope,
    SetTerms,
    SubmitBid,
    answer_objection,
    answer_opener_request,
    ask_opener,
    award_tender,
    close_opening,
    enter_beacon,
    invite_bidders,
    object_to_award,
    open_bids,
    publish_candidates,
    publish_root,
    reveal_bid,
    set_terms,
    submit_bid,
)
from tenant_apps.trading.engines.vault.decisions.sealing import commitment, context_of, padded
from tenant_apps.trading.engines.vault.queries import openings_of, requests_of, requests_to
from tenant_apps.trading.engines.vault.queries.tenders import to_unlock
from tenant_apps.trading.kernel.commands import JoinEvent, PublishEvent, join_event, publish_event
from tenant_apps.trading.kernel.models import Bid, Deal, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.rooms import room
from tests.fixtures.openers import opener, submit
from tests.fixtures.trade import SYSTEM, Market, kilos
from tests.fixtures.travel import Travel
from tests.tenant_apps.trading.engines.vault.test_tenders import (  # noqa: F401  one is a fixture
    Tender,
    assert_settled,
    modes,
    two_sellers,
)


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[5] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def settle(travel: Travel, deal: Deal) -> None:
    travel.back()
    assert_settled(deal)


def refused(act: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def passed(tender: Tender, travel: Travel, **by: float) -> None:
    """The deadline has come."""
    travel.forward(**by)
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))


def test_an_objection_holds_up_the_award_until_it_is_answered(
    market: Market,
    verifier: ModuleType,
    travel: Travel,
) -> None:
    tender = Tender(market, lasts_s=600, standstill_days=3)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.70"})
    submit(other, tender.lot_id, price={"price": "3.50"})
    passed(tender, travel, seconds=601)
    tender.open()
    award = AwardTender(lot_id=tender.lot_id)
    assert refused(lambda: run(award_tender, tender.initiator, award)) == "trading.not_published"
    stranger = PublishCandidates(lot_id=tender.lot_id)
    assert refused(lambda: run(publish_candidates, seller, stranger)) == "commands.not_allowed"
    run(publish_candidates, tender.initiator, PublishCandidates(lot_id=tender.lot_id))
    assert [row["rank"] for row in tender.look(seller).facts["candidates"]["rows"]] == [1, 2]
    outsider = ObjectToAward(lot_id=tender.lot_id, text="Me too")
    assert refused(lambda: run(object_to_award, market.as_other_buyer(), outsider)) == "trading.not_joined"
    made = run(object_to_award, seller, ObjectToAward(lot_id=tender.lot_id, text="Its steel is lesser."))
    assert "objections" not in tender.look(other).facts, "only the initiator and who objected read it"
    assert tender.look(seller).facts["own_objections"][0]["text"] == "Its steel is lesser."
    travel.forward(days=3, seconds=1)
    assert refused(lambda: run(award_tender, tender.initiator, award)) == "trading.objection_open"
    told = AnswerObjection(lot_id=tender.lot_id, objection=made.seq, upheld=False, reason="It has its certificate.")
    run(answer_objection, tender.initiator, told)
    run(award_tender, tender.initiator, award)
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert deal.seller_id == market.other_seller
    settle(travel, deal)
    assert verifier.verify(tender.audit())[0] == []


def test_two_stages_run_to_settled_books(market: Market, verifier: ModuleType, travel: Travel) -> None:
    tender = Tender(market, lasts_s=600, format="two_stage", min_invited=2)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, technical={"statement": "Rolled"})
    submit(other, tender.lot_id, technical={"statement": "Forged"})
    passed(tender, travel, seconds=601)
    tender.open()
    assert "Forged" not in str(tender.look(seller).facts), "nobody reads another's proposal"
    assert "Forged" in str(tender.look(tender.initiator).facts["proposals"])
    until = clock.now(scope.alias()) + timedelta(days=2)
    run(
        invite_bidders,
        tender.initiator,
        InviteBidders(lot_id=tender.lot_id, until=until, terms="Rolled or forged, S355."),
    )
    assert Job.objects.filter(kind="vault.publish_root", run_at=until).count() == 1
    event = TradingEvent.objects.get(pk=tender.event_id)
    assert event.bids_end_at == until and tender.look(seller).state == "open"
    assert tender.look(seller).facts["own_stage"] == "invited"
    submit(seller, tender.lot_id, price={"price": "3.00"})
    submit(other, tender.lot_id, price={"price": "3.20"})
    passed(tender, travel, days=2, seconds=1)
    tender.open()
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert (deal.seller_id, deal.net_minor) == (market.seller, 15000)
    settle(travel, deal)
    assert verifier.verify(tender.audit())[0] == []


def test_a_tie_is_drawn_by_a_lottery_that_was_named_before(
    market: Market,
    verifier: ModuleType,
    travel: Travel,
) -> None:
    drawn_at = clock.now(scope.alias()) + timedelta(days=1)
    beacon = NamedBeacon(kind="lottery", name="Draw of Saturday", at=drawn_at)
    tender = Tender(market, lasts_s=600, tie_rule="beacon", beacon=beacon)
    seller, other = two_sellers(market, tender)
    for actor in (seller, other):
        submit(actor, tender.lot_id, price={"price": "3.50"})
    passed(tender, travel, seconds=601)
    tender.open()
    told = EnterBeacon(lot_id=tender.lot_id, value="3 14 15 9 26 5")
    assert refused(lambda: run(enter_beacon, seller, told)) == "trading.beacon_early"
    award = AwardTender(lot_id=tender.lot_id)
    assert refused(lambda: run(award_tender, tender.initiator, award)) == "trading.beacon_needed"
    travel.forward(days=1)
    run(enter_beacon, seller, told)
    run(award_tender, tender.initiator, award)
    facts = tender.look(tender.initiator).facts
    seed = hashlib.sha256(f"{facts['root']['root']}{told.value}".encode()).hexdigest()
    first = min(facts["root"]["bids"], key=lambda seq: hashlib.sha256(f"{seed}:{seq}".encode()).hexdigest())
    won = Bid.objects.get(lot_id=tender.lot_id, seq=first)
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert deal.seller_id == won.company_id
    settle(travel, deal)
    assert verifier.verify(tender.audit())[0] == []


def test_an_opener_of_another_company_opens_and_cannot_bid(
    market: Market,
    verifier: ModuleType,
    travel: Travel,
) -> None:
    """The event is for named companies: who lends an opener sees nothing of it but the opening."""
    initiator, witness, bidder = market.as_seller(), market.as_other_buyer(), market.as_buyer()
    made = run(
        publish_event,
        initiator,
        PublishEvent(
            mode="sealed_tender", side="sell", currency="EUR", quantity=kilos("50"), item_id=market.items["steel"],
            rules={"min_bidders": 1}, ends_at=clock.now(scope.alias()) + timedelta(minutes=10), audience="named",
            invite=[market.buyer],
        ),
    )  # fmt: skip
    run(join_event, bidder, JoinEvent(event_id=made.event_id))
    ask = AskOpener(lot_id=made.lot_id, company_id=market.buyer)
    assert refused(lambda: run(ask_opener, initiator, ask)) == "vault.opener_takes_part"
    asked = run(ask_opener, initiator, AskOpener(lot_id=made.lot_id, company_id=market.other_buyer))
    answer = AnswerOpenerRequest(request_id=asked.request_id, accept=True)
    assert refused(lambda: run(answer_opener_request, bidder, answer)) == "vault.request_unknown"
    assert refused(lambda: run(answer_opener_request, witness, answer)) == "vault.key_needed"
    lent = opener(witness, 2)
    assert [line.initiator for line in requests_to(lent.actor)] and not requests_to(bidder)
    own = opener(initiator, 1)
    keys = [own.key_id, lent.key_id, opener(initiator, 3).key_id]
    terms = SetTerms(lot_id=made.lot_id, openers=keys, threshold=2)
    assert refused(lambda: run(set_terms, initiator, terms)) == "vault.key_unknown"
    run(answer_opener_request, lent.actor, answer)
    assert refused(lambda: run(answer_opener_request, lent.actor, answer)) == "vault.request_answered"
    assert [line.answer for line in requests_of(initiator, made.lot_id)] == ["accepted"]
    run(set_terms, initiator, terms)
    assert refused(lambda: run(join_event, witness, JoinEvent(event_id=made.event_id))) == "trading.event_unknown"
    submit(bidder, made.lot_id, price={"price": "2.40"})
    assert [line.opener for line in openings_of(lent.actor)] == [2] and not openings_of(witness)
    early = OpenBids(lot_id=made.lot_id, envelope="price", secrets={})
    assert refused(lambda: run(open_bids, lent.actor, early)) == "trading.too_early"
    assert refused(lambda: run(open_bids, witness, early)) == "trading.event_unknown", "another person of the company"
    travel.forward(minutes=11)
    run(publish_root, SYSTEM, PublishRoot(lot_id=made.lot_id))
    assert to_unlock(witness, made.lot_id) is None and openings_of(lent.actor)[0].is_due
    lent.open(made.lot_id)
    assert to_unlock(lent.actor, made.lot_id) is None and not openings_of(lent.actor)[0].is_due
    own.open(made.lot_id)
    assert room(lent.actor, made.event_id, clock.now(scope.alias())) is None, "it opens, and reads nothing"
    run(award_tender, initiator, AwardTender(lot_id=made.lot_id))
    assert verifier.verify(audit_file(initiator, made.lot_id))[0] == []


def test_a_company_that_lends_an_opener_cannot_join(market: Market) -> None:
    tender = Tender(market, lasts_s=600, fix=False)
    asked = run(ask_opener, tender.initiator, AskOpener(lot_id=tender.lot_id, company_id=market.other_seller))
    lent = opener(market.acting(market.other_seller), 2)
    run(answer_opener_request, lent.actor, AnswerOpenerRequest(request_id=asked.request_id, accept=True))
    item = tender.stock(market.other_seller)
    join = JoinEvent(event_id=tender.event_id, item_id=item)
    assert refused(lambda: run(join_event, lent.actor, join)) == "vault.lends_opener"


def test_who_has_joined_lends_no_opener(market: Market) -> None:
    tender = Tender(market, lasts_s=600, fix=False)
    asked = run(ask_opener, tender.initiator, AskOpener(lot_id=tender.lot_id, company_id=market.other_seller))
    lent = opener(market.acting(market.other_seller), 2)
    tender.join(lent.actor, tender.stock(market.other_seller))
    answer = AnswerOpenerRequest(request_id=asked.request_id, accept=True)
    assert refused(lambda: run(answer_opener_request, lent.actor, answer)) == "vault.opener_takes_part"
    run(answer_opener_request, lent.actor, AnswerOpenerRequest(request_id=asked.request_id, accept=False))
    again = AskOpener(lot_id=tender.lot_id, company_id=market.other_seller)
    assert refused(lambda: run(ask_opener, tender.initiator, again)) == "vault.opener_takes_part"


def test_without_openers_each_bidder_opens_its_own_bid(market: Market, verifier: ModuleType, travel: Travel) -> None:
    """One of two lets the time pass."""
    tender = Tender(market, lasts_s=600, fix=False, sealing="commit_reveal", reveal_minutes=30)
    run(set_terms, tender.initiator, SetTerms(lot_id=tender.lot_id, openers=[], threshold=0))
    seller, other = two_sellers(market, tender)
    kept = {}
    for actor, price in ((seller, "3.70"), (other, "3.50")):
        context = context_of(str(tender.lot_id), str(actor.company_id), "price")
        text = padded(json.dumps({"price": price}))
        nonce = hashlib.sha256(text.encode()).hexdigest()
        kept[actor.company_id] = RevealBid(lot_id=tender.lot_id, envelope="price", nonce=nonce, text=text)
        envelope = SealedEnvelope(commitment=commitment(context, nonce, text))
        run(submit_bid, actor, SubmitBid(lot_id=tender.lot_id, envelopes={"price": envelope}))
    early = kept[seller.company_id]
    assert refused(lambda: run(reveal_bid, seller, early)) == "trading.not_now"
    passed(tender, travel, seconds=601)
    assert tender.look(seller).facts["own_reveal"]["envelope"] == "price"
    assert refused(lambda: run(reveal_bid, seller, kept[other.company_id])) == "trading.bad_reveal"
    run(reveal_bid, seller, early)
    assert refused(lambda: run(reveal_bid, seller, early)) == "trading.revealed"
    close = CloseOpening(lot_id=tender.lot_id)
    assert refused(lambda: run(close_opening, tender.initiator, close)) == "trading.reveal_runs"
    travel.forward(minutes=31)
    assert refused(lambda: run(reveal_bid, other, kept[other.company_id])) == "trading.reveal_over"
    run(close_opening, tender.initiator, close)
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert deal.seller_id == market.seller, "the better bid was void"
    settle(travel, deal)
    assert verifier.verify(tender.audit())[0] == []
