"""Sealed tenders from publication to settled books in both directions, and what must be refused on the way."""

import importlib.util
import json
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.inventory.commands import (
    CreateWarehouse,
    OpeningLine,
    SetOpeningStock,
    create_warehouse,
    set_opening_stock,
)
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.vault.commands import (
    AdmitBids,
    AwardTender,
    EndTender,
    JudgePrice,
    JustifyPrice,
    LockSheet,
    PublishRoot,
    ScoreBid,
    SetTerms,
    TenderCriterion,
    WithdrawBid,
    admit_bids,
    award_tender,
    end_tender,
    judge_price,
    justify_price,
    lock_sheet,
    publish_root,
    score_bid,
    set_terms,
    withdraw_bid,
)
from tenant_apps.trading.kernel.commands import JoinEvent, PublishEvent, join_event, publish_event
from tenant_apps.trading.kernel.models import Bid, Deal, Lot, TradingEvent
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.rooms import room
from tests.fixtures.openers import Opener, opener, submit
from tests.fixtures.people import person
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, kilos
from tests.fixtures.travel import Travel
from tests.numbers import shows

MODES = ["spot_listing", "sealed_tender"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    path = Path(__file__).parents[5] / "sdk" / "verify" / "kontor_verify.py"
    spec = importlib.util.spec_from_file_location("kontor_verify", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def now() -> Any:
    return clock.now(scope.alias())


def refused(act: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def stocked(company: UUID) -> UUID:
    place = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=company, code="W2", name="Second")).warehouse_id
    item = run(
        create_item, SYSTEM,
        CreateItem(supplier_id=company, sku="plate", name="Plate", unit="KGM", tax_rate="0.19", stocked=True),
    ).item_id  # fmt: skip
    run(
        set_opening_stock,
        SYSTEM,
        SetOpeningStock(warehouse_id=place, lines=[OpeningLine(item_id=item, quantity="500")]),
    )
    return item


class Tender:
    """A published tender with three openers, two of whom must come."""

    def __init__(
        self,
        market: Market,
        *,
        side: str = "buy",
        lasts_s: float = 2.5,
        travel: Travel | None = None,
        criteria: Any = (),
        scorers: Any = (),
        beacon: Any = None,
        fix: bool = True,
        **rules: Any,
    ):
        self.market, self.side, self.travel = market, side, travel
        self.initiator = market.as_buyer() if side == "buy" else market.as_seller()
        goods: dict[str, Any] = {"need": "Steel, any grade"} if side == "buy" else {"item_id": market.items["steel"]}
        made = run(
            publish_event,
            self.initiator,
            PublishEvent(
                mode="sealed_tender", side=side, currency="EUR", quantity=kilos("50"),
                rules={"min_bidders": 2, **rules}, ends_at=now() + timedelta(seconds=lasts_s), **goods,
            ),
        )  # fmt: skip
        self.event_id, self.lot_id = made.event_id, made.lot_id
        if fix:
            self.fix(criteria, scorers, beacon)

    def fix(self, criteria: Any, scorers: Any, beacon: Any) -> None:
        market = self.market
        self.openers: list[Opener] = [
            opener(self.initiator, 1), opener(self.initiator, 2), opener(market.as_marketplace(), 3)
        ]  # fmt: skip
        run(
            set_terms,
            self.initiator,
            SetTerms(
                lot_id=self.lot_id, openers=[one.key_id for one in self.openers], threshold=2,
                criteria=list(criteria), scorers=list(scorers), beacon=beacon,
            ),
        )  # fmt: skip

    def stock(self, company: UUID) -> UUID:
        return stocked(company)

    def join(self, actor: Any, item: UUID | None = None) -> None:
        run(join_event, actor, JoinEvent(event_id=self.event_id, item_id=item))

    def wait(self) -> None:
        """Let the clock pass the deadline, then do what the job does."""
        end = TradingEvent.objects.get(pk=self.event_id).bids_end_at
        assert end is not None
        left = max(0.0, (end - now()).total_seconds()) + 0.01
        if self.travel is not None:
            self.travel.forward(seconds=left)
        else:
            time.sleep(left)

    def seal(self) -> None:
        self.wait()
        run(publish_root, SYSTEM, PublishRoot(lot_id=self.lot_id))

    def open(self) -> None:
        self.openers[0].open(self.lot_id)
        self.openers[2].open(self.lot_id)

    def look(self, actor: Any) -> Any:
        found = room(actor, self.event_id, now())
        assert found is not None
        return found

    def audit(self) -> bytes:
        return audit_file(self.initiator, self.lot_id)


def two_sellers(market: Market, tender: Tender) -> tuple[Any, Any]:
    seller, other = market.as_seller(), market.acting(market.other_seller)
    tender.join(seller, market.items["steel"])
    tender.join(other, stocked(market.other_seller))
    return seller, other


def assert_settled(deal: Deal) -> None:
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "settled"
    assert_sound()


def test_a_purchase_runs_to_settled_books(market: Market, travel: Travel, verifier: ModuleType) -> None:
    tender = Tender(market, travel=travel, lasts_s=600, ceiling="5")
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.80"})
    submit(seller, tender.lot_id, price={"price": "3.70", "statement": "Four weeks"})
    submit(other, tender.lot_id, price={"price": "3.50"})
    stored = json.dumps(
        [*Bid.objects.values_list("payload", flat=True), Lot.objects.get(pk=tender.lot_id).engine_state]
    )
    assert not shows(stored, "3.5") and "Four" not in stored
    for actor in (tender.initiator, market.as_marketplace(), other):
        facts = tender.look(actor).facts
        assert "opening" not in facts and not facts.get("bids") and not facts.get("price_now")
    assert tender.look(market.as_marketplace()).ladder == []
    receipts = tender.look(seller).facts["own_receipts"]
    assert [one["gone"] for one in receipts] == ["replaced", ""]
    tender.seal()
    assert tender.look(seller).facts["root"]["bids"] == [3, 4]
    tender.openers[0].open(tender.lot_id)
    assert "price" not in json.dumps(tender.look(seller).facts["opening"]["bids"]), "one opener opens nothing"
    tender.openers[2].open(tender.lot_id)
    opened = tender.look(seller).facts["opening"]["bids"]
    assert [row["price"]["price"] for row in opened] == ["3.7", "3.5"]
    assert refused(lambda: run(award_tender, seller, AwardTender(lot_id=tender.lot_id))).code == "commands.not_allowed"
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert (deal.seller_id, deal.buyer_id, deal.net_minor) == (market.other_seller, market.buyer, 17500)
    travel.back()
    assert_settled(deal)
    found, _audit = verifier.verify(tender.audit())
    assert found == []


def test_a_sale_at_the_second_price_runs_to_settled_books(market: Market, travel: Travel, verifier: ModuleType) -> None:
    tender = Tender(market, travel=travel, lasts_s=600, side="sell", method="second_price")
    for actor, price in ((market.as_buyer(), "2.00"), (market.as_other_buyer(), "2.40")):
        tender.join(actor)
        submit(actor, tender.lot_id, price={"price": price})
    tender.seal()
    tender.open()
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert (deal.buyer_id, deal.net_minor) == (market.other_buyer, 10000)
    travel.back()
    assert_settled(deal)
    assert market.stock("steel") == (Decimal(950), Decimal(0))
    assert verifier.verify(tender.audit())[0] == []


def test_a_flipped_byte_of_the_ledger_is_named_by_its_bid(market: Market, travel: Travel, verifier: ModuleType) -> None:
    tender = Tender(market, travel=travel, lasts_s=600)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.70"})
    submit(other, tender.lot_id, price={"price": "3.50"})
    tender.seal()
    tender.open()
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    body = tender.audit()
    sealed = json.loads(body)["bids"][2]["payload"]["envelopes"]["price"]["ciphertext"]
    changed = body.replace(sealed.encode(), (("A" if sealed[0] != "A" else "B") + sealed[1:]).encode(), 1)
    assert "bid 3" in {where for where, _what in verifier.verify(changed)[0]}


def test_too_few_bids_are_never_opened(market: Market, travel: Travel, verifier: ModuleType) -> None:
    tender = Tender(market, travel=travel, lasts_s=600)
    seller, _other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.70"})
    tender.seal()
    run_ = TradingEvent.objects.get(pk=tender.event_id)
    assert (run_.final_state, run_.final_reason) == ("unsuccessful", "too_few_bidders")
    assert "price" not in json.dumps(tender.look(tender.initiator).facts["opening"]["bids"])
    assert not Bid.objects.filter(lot_id=tender.lot_id, payload__act="open").exists()
    assert verifier.verify(tender.audit())[0] == []


def test_late_bids_early_openers_and_strangers_are_refused(market: Market, travel: Travel) -> None:
    tender = Tender(market, travel=travel, lasts_s=600)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.70"})
    submit(other, tender.lot_id, price={"price": "3.60"})
    run(withdraw_bid, other, WithdrawBid(lot_id=tender.lot_id))
    submit(other, tender.lot_id, price={"price": "3.50"})
    assert tender.openers[0].actor.company_id == market.buyer
    from tenant_apps.trading.engines.vault.commands import OpenBids, open_bids

    early = OpenBids(lot_id=tender.lot_id, envelope="price", secrets={})
    assert refused(lambda: run(open_bids, tender.openers[0].actor, early)).code == "trading.too_early"
    assert refused(lambda: run(open_bids, tender.initiator, early)).code == "vault.not_named"
    tender.wait()
    late = refused(lambda: submit(seller, tender.lot_id, price={"price": "1.00"}))
    assert late.code == "trading.late"
    assert refused(lambda: run(open_bids, tender.openers[0].actor, early)).code == "trading.no_root"
    run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))
    wrong = refused(lambda: tender.openers[0].open(tender.lot_id, secrets={"5": "00" * 32}))
    assert (wrong.code, wrong.facts["bid"]) == ("trading.wrong_secret", "5")
    tender.openers[0].open(tender.lot_id)
    tender.openers[1].open(tender.lot_id)
    kept = Bid.objects.get(lot_id=tender.lot_id, verdict_reason="trading.late")
    assert kept.payload["act"] == "seal" and "opened" not in kept.payload
    run(end_tender, tender.initiator, EndTender(lot_id=tender.lot_id, reason="Nothing fits"))
    assert TradingEvent.objects.get(pk=tender.event_id).final_reason == "not_awarded"
    assert_sound()


