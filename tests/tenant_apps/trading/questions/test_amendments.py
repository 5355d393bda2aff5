"""Changes of published events: what they do to bids and ends, to settled books, and what an outsider can check."""

import importlib.util
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shared_apps.commands import run
from shared_apps.foundation import canonical, clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.vault.commands import AwardTender, award_tender
from tenant_apps.trading.kernel.commands import (
    CloseLot,
    EventResult,
    JoinEvent,
    PauseEvent,
    PlaceBid,
    PublishEvent,
    ResumeEvent,
    close_lot,
    join_event,
    pause_event,
    place_bid,
    publish_event,
    resume_event,
)
from tenant_apps.trading.kernel.commands.move_time import MoveTime, move_time
from tenant_apps.trading.kernel.models import Bid, Deal, DealLine, Lot, LotItem, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.questions.commands import (
    AmendEvent,
    AmendLine,
    ConfirmAmendment,
    amend_event,
    confirm_amendment,
)
from tenant_apps.trading.questions.models import Amendment, Confirmation
from tests.fixtures.api import caller
from tests.fixtures.openers import submit
from tests.fixtures.people import SYSTEM
from tests.fixtures.trade import Market, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.trading import test_requests as requests
from tests.tenant_apps.trading.engines.vault.test_tenders import Tender, two_sellers

