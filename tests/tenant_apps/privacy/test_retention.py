"""Retention removes what has had its time, passes over what is held, and says what it did; breaches run by clocks."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.egress.objects import object_store
from shared_apps.foundation import clock
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import NotFound
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from tenant_apps.documents.commands import StoreDocument, store_document
from tenant_apps.documents.models import Document
from tenant_apps.documents.queries import read
from tenant_apps.exceptions.models import OrderException
from tenant_apps.identity.commands import EndMembershipsOf, end_memberships_of
from tenant_apps.invoicing.commands import RenderInvoice, render_invoice
from tenant_apps.invoicing.models import Invoice
from tenant_apps.ledger.models import Leg
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tenant_apps.parties.models import Qualification
from tenant_apps.payments.models import Payment
from tenant_apps.privacy.commands import (
    AddToBreach,
    ApplyRetention,
    CloseBreach,
    GiveConsent,
    LiftHold,
    OfPurpose,
    OpenRequest,
    PlaceHold,
    RecordAssessment,
    RegisterBreach,
    TellOfBreach,
    WithdrawRequest,
    add_to_breach,
    apply_retention,
    close_breach,
    give_consent,
    lift_hold,
    open_request,
    place_hold,
    record_assessment,
    register_breach,
    tell_of_breach,
    withdraw_consent,
    withdraw_request,
)
from tenant_apps.privacy.models import (
    Assessment,
    Breach,
    BreachDuty,
    ConsentAct,
    LegalHold,
    RetentionRun,
    SubjectRequest,
)
from tenant_apps.privacy.queries import retention
from tenant_apps.privacy.queries.retention import plan
from tenant_apps.support.models import SupportLook, SupportVisit
from tenant_apps.trading.engines.thread.models import Guest
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.questions.models import Question
from tenant_apps.transfers.invariants import totals_are_the_sets
from tenant_apps.transfers.models import AbroadTotal, PersonAbroad
from tests.fixtures.people import SYSTEM, authenticator, signed_in
from tests.fixtures.trade import Market, deliver, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.privacy.conftest import Cast, refused, set_rules
from tests.tenant_apps.privacy.test_purposes import purpose

pytestmark = pytest.mark.usefixtures("tenant_a")


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def rules_today(travel: Travel, **values: object) -> None:
    """Change rules on the day itself, and travel on to where the clock stood."""
    ahead, travel.by = travel.by, timedelta()
    set_rules(**values)
    travel.by = ahead


def due() -> dict[str, tuple[int, int]]:
    """Class -> how many would go, how many are held."""
    return {one.one.code: (one.due, one.kept) for one in plan(clock.now(scope.alias())) if one.due or one.kept}


@proves("retention.account_months", "retention.request_months", "retention.consent_months")
def test_each_class_goes_after_its_time_unless_it_is_held(cast: Cast, travel: Travel) -> None:
    ida = cast.as_ida()
    made = purpose()
    run(give_consent, ida, GiveConsent(code="letters", language="en", digest=made.digest_en))
    run(withdraw_consent, ida, OfPurpose(code="letters"))
    asked = run(open_request, ida, OpenRequest(kind="access", text="secret words"))
    run(withdraw_request, ida, WithdrawRequest(request_id=asked.request_id))
    run(end_memberships_of, SYSTEM, EndMembershipsOf(user_id=cast.ida.id))
    set_rules(retention__account_months=2, retention__request_months=3, retention__consent_months=4)
    assert due() == {}
    travel.forward(days=63)
    assert due() == {"accounts": (1, 0)}
    hold = run(place_hold, cast.as_officer(), PlaceHold(target="person", target_id=cast.ida.id, reason="dispute"))
    assert due() == {"accounts": (0, 1)}
    travel.forward(days=63)
    assert due() == {"accounts": (0, 1), "requests": (0, 1), "consents": (0, 1)}
    done = run(apply_retention, SYSTEM, ApplyRetention())
    assert (done.removed, done.held) == (0, 3) and User.objects.get(pk=cast.ida.id).email
    line = next(one for one in RetentionRun.objects.get().lines if one["class"] == "accounts")
    assert line["holds"] == [hold.number]
    run(lift_hold, cast.as_officer(), LiftHold(hold_id=hold.hold_id, reason="settled"))
    done = run(apply_retention, SYSTEM, ApplyRetention())
    assert (done.removed, done.held, done.more) == (4, 0, False)
    assert User.objects.get(pk=cast.ida.id).email == "" and not ConsentAct.objects.exists()
    row = SubjectRequest.objects.get()
    assert (row.name, row.text, row.number) == ("", "", asked.number)
    assert due() == {} and run(apply_retention, SYSTEM, ApplyRetention()).removed == 0


@proves(
    "retention.trade_years", "retention.trade_most_years", "retention.invoice_years", "retention.invoice_most_years",
    "retention.payment_years", "retention.payment_most_years", "retention.delivery_years",
    "retention.delivery_most_years",
)  # fmt: skip
def test_records_of_trade_are_cleared_after_their_time_and_the_books_stay(
    market: Market, lawless: None, travel: Travel
) -> None:
    """Each class with its own years, of which the longer counts, from the end of the calendar year."""
    line = OrderLineIn(sku="steel", quantity=kilos("100"))
    note = PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line], note="call Ida at noon")
    placed = run(place_order, market.as_buyer(), note)
    deliver()
    invoice = Invoice.objects.get()
    paper = run(render_invoice, SYSTEM, RenderInvoice(invoice_id=invoice.pk)).document_id
    key, legs = Document.objects.get(pk=paper).object_key, list(Leg.objects.values_list("pk", "amount_minor"))
    classes = ("trade", "invoice", "payment", "delivery")
    set_rules(
        **{f"retention__{name}_years": at for at, name in enumerate(classes, 1)},
        **{f"retention__{name}_most_years": 0 for name in classes},
    )
    year = invoice.issued_at.year

    def at_turn(years: int, seconds: int) -> dict[str, tuple[int, int]]:
        """What is due so many seconds after the turn of the year with which so many years are over."""
        travel.until(datetime(year + years + 1, 1, 1, tzinfo=ZoneInfo("Europe/Berlin")) + timedelta(seconds=seconds))
        return due()

    set_rules(general__time_zone="Europe/Berlin")
    at_turn(6, 1)
    assert due() == {}, "a most of 0 keeps for good"
    travel.back()
    set_rules(**{f"retention__{name}_most_years": 1 for name in classes})
    seen = [(sorted(at_turn(at, -60)), sorted(at_turn(at, 1))) for at in range(1, 5)]
    order = ["orders"]
    assert seen == [
        ([], order), (order, ["invoices", *order]), (["invoices", *order], ["invoices", *order, "payments"]),
        (["invoices", *order, "payments"], ["deliveries", "invoices", *order, "payments"]),
    ]  # fmt: skip
    rules_today(travel, retention__delivery_most_years=9)
    assert "deliveries" not in due(), "the longer time counts"
    rules_today(travel, retention__delivery_most_years=1)
    done = run(apply_retention, SYSTEM, ApplyRetention())
    assert (done.removed, done.more) == (4, False) and due() == {}
    row = Order.objects.get(pk=placed.order_id)
    assert (row.note, row.placed_by) == ("", "") and row.total_minor == invoice.total_minor
    assert Payment.objects.get().recorded_by == "" and Invoice.objects.get().document_id == paper
    with pytest.raises(NotFound) as gone:
        read(SYSTEM, paper)
    assert gone.value.code == "documents.removed"
    jobs.run_due()
    assert not object_store().exists(key)
    assert list(Leg.objects.values_list("pk", "amount_minor")) == legs, "the books are as they were"
    assert [one for one in check_all() if not one.invariant.startswith("outbox.")] == []


def test_disputes_keep_what_they_are_about_and_hide_nothing_behind_them(
    market: Market, lawless: None, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    line = OrderLineIn(sku="steel", quantity=kilos("10"))
    orders = [
        run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line])).order_id
        for _each in range(2)
    ]
    deliver()
    set_rules(retention__trade_years=1, retention__trade_most_years=1)
    now = clock.now(scope.alias())
    OrderException.objects.create(
        number="X-1", kind="late_payment", subject="orders.order", subject_id=orders[0], subject_number="O-1",
        found_by="test", opened_at=now, deadline_at=now,
    )  # fmt: skip
    travel.forward(days=800)
    found = next(one for one in plan(clock.now(scope.alias())) if one.one.code == "orders")
    assert [one.id for one in found.disputed] == orders[:1] and [one.id for one in found.go] == orders[1:]
    run(apply_retention, SYSTEM, ApplyRetention())
    line_of = next(one for one in RetentionRun.objects.get().lines if one["class"] == "orders")
    assert (line_of["removed"], line_of["disputed"]) == (1, 1)


@proves(
    "retention.event_years", "retention.event_most_years", "retention.message_years", "retention.message_most_years",
    "retention.paper_years", "retention.paper_most_years",
)  # fmt: skip
def test_events_words_and_papers_go_at_the_turn_of_their_year(market: Market, lawless: None, travel: Travel) -> None:
    now = clock.now(scope.alias())
    event = TradingEvent.objects.create(
        number="E-1", mode="rfq", side="buy", title="Steel", initiator_id=market.buyer, currency="EUR",
        ruleset_hash="0" * 64, description="ask Ida", created_at=now, published_at=now, final_state="complete",
        final_at=now,
    )  # fmt: skip
    Question.objects.create(
        trading_event=event, number=1, company_id=market.seller, text="Is Ida there?", asked_at=now, answer="Yes.",
        answered_at=now,
    )  # fmt: skip
    paper = Qualification.objects.create(
        company_id=market.seller, kind="iso9001", valid_from=now.date(), valid_until=now.date(), recorded_at=now,
    )  # fmt: skip
    kept = StoreDocument(
        kind="licence", title="ISO", content=b"%PDF-1.7", content_type="application/pdf", company_ids=[market.seller],
        target="parties.qualification", target_id=paper.pk,
    )  # fmt: skip
    document = run(store_document, SYSTEM, kept).document_id
    names = ("event", "message", "paper")
    set_rules(
        general__time_zone="UTC", **{f"retention__{name}_years": 1 for name in names},
        **{f"retention__{name}_most_years": at for at, name in enumerate(names, 2)},
    )  # fmt: skip
    seen = []
    for years in (2, 3, 4):
        turn = datetime(now.year + years + 1, 1, 1, tzinfo=UTC)
        for seconds in (-60, 1):
            travel.until(turn + timedelta(seconds=seconds))
            seen.append(sorted(due()))
    whole = ["events", "messages", "papers"]
    assert seen == [[], ["events"], ["events"], whole[:2], whole[:2], whole]
    rules_today(travel, retention__event_years=8)
    assert sorted(due()) == whole[1:], "a law that asks for longer wins"
    rules_today(travel, retention__event_years=1)
    assert run(apply_retention, SYSTEM, ApplyRetention()).removed == 3
    event.refresh_from_db()
    assert (event.title, event.description) == ("Steel", "")
    assert Question.objects.values_list("text", "answer", "number").get() == ("", "", 1)
    assert Document.objects.values_list("title", "size_bytes").get(pk=document) == ("", 0)


@proves("retention.transfer_years", "retention.support_months")
def test_who_was_counted_abroad_and_what_support_saw_goes(cast: Cast, lawless: None, travel: Travel) -> None:
    now = clock.now(scope.alias())
    AbroadTotal.objects.create(year=now.year, country="US", persons=1)
    PersonAbroad.objects.create(year=now.year, country="US", person=str(cast.ida.id))
    visit = SupportVisit.objects.create(
        operator=uuid4(), reason="a", ticket="T-1", state="ended", asked_at=now,
        ended_at=now, member_id=cast.ida.id,
    )  # fmt: skip
    SupportLook.objects.create(visit=visit, at=now, method="GET", path="/", status=200)
    set_rules(retention__transfer_years=2, retention__support_months=12)
    travel.forward(days=360)
    assert due() == {}
    travel.forward(days=10)
    assert due() == {"support": (1, 0)}
    travel.until(datetime(now.year + 3, 1, 2, tzinfo=UTC))
    rules_today(travel, retention__transfer_years=3)
    assert due() == {"support": (1, 0)}
    rules_today(travel, retention__transfer_years=2)
    assert due() == {"support": (1, 0), "people_abroad": (1, 0)}
    run(apply_retention, SYSTEM, ApplyRetention())
    assert not SupportLook.objects.exists() and not PersonAbroad.objects.exists()
    assert SupportVisit.objects.exists() and totals_are_the_sets() == []


@proves("retention.guest_months")
def test_guests_are_forgotten_after_their_time(market: Market, travel: Travel) -> None:
    now = clock.now(scope.alias())
    guest = Guest.objects.create(
        company_id=market.other_seller, initiator_id=market.buyer, email="robin@guest.example", contact="Robin",
        language="en", created_at=now,
    )  # fmt: skip
    set_rules(retention__guest_months=2)
    travel.forward(days=50)
    assert due() == {}
    travel.forward(days=20)
    assert due() == {"guests": (1, 0)}
    run(place_hold, SYSTEM, PlaceHold(target="company", target_id=market.buyer, reason="dispute"))
    assert due() == {"guests": (0, 1)}
    LegalHold.objects.all().delete()
    run(apply_retention, SYSTEM, ApplyRetention())
    guest = Guest.objects.get(pk=guest.pk)
    assert (guest.email, guest.contact, guest.email_index) == ("", "", None)


@proves("retention.assessment_years", "retention.breach_years")
def test_assessments_and_breaches_are_kept_for_years(cast: Cast, lawless: None, travel: Travel) -> None:
    def assessed(replaces: object = None) -> object:
        return run(
            record_assessment, SYSTEM,
            RecordAssessment(title="Partners", needed_for=["provide"], description="a", risks="b", measures="c",
                             outcome="go", replaces=replaces),  # type: ignore[arg-type]
        )  # fmt: skip

    set_rules(retention__breach_years=2, retention__assessment_years=2)
    first = assessed()
    row = Assessment.objects.get()
    assert (row.keep_until.year, row.keep_until.month) == (row.made_at.year + 2, row.made_at.month)
    breach = run(
        register_breach, SYSTEM,
        RegisterBreach(title="Wrong list", what="A list went to another company.", role="controller", risk="unlikely"),
    )  # fmt: skip
    run(close_breach, SYSTEM, CloseBreach(breach_id=breach.breach_id, lessons="Check the address."))
    travel.forward(days=740)
    assert due() == {"breaches": (1, 0)}, "an assessment that nothing replaced still holds"
    assessed(first.assessment_id)  # type: ignore[attr-defined]
    assert due() == {"breaches": (1, 0), "assessments": (1, 0)}
    run(apply_retention, SYSTEM, ApplyRetention())
    assert (Breach.objects.count(), Assessment.objects.count()) == (0, 1)


@proves(
    "incident.authority_hours", "incident.critical_operator", "incident.controller_hours",
    "incident.final_report_days", "incident.subjects_told",
)  # fmt: skip
def test_clocks_are_those_of_the_rules_and_a_late_report_says_why(cast: Cast, lawless: None, travel: Travel) -> None:
    def hours(**data: object) -> dict[str, int]:
        base = {"title": "Lost device", "what": "A telephone was lost.", "role": "controller", "risk": "high"}
        made = run(register_breach, cast.as_officer(), RegisterBreach(**(base | data)))  # type: ignore[arg-type]
        row = Breach.objects.get(pk=made.breach_id)
        return {one.kind: round((one.due_at - row.aware_at).total_seconds() / 3600)
                for one in BreachDuty.objects.filter(breach=row)}  # fmt: skip

    assert hours() == {"authority": 72, "final": 720, "subjects": 72}
    set_rules(incident__authority_hours=4, incident__final_report_days=20, incident__subjects_told=False)
    assert hours() == {"authority": 4, "final": 480}
    set_rules(incident__critical_operator=True, incident__controller_hours=12)
    assert hours(is_major=True) == {"authority": 1, "final": 480}
    assert hours(role="processor") == {"controller": 12}
    row = Breach.objects.filter(role="controller").latest("id")
    travel.forward(hours=2)
    told = TellOfBreach(breach_id=row.pk, duty="authority", reference="AZ 12")
    assert refused(tell_of_breach, cast.as_officer(), told).code == "privacy.late_reason_missing"
    late = TellOfBreach(breach_id=row.pk, duty="authority", reference="AZ 12", late_why="found at night")
    left = run(tell_of_breach, cast.as_officer(), late).duties
    assert set(left) == {"final"}
    closing = CloseBreach(breach_id=row.pk, lessons="Lock devices.")
    assert refused(close_breach, cast.as_officer(), closing).code == "privacy.duties_open"
    run(tell_of_breach, cast.as_officer(), TellOfBreach(breach_id=row.pk, duty="final", waived_why="not asked for"))
    run(close_breach, cast.as_officer(), closing)
    assert refused(add_to_breach, cast.as_officer(), AddToBreach(breach_id=row.pk)).code == "privacy.done_already"


def test_a_higher_risk_starts_its_clock_from_when_the_breach_was_known(cast: Cast, travel: Travel) -> None:
    made = run(
        register_breach, SYSTEM,
        RegisterBreach(title="Open door", what="A page was open.", role="controller", risk="unlikely"),
    )  # fmt: skip
    assert made.duties == {}
    aware = Breach.objects.get().aware_at
    travel.forward(hours=5)
    found = run(add_to_breach, SYSTEM, AddToBreach(breach_id=made.breach_id, risk="high", persons=12))
    assert found.duties["authority"] == aware + timedelta(hours=72)


def test_pages_of_the_house(cast: Cast, tenant_a: object, client_of: object) -> None:
    officer = signed_in(
        client_of(tenant_a),
        cast.officer,
        device=authenticator(cast.officer.id),  # type: ignore[operator]
    )
    form = {"title": "Lost device", "what": "A telephone was lost.", "role": "controller", "risk": "risk",
            "kinds": ["contact"], "persons": "3"}  # fmt: skip
    answer = officer.post("/privacy/breaches/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    place = answer.headers["Location"]
    page = officer.get(place).content.decode()
    assert "Clock runs" in page
    more = {"risk": "high", "what": "Two telephones were lost.", "persons": "3"}
    assert officer.post(f"{place}more/", more).status_code == 302
    assert "Two telephones were lost." in officer.get(place).content.decode()
    assert officer.post(f"{place}tell/authority/", {"reference": ""}).status_code == 422
    assert officer.post(f"{place}tell/authority/", {"reference": "AZ 1"}).status_code == 302
    report = json.loads(officer.get(f"{place}export/").content)
    assert report["persons"] == 3 and report["reports"][0]["reference"] == "AZ 1"
    hold = {"target": "person", "of": "ida@tarn.example", "reason": "dispute"}
    assert officer.post("/privacy/holds/new/", hold).status_code == 302
    assert "dispute" in officer.get("/privacy/retention/").content.decode()
    csv = officer.get("/privacy/processing.csv").content.decode()
    assert "accounts.User.email" in csv and "processor" in csv
