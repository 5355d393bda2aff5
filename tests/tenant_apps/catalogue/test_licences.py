"""Categories that ask for licences: who may ask, what an order without one gets on every path, and reminders."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from msgspec.structs import replace

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import (
    ChangeItem,
    CreateCategory,
    HandInLicence,
    LiftLicence,
    RemindLicences,
    RequireLicence,
    change_item,
    create_category,
    hand_in_licence,
    lift_licence,
    remind_licences,
    require_licence,
)
from tenant_apps.catalogue.models import Category, CategoryLicence, Shelf
from tenant_apps.catalogue.queries import needs_of
from tenant_apps.documents.queries import list_for
from tenant_apps.orders.commands import (
    ChangeOrder,
    DraftLineIn,
    OrderLineIn,
    PlaceGroup,
    PlaceOrder,
    ProposeAmendment,
    SaveOrderDraft,
    SubmitOrderDraft,
    place_group,
    place_order,
    propose_amendment,
    save_order_draft,
    submit_order_draft,
)
from tenant_apps.parties.commands import (
    JudgeQualification,
    RecordQualification,
    RevokeQualification,
    judge_qualification,
    record_qualification,
    revoke_qualification,
)
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.listing.commands import PublishListing, TakeListing, publish_listing, take_listing
from tests.fixtures.approvals import staff_of
from tests.fixtures.trade import SYSTEM, Market, assert_sound, kilos, pieces
from tests.fixtures.travel import Travel
from tests.proofs import proves

PDF = b"%PDF-1.7 licence"


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.fixture
def metals(market: Market) -> Iterator[Market]:
    """Steel lies in a category below metals."""
    run(create_category, SYSTEM, CreateCategory(code="metals", name_en="Metals"))
    run(create_category, SYSTEM, CreateCategory(code="steels", name_en="Steels", parent="metals"))
    run(change_item, SYSTEM, ChangeItem(item_id=market.items["steel"], category="steels"))
    yield market


def day(days: int = 0) -> Any:
    return clock.now(scope.alias()).date() + timedelta(days=days)


def ask(market: Market, by: Any = None, **more: Any) -> Any:
    wish = {"category": "metals", "kind": "metal-trade"} | more
    return run(require_licence, by or market.as_marketplace(), RequireLicence(**wish)).requirement_id


def steel(market: Market) -> PlaceOrder:
    line = OrderLineIn(sku="steel", quantity=kilos("1"))
    return PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line])


def hand_in(market: Market, **more: Any) -> Any:
    wish: dict[str, Any] = {"kind": "metal-trade", "number": "M-1", "issuer": "Chamber", "valid_from": day(),
                            "content": PDF, "content_type": "application/pdf"}  # fmt: skip
    return run(hand_in_licence, market.as_buyer(), HandInLicence(**(wish | more))).qualification_id


def refusal(act: Any, *args: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run(act, *args)
    assert caught.value.remedy
    return caught.value


def test_a_handed_in_licence_counts_once_it_is_granted(metals: Market) -> None:
    ask(metals)
    missing = refusal(place_order, metals.as_buyer(), steel(metals))
    assert (missing.code, missing.field) == ("orders.licence_missing", "lines[0]")
    assert missing.facts == {"item": "steel", "licence": "metal-trade", "side": "buyer", "category": "metals"}
    paper = hand_in(metals, valid_until=day(10))
    assert [one.content_type for one in list_for(metals.as_buyer(), [paper])] == ["application/pdf"]
    assert list_for(metals.as_other_buyer(), [paper]) == []
    assert refusal(place_order, metals.as_buyer(), steel(metals)).code == "orders.licence_missing"
    judged = JudgeQualification(qualification_id=paper, granted=True)
    with pytest.raises(NotAllowed):
        run(judge_qualification, metals.as_buyer(), judged)
    assert refusal(judge_qualification, metals.as_other_buyer(), judged).status == 404
    run(judge_qualification, metals.as_marketplace(), judged)
    run(place_order, metals.as_buyer(), steel(metals))
    assert refusal(judge_qualification, metals.as_marketplace(), judged).code == "parties.qualification_judged"
    gone = RevokeQualification(qualification_id=paper, reason="forged")
    run(revoke_qualification, metals.as_marketplace(), gone)
    assert refusal(place_order, metals.as_buyer(), steel(metals)).code == "orders.licence_missing"
    assert_sound()


def test_days_of_requirement_and_paper_decide(metals: Market, travel: Travel) -> None:
    asked = ask(metals, valid_from=day(2))
    run(place_order, metals.as_buyer(), steel(metals))
    own = RecordQualification(company_id=metals.buyer, kind="metal-trade", valid_until=day(3))
    run(record_qualification, SYSTEM, own)
    travel.forward(days=2)
    run(place_order, metals.as_buyer(), steel(metals))
    assert refusal(place_order, metals.as_other_buyer(), steel(metals)).code == "orders.licence_missing"
    travel.forward(days=2)
    assert refusal(place_order, metals.as_buyer(), steel(metals)).code == "orders.licence_missing"
    run(lift_licence, metals.as_marketplace(), LiftLicence(requirement_id=asked, ends_on=day(1)))
    assert refusal(place_order, metals.as_buyer(), steel(metals)).code == "orders.licence_missing"
    travel.forward(days=1)
    run(place_order, metals.as_buyer(), steel(metals))


def test_who_may_ask_for_what(metals: Market) -> None:
    by, code = metals.as_seller(), "catalogue.requirement_of_the_marketplace"
    own = ask(metals, by)
    assert CategoryLicence.objects.get(pk=own).supplier_id == metals.seller
    for more in ({"side": "seller"}, {"supplier_id": metals.other_seller}):
        assert refusal(require_licence, by, RequireLicence(category="metals", kind="x1", **more)).code == code
    theirs = RequireLicence(category="metals", kind="x1")
    assert refusal(require_licence, metals.as_buyer(), theirs).code == code
    again = RequireLicence(category="metals", kind="metal-trade")
    assert refusal(require_licence, by, again).code == "catalogue.required_already"
    of_all = ask(metals)
    assert refusal(lift_licence, by, LiftLicence(requirement_id=of_all)).code == code
    run(lift_licence, by, LiftLicence(requirement_id=own))
    assert refusal(lift_licence, by, LiftLicence(requirement_id=own)).code == "catalogue.requirement_over"
    past = RequireLicence(category="metals", kind="x1", valid_from=day(-1))
    assert refusal(require_licence, metals.as_marketplace(), past).code == "catalogue.requirement_in_the_past"


def test_what_the_seller_lacks_is_said_of_the_seller(metals: Market) -> None:
    ask(metals, side="seller")
    missing = refusal(place_order, metals.as_buyer(), steel(metals))
    assert missing.facts["side"] == "seller" and "seller" in str(missing.message)
    run(record_qualification, SYSTEM, RecordQualification(company_id=metals.seller, kind="metal-trade"))
    run(place_order, metals.as_buyer(), steel(metals))


def test_drafts_groups_and_listings_are_refused_too(metals: Market) -> None:
    ask(metals)
    buyer, items = metals.as_buyer(), metals.items
    lines = [OrderLineIn(sku="steel", quantity=kilos("1"))]
    draft = run(
        save_order_draft,
        buyer,
        SaveOrderDraft(
            seller_id=metals.seller, currency="EUR", lines=[DraftLineIn(sku="steel", quantity="1", unit="KGM")]
        ),
    ).draft_id
    assert refusal(submit_order_draft, buyer, SubmitOrderDraft(draft_id=draft)).code == "orders.licence_missing"
    group = PlaceGroup(orders=[steel(metals), replace(steel(metals), seller_id=metals.other_seller)])
    assert refusal(place_group, buyer, group).code == "orders.licence_missing"
    wish = PublishListing(item_id=items["steel"], quantity=kilos("10"), unit_price="2.00", currency="EUR")
    listing = run(publish_listing, metals.as_seller(), wish).listing_id
    take = TakeListing(listing_id=listing, quantity=kilos("1"), version=1)
    assert refusal(take_listing, buyer, take).code == "trading.licence_missing"
    run(record_qualification, SYSTEM, RecordQualification(company_id=metals.buyer, kind="metal-trade"))
    run(take_listing, buyer, take)
    # An accepted order takes a line that needs nothing more, and is refused one that does.
    bolts = [OrderLineIn(sku="bolt", quantity=pieces("1"))]
    other = PlaceOrder(seller_id=metals.seller, currency="EUR", lines=bolts)
    made = run(place_order, metals.as_other_buyer(), other).order_id
    more = ProposeAmendment(order_id=made, version=1, change=ChangeOrder(add=lines))
    assert refusal(propose_amendment, metals.as_other_buyer(), more).code == "orders.licence_missing"
    assert_sound()


def test_shelves_move_and_marks_follow_the_branch(metals: Market) -> None:
    before = Shelf.objects.get(supplier_id=metals.seller).version
    ask(metals, metals.as_seller(), category="steels")
    assert Shelf.objects.get(supplier_id=metals.seller).version > before
    run(create_category, SYSTEM, CreateCategory(code="wire", name_en="Wire", parent="steels"))
    marked = set(Category.objects.filter(licensed=True).values_list("code", flat=True))
    assert marked == {"steels", "wire"}
    assert set(needs_of(metals.items.values())) == {metals.items["steel"]}
    assert_sound()


@proves("catalogue.licence_reminder_days")
def test_a_company_hears_once_before_its_licence_ends(metals: Market, mailoutbox: list[EmailMessage]) -> None:
    staff = staff_of(metals.buyer)
    ends = RecordQualification(company_id=metals.buyer, kind="metal-trade", number="M-7", valid_until=day(20))
    run(record_qualification, SYSTEM, ends)
    jobs.run_due()
    mailoutbox.clear()
    run(change_settings, SYSTEM, ChangeSettings(changes={"catalogue.licence_reminder_days": 10}))
    assert run(remind_licences, SYSTEM, RemindLicences()).papers == 0
    run(change_settings, SYSTEM, ChangeSettings(changes={"catalogue.licence_reminder_days": 20}))
    assert [run(remind_licences, SYSTEM, RemindLicences()).papers for _ in range(2)] == [1, 0]
    jobs.run_due()
    assert len(mailoutbox) == 1
    assert "M-7" in mailoutbox[0].body and f"/companies/{metals.buyer}/" in mailoutbox[0].body
    assert mailoutbox[0].subject == "1 licence ends soon" and staff