MODES = ["spot_listing", "rfq", "english_auction", "reverse_auction", "sealed_tender"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[4] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def now() -> datetime:
    return clock.now(scope.alias())


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def amend(actor: Any, event_id: Any, **told: Any) -> Any:
    return run(amend_event, actor, AmendEvent(**({"event_id": event_id, "reason": "We were asked."} | told)))


def confirm(actor: Any, event_id: Any, number: int = 1) -> Any:
    return run(confirm_amendment, actor, ConfirmAmendment(event_id=event_id, number=number))


def found_in(verifier: ModuleType, body: bytes) -> list[str]:
    return [f"{where}: {what}" for where, what in verifier.verify(body)[0]]


def changed(body: bytes, change: Callable[[Any], None]) -> bytes:
    """The file with one change, and its hash over everything made right again."""
    audit = json.loads(body)
    change(audit)
    del audit["file_hash"]
    return canonical.dumps(audit | {"file_hash": canonical.digest(audit)})


def test_a_request_for_more_is_confirmed_by_one_and_settled(market: Market, verifier: ModuleType) -> None:
    others = requests.stocked(market.other_seller)
    made = requests.ask(market)
    seller, other, buyer = market.as_seller(), market.acting(market.other_seller), market.as_buyer()
    for actor in (seller, other):
        requests.join(actor, made)
    first = requests.quote(seller, made, (1, "2.40", market.items["steel"]), (2, "0.08", market.items["bolt"]))
    requests.quote(other, made, (1, "2.30", others["steel"]), (2, "0.07", others["bolt"]))
    before = TradingEvent.objects.get(pk=made.event_id)
    done = amend(buyer, made.event_id, lines=[AmendLine(line=1, need="Steel, galvanised", quantity="120")])
    after = TradingEvent.objects.get(pk=made.event_id)
    assert done.is_binding and after.ruleset_hash == done.ruleset_hash != before.ruleset_hash
    assert LotItem.objects.get(lot_id=made.lot_id, line_no=1).description == "Steel, galvanised"
    again = refused(lambda: requests.quote(other, made, (1, "2.20", others["steel"])))
    assert again.code == "trading.amendment_unconfirmed"
    kept = Bid.objects.filter(lot_id=made.lot_id).order_by("-seq")[0]
    assert (kept.verdict, kept.verdict_reason) == ("refused", "trading.amendment_unconfirmed")
    assert refused(lambda: confirm(seller, made.event_id, 2)).code == "trading.stale_amendment"
    confirm(seller, made.event_id)
    assert refused(lambda: confirm(seller, made.event_id)).code == "trading.nothing_to_confirm"
    assert requests.award(buyer, made, (first.seq, 1), (first.seq, 2), text="They alone confirmed").closed
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert DealLine.objects.get(deal=deal, line_no=1).quantity == 120, "the quote stands for the line as it is now"
    requests.assert_settled(deal)
    body = audit_file(buyer, made.lot_id)
    assert found_in(verifier, body) == []

    def unconfirmed(audit: Any) -> None:
        audit["amendments"]["confirmations"] = []

    def other_change(audit: Any) -> None:
        audit["amendments"]["list"][0]["changes"][1]["after"] = "110"

    def as_published(audit: Any) -> None:
        del audit["amendments"]

    assert "has not confirmed change 1" in " ".join(found_in(verifier, changed(body, unconfirmed)))
    assert "does not stand for the old rules" in " ".join(found_in(verifier, changed(body, other_change)))
    assert "under other rules" in " ".join(found_in(verifier, changed(body, as_published)))


def test_in_a_tender_the_best_that_did_not_confirm_is_passed_over(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    tender = Tender(market, lasts_s=600)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.80"})
    submit(other, tender.lot_id, price={"price": "3.50"})
    amend(tender.initiator, tender.event_id, lines=[AmendLine(line=1, quantity="60")])
    assert refused(lambda: submit(seller, tender.lot_id, price={"price": "3.70"})).code == (
        "trading.amendment_unconfirmed"
    )
    confirm(seller, tender.event_id)
    submit(seller, tender.lot_id, price={"price": "3.75"})
    travel.forward(minutes=10)
    tender.seal()
    tender.open()
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    travel.back()
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert (deal.seller_id, deal.net_minor) == (market.seller, 22500)
    assert Lot.objects.get(pk=tender.lot_id).outcome["passed_over"] == {
        str(market.other_seller): "trading.amendment_unconfirmed"
    }
    requests.assert_settled(deal)
    body = tender.audit()
    assert found_in(verifier, body) == []

    def confirmed_too(audit: Any) -> None:
        told = audit["amendments"]["confirmations"]
        told.append(told[0] | {"company": str(market.other_seller)})

    assert "although it has confirmed" in " ".join(found_in(verifier, changed(body, confirmed_too)))


def auction(market: Market, *, opens_s: float = 2, lasts_s: float = 4, **told: Any) -> EventResult:
    wish: dict[str, Any] = {
        "mode": "english_auction", "side": "sell", "currency": "EUR", "quantity": kilos("100"),
        "item_id": market.items["steel"], "rules": {"start_price": "2.00", "increment": "0.10",
        "extension_window_s": 0}, "opens_at": now() + timedelta(seconds=opens_s),
        "ends_at": now() + timedelta(seconds=lasts_s),
    }  # fmt: skip
    return run(publish_event, market.as_seller(), PublishEvent(**(wish | told)))


def test_an_auction_is_changed_before_it_opens_and_then_no_more(
    market: Market, verifier: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel = Travel(monkeypatch)
    made = auction(market, opens_s=600, lasts_s=1200)
    seller, buyer, late = market.as_seller(), market.as_buyer(), market.as_other_buyer()
    run(join_event, buyer, JoinEvent(event_id=made.event_id))
    opens = now() + timedelta(minutes=15)
    done = amend(
        seller, made.event_id, rules={"start_price": "3.00"}, opens_at=opens, ends_at=opens + timedelta(minutes=10)
    )
    run(join_event, late, JoinEvent(event_id=made.event_id))
    assert Confirmation.objects.get().company_id == market.other_buyer, "who joins now joins under the terms of now"
    travel.forward(minutes=15)
    assert refused(lambda: amend(seller, made.event_id, title="Too late")).code == "trading.amendment_live"

    def bid(actor: Any, price: str) -> Any:
        return run(place_bid, actor, PlaceBid(lot_id=made.lot_id, price=price))

    assert refused(lambda: bid(buyer, "3.50")).code == "trading.amendment_unconfirmed"
    assert refused(lambda: bid(late, "2.00")).code == "trading.too_low", "the new start price counts"
    bid(late, "3.00")
    confirm(buyer, made.event_id)
    bid(buyer, "3.10")
    assert set(Bid.objects.filter(lot_id=made.lot_id).values_list("ruleset_hash", flat=True)) == {done.ruleset_hash}
    travel.forward(minutes=10)
    run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))
    travel.back()
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.buyer_id, deal.net_minor) == (market.buyer, 31000)
    requests.assert_settled(deal)
    assert found_in(verifier, audit_file(seller, made.lot_id)) == []


