"""Tenders from the pages: stages, candidates, objections, a drawn tie, an opener from another company."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company
from tenant_apps.trading.engines.vault.commands import PublishRoot, publish_root
from tenant_apps.trading.engines.vault.decisions.sealing import commitment, context_of, padded
from tenant_apps.trading.engines.vault.models import OpenerRequest
from tenant_apps.trading.engines.vault.queries.client import secrets_of
from tenant_apps.trading.engines.vault.queries.tenders import state_of, to_unlock
from tenant_apps.trading.kernel.models import Deal
from tests.fixtures.openers import key_pair, opener, submit
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import SYSTEM, Market
from tests.fixtures.travel import Travel
from tests.numbers import shows
from tests.tenant_apps.trading.engines.vault.test_tenders import (  # noqa: F401  one is a fixture
    Tender,
    modes,
    two_sellers,
)

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.fixture
def pages(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> Callable[..., Client]:
    def sign_in(company: Any, name: str) -> Client:
        return signed_in(client_of(tenant_a), person("company_admin", f"{name}@x.example", company_id=company))

    return sign_in


def text_of(client: Client, tender: Tender) -> str:
    page = client.get(f"/events/{tender.event_id}/")
    assert page.status_code == 200
    return page.content.decode()


def do(client: Client, tender: Tender, **form: Any) -> str:
    """Send a form of the room; the page afterwards, with what it says about it."""
    assert client.post(f"/events/{tender.event_id}/", form).status_code == 302
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text_of(client, tender)))


def later(travel: Travel, **by: float) -> str:
    return (clock.now(scope.alias()) + timedelta(**by)).strftime("%Y-%m-%dT%H:%M")


def over(tender: Tender, travel: Travel, **by: float) -> None:
    travel.forward(**by)
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))
    tender.open()


def test_candidates_objection_answer_and_award_from_the_pages(
    market: Market, travel: Travel, pages: Callable[..., Client]
) -> None:
    tender = Tender(market, lasts_s=600, standstill_days=3, visibility="tender_participants")
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.70"})
    submit(other, tender.lot_id, price={"price": "3.50"})
    over(tender, travel, minutes=11)
    buyer, bidder = pages(market.buyer, "buyer"), pages(market.seller, "seller")
    assert 'value="candidates"' in text_of(buyer, tender) and 'value="award"' not in text_of(buyer, tender)
    assert 'value="object"' not in text_of(bidder, tender)
    assert "The candidates are published" in do(buyer, tender, do="candidates")
    assert 'value="object"' in text_of(bidder, tender) and 'value="object"' not in text_of(buyer, tender)
    onlooker = text_of(pages(market.other_buyer, "onlooker"), tender)
    assert "data-room-clock" in text_of(bidder, tender), "the time for objections runs"
    assert "data-room-clock" not in onlooker and "Objections" in onlooker, "who may not see them gets no empty clock"
    assert "Your objection is kept" in do(bidder, tender, do="object", text="Its <b>steel</b> is lesser.", bid="")
    assert "Its &lt;b&gt;steel&lt;/b&gt; is lesser." in text_of(buyer, tender)
    third = pages(market.other_seller, "other")
    assert "is lesser" not in text_of(third, tender), "another bidder does not read it"
    number = next(iter(state_of(tender.lot_id).objections))  # type: ignore[union-attr]
    travel.forward(days=4)
    assert "Answer overdue" in text_of(buyer, tender) and 'value="award"' not in text_of(buyer, tender)
    assert "is answered" in do(buyer, tender, do="answer", objection=number, upheld="no", reason="It has its papers.")
    assert "It has its papers." in text_of(bidder, tender)
    assert "The tender is awarded" in do(buyer, tender, do="award")
    assert Deal.objects.get(trading_event_id=tender.event_id).seller_id == market.other_seller


def test_a_dialogue_from_the_pages(market: Market, travel: Travel, pages: Callable[..., Client]) -> None:
    tender = Tender(market, lasts_s=600, format="two_stage", min_invited=1)
    seller, other = two_sellers(market, tender)
    buyer, bidder, third = (pages(company, name) for company, name in (
        (market.buyer, "buyer"), (market.seller, "seller"), (market.other_seller, "other")))  # fmt: skip
    form = text_of(bidder, tender)
    assert 'data-field="technical.statement"' in form and 'data-field="price.price"' not in form
    submit(seller, tender.lot_id, technical={"statement": "By rail"})
    submit(other, tender.lot_id, technical={"statement": "By lorry"})
    over(tender, travel, minutes=11)
    assert "By lorry" in text_of(buyer, tender) and "By lorry" not in text_of(bidder, tender)
    until = later(travel, days=2)
    said = do(buyer, tender, do="invite", until="soon", terms="By rail or lorry.")
    assert "Give day and time." in said
    refusal = {"refuse-3": "", "refuse-2": ""} | {f"refuse-{_number(tender, market.other_seller)}": "Too slow."}
    said = do(buyer, tender, do="invite", until=until, terms="By rail or lorry.", **refusal)
    assert "The others are invited" in said
    form = text_of(bidder, tender)
    assert 'data-field="price.price"' in form and 'data-field="technical.statement"' not in form
    assert "You are invited to the second stage" in form and "By rail or lorry." in form
    assert "Replace your sealed bid" not in form, "its proposal is no price"
    lost = text_of(third, tender)
    assert "Your proposal goes no further" in lost and "data-seal" not in lost
    submit(seller, tender.lot_id, price={"price": "3.10"})
    over(tender, travel, days=3)
    assert "The tender is awarded" in do(buyer, tender, do="award")


def _number(tender: Tender, company: Any) -> int:
    state = state_of(tender.lot_id)
    assert state is not None
    return next(bid.seq for bid in state.standing if bid.company == company)


def test_a_tie_is_drawn_from_the_pages(market: Market, travel: Travel, pages: Callable[..., Client]) -> None:
    tender = Tender(market, lasts_s=600, fix=False, tie_rule="beacon")
    buyer = pages(market.buyer, "buyer")
    tender.openers = [opener(market.as_buyer(), 1), opener(market.as_marketplace(), 3)]
    again = opener(replace(market.as_buyer(), id="second"), 2)
    keys = [str(one.key_id) for one in (*tender.openers, again)]
    said = do(
        buyer, tender, do="terms", openers=keys, threshold="2", **{"beacon-kind": "lottery", "beacon-at": "",
        "beacon-name": "Draw of Saturday"},
    )  # fmt: skip
    assert "Give day and time." in said
    told = {"beacon-kind": "lottery", "beacon-at": later(travel, days=1), "beacon-name": "Draw of Saturday"}
    assert "are fixed" in do(buyer, tender, do="terms", openers=keys, threshold="2", **told)
    tender.openers.append(again)
    seller, other = two_sellers(market, tender)
    for actor in (seller, other):
        submit(actor, tender.lot_id, price={"price": "3.50"})
    over(tender, travel, minutes=11)
    page = text_of(buyer, tender)
    assert "Draw of Saturday" in page and "Its value is not published yet." in page and 'value="award"' not in page
    travel.forward(days=1)
    assert "Equal bids wait for it" in text_of(buyer, tender)
    bidder = pages(market.seller, "seller")
    assert "The value is entered" in do(bidder, tender, do="beacon", value="3 14 15")
    assert "The tender is awarded" in do(buyer, tender, do="award")


def test_another_company_lends_an_opener_from_the_pages(
    market: Market, travel: Travel, pages: Callable[..., Client]
) -> None:
    tender = Tender(market, side="sell", lasts_s=600, fix=False)
    seller = pages(market.seller, "seller")
    witness = person("company_admin", "witness@x.example", company_id=market.other_buyer)
    assert "There is no company with this code" in do(seller, tender, do="ask_opener", company="nobody")
    code = Company.objects.get(pk=market.other_buyer).code
    assert "The company is asked" in do(seller, tender, do="ask_opener", company=code)
    client = pages(market.other_buyer, "colleague")
    rights = market.as_other_buyer().permissions
    lent = opener(Actor("user", str(witness.id), "Witness", company_id=market.other_buyer, permissions=rights), 2)
    request = OpenerRequest.objects.get(lot_id=tender.lot_id)
    listed = client.get("/tenders/keys/").content.decode()
    assert "Make your key below first." in listed and str(request.pk) in listed
    stranger = pages(market.buyer, "stranger")
    assert str(request.pk) not in stranger.get("/tenders/keys/").content.decode()
    assert stranger.post(f"/tenders/requests/{request.pk}/answer/", {"accept": "yes"}).status_code == 404
    refused = client.post(f"/tenders/requests/{request.pk}/answer/", {"accept": "yes"}, follow=True)
    assert "You have no opener key" in refused.content.decode()
    assert lent.key_id and OpenerRequest.objects.get(pk=request.pk).answer == ""


def test_the_page_of_an_opening_belongs_to_its_opener(
    market: Market, travel: Travel, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    """A person of another company with the key file opens on a page of its own, and is sent back to its keys."""
    who = person("company_admin", "witness@x.example", company_id=market.other_buyer)
    client = signed_in(client_of(tenant_a), who)
    private_key, public_key = key_pair(2)
    assert client.post("/tenders/keys/", {"public_key": public_key}).status_code == 302
    tender = Tender(market, side="sell", lasts_s=600, fix=False, min_bidders=1)
    seller = signed_in(client_of(tenant_a), person("company_admin", "s@x.example", company_id=market.seller))
    do(seller, tender, do="ask_opener", company=Company.objects.get(pk=market.other_buyer).code)
    request = OpenerRequest.objects.get(lot_id=tender.lot_id)
    answered = client.post(f"/tenders/requests/{request.pk}/answer/", {"accept": "yes"}, follow=True)
    assert "You are offered as an opener." in answered.content.decode()
    request.refresh_from_db()
    tender.openers = [opener(tender.initiator, 1), opener(market.as_marketplace(), 3)]
    keys = [str(tender.openers[0].key_id), str(request.key_id), str(tender.openers[1].key_id)]
    assert "are fixed" in do(seller, tender, do="terms", openers=keys, threshold="2")
    tender.join(market.as_buyer())
    submit(market.as_buyer(), tender.lot_id, price={"price": "2.40"})
    address = f"/tenders/openings/{tender.lot_id}/"
    assert "Nothing to open now" in client.get(address).content.decode()
    assert seller.get(address).status_code == 404
    travel.forward(minutes=11)
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))
    page = client.get(address).content.decode()
    assert "data-open" in page and not shows(page, "2.40")
    actor = Actor("user", str(who.id), "Witness", company_id=market.other_buyer)
    work = to_unlock(actor, tender.lot_id)
    assert work is not None
    form = {"envelope": work["envelope"], "secrets": json.dumps(secrets_of(private_key, work))}
    done = client.post(address, form, follow=True)
    assert "Your part of the opening is done." in done.content.decode()
    tender.openers[0].open(tender.lot_id)
    opened = state_of(tender.lot_id)
    assert opened is not None and opened.price_open


def test_a_bidder_opens_its_own_bid_from_the_page(market: Market, travel: Travel, pages: Callable[..., Client]) -> None:
    tender = Tender(market, lasts_s=600, fix=False, sealing="commit_reveal", min_bidders=1)
    buyer, bidder = pages(market.buyer, "buyer"), pages(market.seller, "seller")
    page = text_of(buyer, tender)
    assert 'name="openers"' not in page and "No openers" in page
    assert "are fixed" in do(buyer, tender, do="terms", threshold="0")
    tender.join(market.as_seller(), market.items["steel"])
    assert "Keep the copy first" in text_of(bidder, tender)
    text = padded(json.dumps({"price": "3.10"}))
    mark = commitment(context_of(str(tender.lot_id), str(market.seller), "price"), "ab", text)
    done = do(bidder, tender, do="seal", envelopes=json.dumps({"price": {"commitment": mark}}))
    assert "Your sealed bid is stored." in done and "data-reveal" not in text_of(bidder, tender)
    travel.forward(minutes=11)
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))
    assert "data-reveal" in text_of(bidder, tender) and "data-reveal" not in text_of(buyer, tender)
    said = do(bidder, tender, do="reveal", envelope="price", nonce="ab", text=text.strip())
    assert "not what your bid was sealed over" in said
    assert "Your bid is open." in do(bidder, tender, do="reveal", envelope="price", nonce="ab", text=text)
    assert "The tender is awarded" in do(buyer, tender, do="award")
