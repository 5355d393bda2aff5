"""Grants within bounds, for a time and from above: what they show, what they let do, and that they end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.egress.mail import send as send_mail
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.invariants import REGISTRY
from shared_apps.foundation.money import Money, MoneyIn
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import ChangeItem, CreateCategory, change_item, create_category
from tenant_apps.catalogue.queries import list_items
from tenant_apps.identity.commands import (
    BoundsIn,
    ChangeRole,
    DefineRole,
    InvitePerson,
    change_role,
    define_role,
    invite_person,
)
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.queries import list_people
from tenant_apps.identity.standing import resolve
from tenant_apps.inventory.commands import AdjustStock, CreateWarehouse, adjust_stock, create_warehouse
from tenant_apps.inventory.queries.stock import list_stock, list_warehouses
from tenant_apps.orders.commands import CancelOrder, OrderLineIn, PlaceOrder, cancel_order, place_order
from tenant_apps.orders.models import Order
from tenant_apps.parties.commands import PlaceCompany, place_company
from tenant_apps.parties.models import Company
from tests.fixtures.people import SYSTEM, Person, company, person, signed_in
from tests.fixtures.trade import Market, kilos
from tests.tenant_apps.identity.test_people_pages import actor_of

ClientOf = Callable[[TenantRef | None], Client]


def within(who: Person, role: str, **bounds: object) -> Person:
    """The person with the role within these bounds, and nothing else at that place."""
    data = ChangeRole(membership_id=who.membership_id, role=role, bounds=BoundsIn(**bounds))  # type: ignore[arg-type]
    return Person(who.id, who.email, run(change_role, SYSTEM, data).membership_id, who.company_id)


def order_of(market: Market, quantity: str, **more: object) -> PlaceOrder:
    line = OrderLineIn(sku="steel", quantity=kilos(quantity))
    return PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line], **more)  # type: ignore[arg-type]


def test_own_orders_only_are_seen_and_cancelled_and_those_of_the_team_with_it(market: Market) -> None:
    ann, ben, cat = (person("buyer", f"{name}@b.example", company_id=market.buyer) for name in ("ann", "ben", "cat"))
    theirs = run(place_order, actor_of(ben), order_of(market, "2")).order_id
    ann = within(ann, "buyer", people="own")
    mine = run(place_order, actor_of(ann), order_of(market, "1")).order_id
    seen = set(Order.objects.visible_to(actor_of(ann)).values_list("pk", flat=True))
    assert seen == {mine}
    with pytest.raises(NotFound):
        run(cancel_order, actor_of(ann), CancelOrder(order_id=theirs))
    assert Order.objects.get(pk=theirs).state == "accepted"
    run(cancel_order, actor_of(ann), CancelOrder(order_id=mine))
    within(ben, "buyer", team="Mill 2")
    cat = within(cat, "buyer", people="team", team="Mill 2")
    assert set(Order.objects.visible_to(actor_of(cat)).values_list("pk", flat=True)) == {theirs}


def test_what_cannot_be_told_apart_by_person_is_not_given_within_own_things(market: Market) -> None:
    """Bids know no person: who is bound to own things gets no right to them, instead of all of them."""
    held = actor_of(within(person("buyer", company_id=market.buyer), "buyer", people="own")).permissions
    assert {"orders.view_order", "orders.place_order", "catalogue.view_item", "parties.view_company"} <= held
    unknowing = {"trading.view_event", "trading.place_bid", "approvals.view_request"}
    assert held.isdisjoint(unknowing)


def test_an_order_up_to_the_limit_is_placed_and_one_above_is_refused(market: Market) -> None:
    whole = run(place_order, market.as_buyer(), order_of(market, "10")).total
    buyer = actor_of(within(person("buyer", company_id=market.buyer), "buyer", limit=MoneyIn(whole.amount, "EUR")))
    run(place_order, buyer, order_of(market, "10"))
    before = (Order.objects.count(), market.stock("steel"))
    with pytest.raises(NotAllowed) as refused:
        run(place_order, buyer, order_of(market, "10.1"))
    assert refused.value.code == "orders.beyond_own_limit" and refused.value.field == "lines"
    assert (Order.objects.count(), market.stock("steel")) == before
    assert "orders.order_again" not in buyer.permissions, "an act that looks at no amount"


def test_goods_of_other_categories_are_neither_seen_nor_changed_nor_ordered(market: Market) -> None:
    for code, parent in (("metal", ""), ("wire", "metal"), ("other", "")):
        run(create_category, SYSTEM, CreateCategory(code=code, name_en=code.title(), parent=parent))
    for sku, code in (("steel", "wire"), ("bolt", "other")):
        run(change_item, SYSTEM, ChangeItem(item_id=market.items[sku], category=code))
    seller = actor_of(within(person("supplier", company_id=market.seller), "supplier", categories=["metal"]))
    assert {item.sku for item in list_items(seller)} == {"steel"}, "below the category too, and none without one"
    run(change_item, seller, ChangeItem(item_id=market.items["steel"], name="Steel wire"))
    for data in (
        ChangeItem(item_id=market.items["bolt"], name="Mine"),
        ChangeItem(item_id=market.items["steel"], category="other"),
    ):
        with pytest.raises(Refusal):
            run(change_item, seller, data)
    buyer = actor_of(within(person("buyer", company_id=market.buyer), "buyer", categories=["other"]))
    with pytest.raises(NotAllowed) as refused:
        run(place_order, buyer, order_of(market, "1"))
    assert refused.value.code == "orders.beyond_own_categories"
    assert Order.objects.count() == 0


def test_another_warehouse_of_the_company_is_neither_seen_nor_touched(market: Market) -> None:
    second = run(create_warehouse, SYSTEM, CreateWarehouse(company_id=market.seller, code="W2", name="Second"))
    clerk = actor_of(
        within(person("warehouse", company_id=market.seller), "warehouse", warehouses=[second.warehouse_id])
    )
    assert [one.code for one in list_warehouses(clerk)] == ["W2"]
    assert list_stock(clerk) == []
    item = market.items["steel"]
    run(adjust_stock, clerk, AdjustStock(item_id=item, warehouse_id=second.warehouse_id, change="5", reason="found"))
    with pytest.raises(NotFound) as foreign:
        run(adjust_stock, clerk, AdjustStock(item_id=item, warehouse_id=market.warehouse, change="5", reason="found"))
    with pytest.raises(NotFound) as missing:
        run(adjust_stock, clerk, AdjustStock(item_id=item, warehouse_id=item, change="5", reason="found"))
    assert (foreign.value.code, str(foreign.value)) == (missing.value.code, str(missing.value))
    assert market.stock("steel")[0] == 1000
    assert "inventory.request_transfer" not in clerk.permissions, "a transfer touches two warehouses"


def test_bounds_that_name_what_is_not_there_are_refused(market: Market) -> None:
    for field, bounds in (
        ("bounds.warehouses", BoundsIn(warehouses=[market.warehouse])),
        ("bounds.categories", BoundsIn(categories=["nowhere"])),
        ("bounds.hidden", BoundsIn(hidden=["everything"])),
        ("bounds.team", BoundsIn(people="team")),
    ):
        data = InvitePerson(email="n@b.example", name="N", role="buyer", company_id=market.buyer, bounds=bounds)
        with pytest.raises(Invalid) as refused:
            run(invite_person, SYSTEM, data)
        assert refused.value.field == field
    assert not User.objects.filter(email="n@b.example").exists()


@pytest.mark.usefixtures("tenant_a")
def test_contact_data_are_hidden_from_who_may_not_see_them(tenant_a: TenantRef, client_of: ClientOf) -> None:
    own = company("Own")
    person("buyer", "secret.buyer@own.example", company_id=own)
    lead = within(person("company_admin", "lead@own.example", company_id=own), "company_admin", hidden=["contacts"])
    actor = actor_of(lead)
    assert {one.email for one in list_people(actor)} == {""}
    assert list_people(actor, search="secret.buyer") == [], "nor can they be guessed by searching"
    page = signed_in(client_of(tenant_a), lead).get("/people/").content.decode()
    assert "secret.buyer" not in page


@pytest.mark.usefixtures("tenant_a")
def test_a_grant_ends_by_itself_without_any_job_and_can_be_given_anew() -> None:
    own = company("Own")
    who, now = person("buyer", company_id=own), clock.now(scope.alias())
    with pytest.raises(Invalid) as refused:
        run(change_role, SYSTEM, ChangeRole(membership_id=who.membership_id, role="finance", ends_at=now))
    assert refused.value.field == "ends_at"
    data = ChangeRole(membership_id=who.membership_id, role="finance", ends_at=now + timedelta(hours=1))
    made = run(change_role, SYSTEM, data)
    assert "payments.view_payment" in actor_of(who).permissions
    Membership.objects.filter(pk=made.membership_id).update(ends_at=now - timedelta(seconds=1))
    assert resolve(User.objects.get(pk=who.id), "").seats == ()
    again = InvitePerson(email=who.email, name="Again", role="finance", company_id=own)
    run(invite_person, SYSTEM, again)
    assert "payments.view_payment" in actor_of(who).permissions
    ended = Membership.objects.get(pk=made.membership_id)
    assert ended.until == ended.ends_at


@pytest.mark.usefixtures("tenant_a")
def test_a_person_of_the_parent_acts_for_companies_below_only_where_the_grant_says_so() -> None:
    parent, child, grandchild, stranger = (company(name) for name in ("Parent", "Child", "Grandchild", "Stranger"))
    run(place_company, SYSTEM, PlaceCompany(company_id=grandchild, parent_id=child, kind="division"))
    run(place_company, SYSTEM, PlaceCompany(company_id=child, parent_id=parent))
    assert Company.objects.get(pk=grandchild).lineage == [parent, child]
    who = person("buyer", company_id=parent)
    user = User.objects.get(pk=who.id)
    assert {seat.company_id for seat in resolve(user, "").seats} == {parent}
    within(who, "buyer", subtree=True)
    assert {seat.company_id for seat in resolve(user, "").seats} == {parent, child, grandchild}
    standing = resolve(user, str(grandchild))
    assert standing.seat is not None and standing.seat.company_id == grandchild
    assert "orders.place_order" in standing.permissions
    assert resolve(user, str(stranger)).seat.company_id != stranger  # type: ignore[union-attr]
    run(place_company, SYSTEM, PlaceCompany(company_id=child))
    assert {seat.company_id for seat in resolve(user, "").seats} == {parent}
    assert Company.objects.get(pk=grandchild).lineage == [child]
    assert REGISTRY["parties.lineage_fits"]() == []


@pytest.mark.usefixtures("tenant_a")
def test_no_circle_closes_and_a_company_places_nobody() -> None:
    parent, child = company("Parent"), company("Child")
    boss = actor_of(person("company_admin", company_id=parent))
    with pytest.raises(NotAllowed):
        run(place_company, boss, PlaceCompany(company_id=child, parent_id=parent))
    run(place_company, SYSTEM, PlaceCompany(company_id=child, parent_id=parent))
    for data in (
        PlaceCompany(company_id=parent, parent_id=child),
        PlaceCompany(company_id=parent, parent_id=parent),
        PlaceCompany(company_id=parent, kind="division"),
    ):
        with pytest.raises(Invalid) as refused:
            run(place_company, SYSTEM, data)
        assert refused.value.field == "parent_id"
    Company.objects.filter(pk=child).update(lineage=[])
    assert REGISTRY["parties.lineage_fits"]() == [f"company {child} does not stand where its parent says"]


@pytest.mark.usefixtures("tenant_a")
def test_an_administrator_of_the_parent_alone_gives_no_rights_below() -> None:
    parent, child = company("A parent"), company("Child")
    run(place_company, SYSTEM, PlaceCompany(company_id=child, parent_id=parent))
    lead = person("company_admin", company_id=parent)
    data = InvitePerson(email="n@p.example", name="N", role="buyer", bounds=BoundsIn(subtree=True))
    with pytest.raises(NotAllowed) as refused:
        run(invite_person, actor_of(lead), data)
    assert refused.value.field == "subtree"
    within(lead, "company_admin", subtree=True)
    made = run(invite_person, actor_of(lead), data)
    assert {seat.company_id for seat in resolve(User.objects.get(pk=made.user_id), "").seats} == {parent, child}


@pytest.mark.usefixtures("tenant_a")
def test_an_owner_has_no_bounds_and_no_end() -> None:
    owner, second = person("owner"), person("auditor", "s@house.example")
    for terms in ({"bounds": BoundsIn(hidden=["contacts"])}, {"ends_at": clock.now(scope.alias()) + timedelta(days=1)}):
        data = ChangeRole(membership_id=second.membership_id, role="owner", **terms)  # type: ignore[arg-type]
        with pytest.raises(Invalid) as refused:
            run(change_role, SYSTEM, data)
        assert refused.value.code == "identity.owner_without_bounds"
    with pytest.raises(Conflict):
        run(change_role, SYSTEM, ChangeRole(membership_id=owner.membership_id, role="admin"))


@pytest.mark.usefixtures("tenant_a")
def test_the_standing_is_one_query_however_many_grants_there_are() -> None:
    parent = company("Parent")
    who = person("buyer", company_id=parent)
    user = User.objects.get(pk=who.id)

    def queries() -> int:
        with CaptureQueriesContext(connections[scope.alias()]) as seen:
            resolve(user, "")
        return len(seen)

    assert queries() == 1
    for number in range(5):
        child = company(f"Child {number}")
        run(place_company, SYSTEM, PlaceCompany(company_id=child, parent_id=parent))
        run(invite_person, SYSTEM, InvitePerson(email=who.email, name="B", role="finance", company_id=child))
    within(who, "buyer", subtree=True, people="team", team="Mill 2")
    assert queries() == 1


def test_amounts_are_dashes_in_the_mails_of_whoever_may_not_see_prices(market: Market) -> None:
    flow = "approvals.mail"
    blind = within(person("buyer", "blind@b.example", company_id=market.buyer), "buyer", hidden=["prices"])
    sees = person("buyer", "sees@b.example", company_id=market.buyer)
    for who in (blind, sees):
        send_mail(flow, who.email, "Approve 12.30 EUR", "It comes to 12.30 EUR.", uuid7(), company_id=market.buyer)
    told = {one.to[0]: (one.subject, one.body) for one in mail.outbox[-2:]}
    assert told[blind.email] == ("Approve —", "It comes to —.")
    assert told[sees.email] == ("Approve 12.30 EUR", "It comes to 12.30 EUR.")


def test_a_role_that_hides_prices_still_orders_and_sees_a_dash_null_and_an_empty_cell(
    market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    role = run(
        define_role, SYSTEM, DefineRole(name_en="Blind", copy_of=Role.objects.get(code="buyer").pk, hidden=["prices"])
    ).code
    who = person(role, "blind@b.example", company_id=market.buyer)
    made = run(place_order, actor_of(who), order_of(market, "10"))
    browser = signed_in(client_of(tenant_a), who)
    total = str(Money.parse(made.total.amount, "EUR").amount)
    page = browser.get(f"/orders/{made.order_id}/").content.decode()
    assert "Hidden for your role" in page and total not in page and "2.55" not in page
    listed = browser.get("/orders/?export=csv").content.decode()
    assert made.number in listed and total not in listed and ",,EUR," in listed
    refused = browser.get("/orders/?sort=-total")
    assert refused.status_code == 403 and "Nothing can be sorted" in refused.content.decode()
    with pytest.raises(Refusal) as beyond:
        run(place_order, actor_of(within(who, role, limit=MoneyIn("1.00", "EUR"), hidden=[])), order_of(market, "10"))
    assert beyond.value.code == "orders.beyond_own_limit"
    boss = person("company_admin", "boss@b.example", company_id=market.buyer)
    grant = Membership.objects.get(user_id=who.id, until__isnull=True).pk
    told = signed_in(client_of(tenant_a), boss).get(f"/people/{grant}/rights/?permission=orders.place_order")
    page = told.content.decode()
    assert "hidden: Prices and amounts" in page and "the amount</span>" in page