@proves(
    *(f"{mode}.amendment_days_before_end" for mode in ("rfq", "english_auction", "reverse_auction", "sealed_tender"))
)
@pytest.mark.parametrize("mode", ["rfq", "english_auction", "reverse_auction", "sealed_tender"])
def test_a_late_change_moves_the_end_so_that_days_remain(market: Market, mode: str) -> None:
    def published() -> EventResult:
        sells = mode == "english_auction"
        goods = {"item_id": market.items["steel"]} if sells else {"need": "Steel"}
        wish = PublishEvent(
            mode=mode, side="sell" if sells else "buy", currency="EUR", quantity=kilos("5"),
            opens_at=now() + timedelta(hours=1), ends_at=now() + timedelta(days=2),
            rules={"start_price": "2.00"} if mode.endswith("auction") else {}, **goods,
        )  # fmt: skip
        return run(publish_event, market.as_seller() if sells else market.as_buyer(), wish)

    def end_after(made: EventResult) -> datetime:
        actor = market.as_seller() if mode == "english_auction" else market.as_buyer()
        amend(actor, made.event_id, rules={"questions_from": "members"})
        end = TradingEvent.objects.get(pk=made.event_id)
        assert end.scheduled_end_at == (end.bids_end_at or end.effective_end_at)
        assert end.scheduled_end_at is not None
        return end.scheduled_end_at

    plain = published()
    before = TradingEvent.objects.get(pk=plain.event_id).scheduled_end_at
    assert end_after(plain) == before
    run(change_settings, SYSTEM, ChangeSettings(changes={f"{mode}.amendment_days_before_end": 7}))
    moved = published()
    assert end_after(moved) - now() > timedelta(days=6, hours=23)
    fields = [one["field"] for one in Amendment.objects.get(lot_id=moved.lot_id).changes]
    assert fields == ["rules.questions_from", "ends_at"]


def test_texts_and_a_later_end_bind_nobody(market: Market, verifier: ModuleType) -> None:
    made = requests.ask(market)
    seller, buyer = market.as_seller(), market.as_buyer()
    requests.join(seller, made)
    requests.quote(seller, made, (1, "2.40", market.items["steel"]))
    run(pause_event, buyer, PauseEvent(event_id=made.event_id, reason="Lunch"))
    assert refused(lambda: amend(buyer, made.event_id, title="x")).code == "trading.amendment_paused"
    time.sleep(0.3)
    run(resume_event, buyer, ResumeEvent(event_id=made.event_id))
    old = TradingEvent.objects.get(pk=made.event_id)
    assert old.scheduled_end_at is not None and old.bids_end_at is not None
    between = old.scheduled_end_at + (old.bids_end_at - old.scheduled_end_at) / 2
    assert refused(lambda: amend(buyer, made.event_id, ends_at=between)).code == "trading.amendment_earlier"
    later = now() + timedelta(hours=5)
    done = amend(buyer, made.event_id, title="Steel and more", description="At our gate", ends_at=later)
    run_now = TradingEvent.objects.get(pk=made.event_id)
    assert not done.is_binding and run_now.ruleset_hash == old.ruleset_hash
    assert (run_now.title, run_now.bids_end_at) == ("Steel and more", later)
    second = requests.quote(seller, made, (1, "2.30", market.items["steel"]), (2, "0.08", market.items["bolt"]))
    requests.award(buyer, made, (second.seq, 1), (second.seq, 2))
    assert found_in(verifier, audit_file(buyer, made.lot_id)) == []