def test_the_root_is_owed_and_published_by_a_job(market: Market, travel: Travel) -> None:
    tender = Tender(market, travel=travel, lasts_s=600)
    deliver()
    owed = Job.objects.get(kind="vault.publish_root")
    assert owed.payload == {"lot_id": str(tender.lot_id)}
    assert owed.run_at == TradingEvent.objects.get(pk=tender.event_id).bids_end_at
    early = run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id))
    assert early.root == "" and Job.objects.filter(kind="vault.publish_root").count() == 2, "it looks again"
    tender.wait()
    assert run(publish_root, SYSTEM, PublishRoot(lot_id=tender.lot_id)).root
    assert TradingEvent.objects.get(pk=tender.event_id).final_reason == "no_bids"


def test_two_envelopes_with_a_committee(market: Market, travel: Travel, verifier: ModuleType) -> None:
    scorers = [person("buyer", f"s{at}@example.com", company_id=market.buyer) for at in range(3)]
    tender = Tender(
        market, travel=travel, lasts_s=600, format="two_envelopes", method="scored", pass_mark="40", min_sheets=2,
        criteria=[TenderCriterion(code="service", label="Service", weight="60")], scorers=[one.id for one in scorers],
    )  # fmt: skip
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, technical={"statement": "Good"}, price={"price": "3.00"})
    submit(other, tender.lot_id, technical={"statement": "Bad"}, price={"price": "2.90"})
    tender.seal()
    tender.open()
    assert "price" not in tender.look(tender.initiator).facts["opening"]["bids"][0]
    first = Bid.objects.filter(lot_id=tender.lot_id, payload__act="seal").order_by("seq").first()
    assert first is not None
    bids = {first.seq: "9", first.seq + 1: "3"}
    committee = [market.acting(market.buyer) for _one in scorers]
    for actor, scorer in zip(committee, scorers, strict=True):
        object.__setattr__(actor, "id", str(scorer.id))
    early = refused(lambda: run(admit_bids, tender.initiator, AdmitBids(lot_id=tender.lot_id)))
    assert early.code == "trading.sheets_open"
    for actor in committee[:2]:
        for seq, mark in bids.items():
            run(score_bid, actor, ScoreBid(lot_id=tender.lot_id, bid=seq, marks={"service": mark}))
        run(lock_sheet, actor, LockSheet(lot_id=tender.lot_id))
    assert "sheets" not in tender.look(seller).facts, "bidders never see who gave which mark"
    run(admit_bids, tender.initiator, AdmitBids(lot_id=tender.lot_id))
    tender.openers[1].open(tender.lot_id)
    tender.openers[2].open(tender.lot_id)
    shown = tender.look(tender.initiator).facts
    assert "price" not in shown["opening"]["bids"][1], "who did not pass stays sealed"
    assert shown["ranking"][0]["compared"] == "94"
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    assert Deal.objects.get(trading_event_id=tender.event_id).seller_id == market.seller
    assert verifier.verify(tender.audit())[0] == []


