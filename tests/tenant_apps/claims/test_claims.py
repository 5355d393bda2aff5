"""Claims from opening to each of their ends: who may do what, what money and goods follow, what silence means."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.claims.commands import (
    AgreeClaim,
    AnswerClaim,
    ClaimLineIn,
    DecideClaim,
    NamedClaim,
    OpenClaim,
    agree_claim,
    answer_claim,
    decide_claim,
    escalate_claim,
    open_claim,
    withdraw_claim,
)
from tenant_apps.claims.decisions.course import COURSE, Claimed, may, share, value_minor
from tenant_apps.claims.models import Claim, ClaimStep
from tenant_apps.claims.types import LIVE, STATES
from tenant_apps.inventory.models import Quarantine
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order, OrderLine
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.fixtures.pictures import png
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves

VALUE = 2499  # 10 of 100 kg at 2.10 and 19 % tax


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def rules(**values: object) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={f"claims.{name}": value for name, value in values.items()}))
    forget()


def order(market: Market) -> Order:
    """Shipped, received, invoiced and paid by itself."""
    line = OrderLineIn(sku="steel", quantity=kilos("100"))
    made = run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line]))
    deliver()
    return Order.objects.get(pk=made.order_id)


def claim(market: Market, row: Order, wish: str = "credit", quantity: str = "10", **more: object) -> Claim:
    goods = [ClaimLineIn(order_line_id=OrderLine.objects.get(order=row).pk, quantity=kilos(quantity))]
    data = OpenClaim(order_id=row.pk, kind="damage", wish=wish, goods=goods, text="bent", **more)  # type: ignore[arg-type]
    made = run(open_claim, market.as_buyer(), data)
    deliver()
    return Claim.objects.get(pk=made.claim_id)


def refusal(act: Callable[[], object]) -> str:
    before = Claim.objects.count(), ClaimStep.objects.count(), Invoice.objects.count()
    with pytest.raises(Refusal) as caught:
        act()
    assert (Claim.objects.count(), ClaimStep.objects.count(), Invoice.objects.count()) == before
    return f"{caught.value.code} {caught.value.facts.get('why', '')}".strip()


def answer(who: Actor, row: Claim, verdict: str, **more: object) -> Claim:
    run(answer_claim, who, AnswerClaim(claim_id=row.pk, verdict=verdict, **more))  # type: ignore[arg-type]
    deliver()
    row.refresh_from_db()
    return row


def acts(row: Claim) -> list[str]:
    return list(ClaimStep.objects.filter(claim=row).order_by("id").values_list("act", flat=True))


def test_accepted_it_is_credited_with_its_tax_and_bent_goods_are_kept_back(market: Market) -> None:
    bought = order(market)
    assert bought.state == "settled"
    row = claim(market, bought)
    assert (row.state, row.value_minor, row.amount_minor) == ("open", VALUE, VALUE)
    row = answer(market.as_seller(), row, "accept", goods_back=True)
    note = Invoice.objects.get(kind="credit_note")
    assert (row.state, row.settled_minor, note.total_minor, note.net_minor, note.tax_minor) == (
        "settled", VALUE, VALUE, 2100, 399,
    )  # fmt: skip
    kept = Quarantine.objects.get()
    assert (kept.quantity, kept.state) == (10, "open") and row.number in kept.reason
    assert market.stock("steel") == (910, 0)
    # The order was paid: the credit pays the buyer's next invoice.
    later = order(market)
    note.refresh_from_db()
    assert note.paid_minor == VALUE and Invoice.objects.get(order=later).paid_minor == later.total_minor
    names = OutboxMessage.objects.filter(name__startswith="orders.claim").values_list("name", flat=True)
    assert set(names) == {"orders.claim_opened", "orders.claim_settled", "orders.claim_answered"}
    assert_sound()


def test_countered_agreed_and_replaced_for_nothing(market: Market) -> None:
    bought = order(market)
    row = claim(market, bought, amount=MoneyIn("20.00", "EUR"))
    low = MoneyIn("7.50", "EUR")
    row = answer(market.as_seller(), row, "counter", remedy="price_reduction", amount=low, text="small dents")
    assert (row.state, row.remedy, row.amount_minor) == ("countered", "price_reduction", 750)
    run(agree_claim, market.as_buyer(), AgreeClaim(claim_id=row.pk))
    deliver()
    row.refresh_from_db()
    assert (row.state, row.settled_minor, acts(row)) == ("settled", 750, ["opened", "countered", "agreed"])
    second = answer(market.as_seller(), claim(market, bought, "replacement"), "accept")
    new = Order.objects.get(pk=second.replacement_id)
    assert (new.total_minor, new.state, OrderLine.objects.get(order=new).quantity) == (0, "settled", 10)
    assert market.stock("steel") == (890, 0)
    assert (second.settled_minor, Invoice.objects.filter(kind="credit_note").count()) == (0, 1)
    # What is credited of an order is never more than its invoice.
    third = claim(market, bought, quantity="100")
    code = refusal(lambda: run(answer_claim, market.as_seller(), AnswerClaim(claim_id=third.pk, verdict="accept")))
    assert code == "claims.credited_already"
    assert_sound()


def test_refused_it_goes_to_the_marketplace_which_alone_decides(market: Market) -> None:
    bought = order(market)
    row = claim(market, bought)
    assert refusal(lambda: answer(market.as_seller(), row, "refuse")) == "claims.bad_input text"
    answer(market.as_seller(), row, "refuse", text="not our rust")
    for who in (market.as_other_buyer(), market.acting(market.other_seller)):
        assert refusal(lambda who=who: run(escalate_claim, who, NamedClaim(claim_id=row.pk))) == "claims.unknown"  # type: ignore[misc]
    assert refusal(lambda: run(escalate_claim, market.as_seller(), NamedClaim(claim_id=row.pk))) == "claims.not_now"
    run(escalate_claim, market.as_buyer(), NamedClaim(claim_id=row.pk, text="see the picture"))
    word = DecideClaim(claim_id=row.pk, upheld=True, text="the picture shows it", amount=MoneyIn("12.00", "EUR"))
    for who in (market.as_buyer(), market.as_seller()):
        assert refusal(lambda who=who: run(decide_claim, who, word)) == "claims.not_now"  # type: ignore[misc]
    run(decide_claim, market.as_marketplace(), word)
    deliver()
    row.refresh_from_db()
    assert (row.state, row.settled_minor, Invoice.objects.get(kind="credit_note").total_minor) == (
        "settled",
        1200,
        1200,
    )
    dismissed = claim(market, bought)
    answer(market.as_seller(), dismissed, "refuse", text="no")
    run(escalate_claim, market.as_buyer(), NamedClaim(claim_id=dismissed.pk))
    run(decide_claim, market.as_marketplace(), DecideClaim(claim_id=dismissed.pk, upheld=False, text="no evidence"))
    gone = claim(market, bought)
    run(withdraw_claim, market.as_buyer(), NamedClaim(claim_id=gone.pk))
    found = dict(Claim.objects.values_list("pk", "state"))
    assert (found[dismissed.pk], found[gone.pk]) == ("dismissed", "withdrawn")
    assert Invoice.objects.filter(kind="credit_note").count() == 1
    assert_sound()


@proves("claims.open_days", "claims.answer_days", "claims.silence")
def test_time_is_a_rule_and_so_is_silence(market: Market, travel: Travel) -> None:
    bought = order(market)
    rules(answer_days=2)
    row = claim(market, bought)
    assert timedelta(days=1.9) < row.answer_by - clock.now(scope.alias()) <= timedelta(days=2)
    travel.forward(days=2.1)
    jobs.run_due()
    row.refresh_from_db()
    assert (row.state, acts(row)) == ("escalated", ["opened", "escalated"])
    run(withdraw_claim, market.as_buyer(), NamedClaim(claim_id=row.pk))
    travel.back()  # a rule counts from today on
    rules(silence="accept")
    silent = claim_in(market, bought)
    travel.forward(days=2.1)
    jobs.run_due()
    silent.refresh_from_db()
    assert (silent.state, silent.settled_minor) == ("settled", VALUE)
    refused = claim_in(market, bought)
    run(answer_claim, market.as_seller(), AnswerClaim(claim_id=refused.pk, verdict="refuse", text="no"))
    travel.forward(days=2.1)
    jobs.run_due()
    refused.refresh_from_db()
    assert refused.state == "closed"
    travel.back()
    rules(open_days=7)
    travel.forward(days=8)
    late = refusal(lambda: claim_in(market, bought))
    assert late == "claims.too_late"
    travel.back()
    deliver()
    assert_sound()


def claim_in(market: Market, row: Order) -> Claim:
    """A claim while the clock stands ahead; its events are delivered when it is back."""
    goods = [ClaimLineIn(order_line_id=OrderLine.objects.get(order=row).pk, quantity=kilos("10"))]
    data = OpenClaim(order_id=row.pk, kind="quality", wish="credit", goods=goods, text="rusty")
    return Claim.objects.get(pk=run(open_claim, market.as_buyer(), data).claim_id)


def test_what_cannot_be_claimed_is_refused(market: Market) -> None:
    bought = order(market)
    assert refusal(lambda: claim(market, bought, quantity="101")) == "claims.bad_input quantity"
    assert refusal(lambda: claim(market, bought, "money")) == "claims.bad_input remedy"
    assert refusal(lambda: claim(market, bought, amount=MoneyIn("25.00", "EUR"))) == "claims.bad_input amount"
    by_hand()
    assert refusal(lambda: claim(market, order(market))) == "claims.not_received"
    elsewhere = Shipment.objects.exclude(order=bought).values_list("pk", flat=True)[0]
    assert refusal(lambda: claim(market, bought, shipment_id=elsewhere)) == "claims.bad_input shipment"
    assert refusal(lambda: claim(market, bought, payback="gold")) == "claims.bad_input payback"
    claim(market, bought)
    assert refusal(lambda: claim(market, bought)) == "claims.open_already"
    with pytest.raises(NotAllowed):
        run(open_claim, Actor("user", "x", company_id=market.buyer), OpenClaim(
            order_id=bought.pk, kind="quality", wish="credit", goods=[], text="x",
        ))  # fmt: skip


def test_pages_and_api_show_and_act(
    market: Market, tenant_a: TenantRef, client_of: Callable[[TenantRef | None], Client]
) -> None:
    bought = order(market)
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@x.example", company_id=market.buyer))
    seller = signed_in(client_of(tenant_a), person("supplier", "s@x.example", company_id=market.seller))
    assert f"/claims/orders/{bought.pk}/" in buyer.get(f"/orders/{bought.pk}/").content.decode()
    assert seller.get(f"/claims/orders/{bought.pk}/").status_code in (403, 404)
    sent = {"kind": "damage", "wish": "credit", "amount": "", "text": "bent", "quantity_1": "10"}
    bad = SimpleUploadedFile("a.png", b"no picture", "image/png")
    assert buyer.post(f"/claims/orders/{bought.pk}/", sent | {"file": bad}).status_code == 422
    picture = SimpleUploadedFile("bent.png", png(), "image/png")
    assert buyer.post(f"/claims/orders/{bought.pk}/", sent | {"file": picture}).status_code == 302
    row = Claim.objects.get()
    page = seller.get(f"/claims/{row.pk}/").content.decode()
    assert "bent.png" in page and 'value="counter"' in page and row.number in seller.get("/claims/").content.decode()
    offer = {"verdict": "counter", "remedy": "credit", "amount": "9.00", "text": "less"}
    assert seller.post(f"/claims/{row.pk}/answer/", offer | {"amount": "90.00"}).status_code == 422
    assert seller.post(f"/claims/{row.pk}/answer/", offer).status_code == 302
    assert f"/claims/{row.pk}/agree/" in buyer.get(f"/claims/{row.pk}/").content.decode()
    api = caller(tenant_a, "claims.*", company_id=market.buyer)
    assert api.post(f"claims/{row.pk}:agree", {}).json()["state"] == "settled"
    told = api.get(f"claims/{row.pk}").json()
    assert (told["settled"]["amount"], [one["act"] for one in told["steps"]], len(told["document_ids"])) == (
        "9.00", ["opened", "countered", "agreed"], 1,
    )  # fmt: skip


@given(st.sampled_from(sorted(COURSE)), st.sampled_from(STATES), st.sampled_from(["buyer", "seller", "house"]))
def test_nobody_acts_on_what_is_over_and_nobody_for_the_other(act: str, state: str, side: str) -> None:
    allowed = may(act, state, side)
    if state not in LIVE or act == "pass":
        assert not allowed
    if allowed and side != "house":
        assert COURSE[act][1] == side


@given(
    st.lists(st.tuples(st.decimals("0.001", "999", places=3), st.integers(0, 10**9)), min_size=1, max_size=5), st.data()
)
def test_claimed_goods_are_worth_no_more_than_they_cost(rows: list[tuple[Decimal, int]], data: st.DataObject) -> None:
    lines = []
    for quantity, gross in rows:
        part = data.draw(st.integers(1, 1000)) * quantity / 1000
        lines.append(Claimed(UUID(int=1), part, quantity, gross))
    value = value_minor(lines)
    assert 0 <= value <= sum(gross for _quantity, gross in rows)
    rooms = [(UUID(int=no), room) for no, room in enumerate(data.draw(st.lists(st.integers(0, 10**9), max_size=4)))]
    parts = share(value, rooms)
    assert sum(amount for _id, amount in parts) == min(value, sum(room for _id, room in rooms))
    assert all(0 < amount <= dict(rooms)[pk] for pk, amount in parts)