def test_what_can_no_longer_be_changed_is_refused_with_its_field(market: Market) -> None:
    made = requests.ask(market)
    seller, buyer = market.as_seller(), market.as_buyer()
    requests.join(seller, made)
    requests.quote(seller, made, (1, "2.40", market.items["steel"]), (2, "0.08", market.items["bolt"]))

    def why(**told: Any) -> tuple[str, str | None]:
        found = refused(lambda: amend(buyer, made.event_id, **told))
        return found.code.removeprefix("trading.").removeprefix("amendment_"), found.field

    assert why() == ("nothing", None)
    assert why(reason=" ") == ("text_needed", "reason")
    assert why(title="  ") == ("needed", "title")
    assert why(rules={"min_answers": 2}) == ("rules_fixed", "rules.min_answers")
    assert why(rules={"no_such": 2})[1] == "rules.no_such"
    assert why(ends_at=now() + timedelta(minutes=1)) == ("earlier", "ends_at")
    assert why(opens_at=now() + timedelta(minutes=1)) == ("earlier", "opens_at")
    assert why(lines=[AmendLine(line=9, need="x")]) == ("no_line", "lines")
    assert why(lines=[AmendLine(line=1, quantity="0")]) == ("bad_quantity", "lines[1].quantity")
    assert why(lines=[AmendLine(line=1, need=" ")]) == ("needed", "lines[1].need")
    assert refused(lambda: amend(seller, made.event_id, title="x")).status == 404
    assert refused(lambda: amend(market.as_other_buyer(), made.event_id, title="x")).status == 404
    sold = auction(market, opens_s=60, lasts_s=120)
    wish = [AmendLine(line=1, quantity="5")]
    assert refused(lambda: amend(seller, sold.event_id, lines=wish)).code == "trading.amendment_sold"
    with_quantity = requests.ask(market, rules={"award_split": "by_quantity"})
    requests.join(seller, with_quantity)
    row = requests.QuoteLineIn(line=1, unit_price="2", item_id=market.items["steel"], quantity="90")
    run(requests.send_quote, seller, requests.SendQuote(lot_id=with_quantity.lot_id, lines=[row]))
    less = refused(lambda: amend(buyer, with_quantity.event_id, lines=[AmendLine(line=1, quantity="80")]))
    assert less.code == "trading.amendment_does_not_fit"
    whole = requests.ask(market)
    requests.join(seller, whole)
    row = requests.QuoteLineIn(line=1, unit_price="2", item_id=market.items["steel"], quantity="100")
    run(requests.send_quote, seller, requests.SendQuote(lot_id=whole.lot_id, lines=[row]))
    more = refused(lambda: amend(buyer, whole.event_id, lines=[AmendLine(line=1, quantity="110")]))
    assert more.code == "trading.amendment_does_not_fit", "a line is quoted whole, and this quote names its quantity"
    assert Amendment.objects.count() == 0


def test_in_a_sandbox_time_is_moved_after_a_change_and_not_before(
    market: Market, tenant_a: TenantRef, verifier: ModuleType
) -> None:
    made, moved = (auction(market, opens_s=3600, lasts_s=7200) for _twice in range(2))
    token = scope._scope.set(replace(tenant_a, kind="sandbox"))
    try:
        run(move_time, market.as_seller(), MoveTime(event_id=moved.event_id, seconds=60))
        late = refused(lambda: amend(market.as_seller(), moved.event_id, title="x"))
        assert late.code == "trading.amendment_time_moved"
        amend(market.as_seller(), made.event_id, rules={"start_price": "3.00"}, ends_at=now() + timedelta(hours=9))
        run(join_event, market.as_buyer(), JoinEvent(event_id=made.event_id))
        run(move_time, market.as_seller(), MoveTime(event_id=made.event_id, seconds=3700))
        run(place_bid, market.as_buyer(), PlaceBid(lot_id=made.lot_id, price="3.00"))
        run(move_time, market.as_seller(), MoveTime(event_id=made.event_id))
        time.sleep(1.1)
        run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id))
        assert Deal.objects.get(trading_event_id=made.event_id).net_minor == 30000
        assert found_in(verifier, audit_file(market.as_seller(), made.lot_id)) == []
    finally:
        scope._scope.reset(token)


def test_changes_over_the_api(market: Market, tenant_a: TenantRef) -> None:
    made = requests.ask(market)
    requests.join(market.as_seller(), made)
    rights = ("trading.view_event", "trading.amend_event", "trading.confirm_amendment")
    buyer = caller(tenant_a, *rights, company_id=market.buyer)
    seller = caller(tenant_a, *rights, company_id=market.seller)
    body = {"reason": "More is needed", "lines": [{"line": 1, "quantity": "120"}]}
    assert seller.post(f"events/{made.event_id}/amendments", body).status_code == 404
    assert buyer.post(f"events/{made.event_id}/amendments", body).status_code == 201
    told = json.loads(seller.get(f"events/{made.event_id}/amendments").content)["data"][0]
    assert told["changes"] == [{"field": "lines[1].quantity", "before": "100", "after": "120"}]
    assert seller.post(f"events/{made.event_id}:confirm-amendment", {"number": 1}).status_code == 200
    assert json.loads(seller.get(f"events/{made.event_id}").content)["rules"]["amended"] == 1
