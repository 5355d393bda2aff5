"""Retention removes what has had its time, passes over what is held, and says what it did; breaches run by clocks."""

import json
from datetime import timedelta

import pytest

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.identity.commands import EndMembershipsOf, end_memberships_of
from tenant_apps.invoicing.models import Invoice
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
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
from tenant_apps.privacy.queries.retention import plan
from tenant_apps.trading.engines.thread.models import Guest
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


@proves("retention.trade_years", "retention.invoice_years", "retention.payment_years")
def test_what_the_books_keep_is_counted_and_stays(market: Market, lawless: None, travel: Travel) -> None:
    line = OrderLineIn(sku="steel", quantity=kilos("100"))
    run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line]))
    deliver()
    set_rules(retention__trade_years=1, retention__invoice_years=2, retention__payment_years=3)
    seen = []
    for _year in range(3):
        travel.forward(days=370)
        seen.append(sorted(due()))
    assert seen == [["orders"], ["invoices", "orders"], ["invoices", "orders", "payments"]]
    assert run(apply_retention, SYSTEM, ApplyRetention()).removed == 0
    assert Invoice.objects.exists() and Order.objects.exists() and Payment.objects.exists()


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