def test_an_abnormal_price_is_justified_before_the_award(market: Market, travel: Travel) -> None:
    tender = Tender(market, travel=travel, lasts_s=600)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.00"})
    submit(other, tender.lot_id, price={"price": "1.00"})
    tender.seal()
    tender.open()
    award = AwardTender(lot_id=tender.lot_id)
    assert refused(lambda: run(award_tender, tender.initiator, award)).code == "trading.abnormal_price"
    seq = tender.look(tender.initiator).facts["ranking"][0]["seq"]
    assert tender.look(other).facts["own_to_justify"] == [seq]
    run(justify_price, other, JustifyPrice(lot_id=tender.lot_id, bid=seq, text="Own ore"))
    run(judge_price, tender.initiator, JudgePrice(lot_id=tender.lot_id, bid=seq, accepted=True, reason="Shown"))
    run(award_tender, tender.initiator, award)
    assert Deal.objects.get(trading_event_id=tender.event_id).net_minor == 5000


def test_the_next_candidate_follows_when_the_winner_cannot_be_awarded(
    market: Market, travel: Travel, verifier: ModuleType
) -> None:
    tender = Tender(market, travel=travel, lasts_s=600)
    seller, other = two_sellers(market, tender)
    submit(seller, tender.lot_id, price={"price": "3.00"})
    submit(other, tender.lot_id, price={"price": "2.80"})
    tender.seal()
    tender.open()
    run(suspend_company, SYSTEM, SuspendCompany(company_id=market.other_seller, reason="Unpaid"))
    run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id))
    deal = Deal.objects.get(trading_event_id=tender.event_id)
    assert (deal.seller_id, deal.net_minor) == (market.seller, 15000)
    assert verifier.verify(tender.audit())[0] == []
