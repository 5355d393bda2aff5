"""Requests of people from coming in to their end: answered, erased with the books kept, refused, extended, in time."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from shared_apps.accounts.models import SignInSession, User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.crypto import register
from shared_apps.crypto.subject import OTHER, WITHHELD
from shared_apps.foundation import person_names
from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.documents.commands import render_pdf
from tenant_apps.identity.models import Membership
from tenant_apps.invoicing.models import Invoice
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.models import Order
from tenant_apps.privacy.commands import (
    AnswerRequest,
    AskIdentity,
    ConfirmIdentityOf,
    ExtendRequest,
    LiftRestriction,
    OneRequest,
    OpenRequest,
    PlaceHold,
    RecordRequest,
    RefuseRequest,
    WishIn,
    WithdrawRequest,
    acknowledge_request,
    answer_request,
    ask_identity,
    carry_out_request,
    collect_answer,
    confirm_identity,
    extend_request,
    lift_restriction,
    open_request,
    place_hold,
    record_request,
    refuse_request,
    withdraw_request,
)
from tenant_apps.privacy.models import LegalHold, RequestStep, SubjectRequest
from tenant_apps.privacy.queries import is_restricted
from tests.fixtures.people import SYSTEM, authenticator, person, signed_in
from tests.fixtures.trade import Market, assert_sound, deliver, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.privacy.conftest import Cast, _acting, refused, set_rules

pytestmark = pytest.mark.usefixtures("tenant_a")


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def opened(cast: Cast, kind: str, **more: object) -> SubjectRequest:
    made = run(open_request, cast.as_ida(), OpenRequest(kind=kind, **more))  # type: ignore[arg-type]
    return SubjectRequest.objects.get(pk=made.request_id)


def letters() -> list[str]:
    while jobs.run_due():
        pass
    return [one.subject for one in mail.outbox if "access to" not in one.subject]


def test_a_person_asks_and_is_told_everything_that_is_registered(cast: Cast) -> None:
    ida = cast.as_ida()
    row = opened(cast, "access", text="Everything, please.")
    assert (row.state, row.identity_method, row.acked_at is not None) == ("working", "signed_in", True)
    data = AnswerRequest(request_id=row.pk, text="Here it is.")
    assert refused(answer_request, cast.as_officer(), data).code == "privacy.not_done"
    done = run(collect_answer, cast.as_officer(), OneRequest(request_id=row.pk))
    row = SubjectRequest.objects.get(pk=row.pk)
    told = json.loads(row.content or "")
    tables = {one["table"]: one for one in told["tables"]}
    user = tables["accounts.User"]["rows"][0]
    assert (user["name"], user["email"], user["password"]) == ("Buyer", "ida@tarn.example", WITHHELD)
    assert {"identity.Membership", "audit.AuditRecord", "accounts.User"} <= set(tables)
    # Every column that is declared as of a person stands in the answer of its table.
    for name, table in tables.items():
        declared = {one.column for one in register.personal() if one.model == name}
        assert declared <= set(table["columns"]), name
    assert done.rows == sum(one["total"] for one in told["tables"]) and "privacy.SubjectRequest" not in tables
    assert "officer@house.example" not in (row.content or "")
    run(answer_request, cast.as_officer(), data)
    row = SubjectRequest.objects.get(pk=row.pk)
    assert (row.state, row.answer) == ("answered", "Here it is.")
    assert [step.act for step in RequestStep.objects.filter(request=row).order_by("id")] == [
        "open", "collect", "answer",
    ]  # fmt: skip
    assert letters() == [f"Your request {row.number} has come in", f"Our answer to your request {row.number}"]
    facts = str(list(AuditRecord.objects.filter(action__startswith="privacy.").values_list("facts", flat=True)))
    assert "ida@" not in facts and "Everything" not in facts and ida.display not in facts
    # What was put together reads as paper too.
    assert render_pdf("subject_answer", _paper(told)).startswith(b"%PDF")


def test_names_of_others_are_not_told(cast: Cast) -> None:
    now, ida, other = datetime.now(UTC), cast.ida.id, cast.officer.id
    LegalHold.objects.create(
        number="LH-1", target="class", record_class="requests", reason="dispute", placed_at=now, lifted_at=now,
        placed_by=person_names.token(ida), lifted_by=person_names.token(other), lifted_why="settled",
    )  # fmt: skip
    row = opened(cast, "port")
    run(collect_answer, cast.as_officer(), OneRequest(request_id=row.pk))
    told = json.loads(SubjectRequest.objects.get(pk=row.pk).content or "")
    hold = next(one for one in told["tables"] if one["table"] == "privacy.LegalHold")["rows"][0]
    assert (hold["placed_by"], hold["lifted_by"]) == ("Buyer", OTHER)


def _paper(told: dict[str, object]) -> dict[str, object]:
    from tenant_apps.privacy.web.answers import pages_of

    return pages_of(told)


def test_erased_with_orders_and_invoices_the_books_stay_and_the_name_goes(market: Market, travel: Travel) -> None:
    ida = person("buyer", "ida@tarn.example", company_id=market.buyer)
    officer = _acting(person("owner", "officer@house.example"))
    User.objects.get(pk=ida.id)
    acting = _acting(ida)
    line = OrderLineIn(sku="steel", quantity=kilos("100"))
    with person_names.acting(acting):
        run(place_order, acting, PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line]))
    deliver()
    order, invoices = Order.objects.get(), list(Invoice.objects.values_list("number", "total_minor"))
    assert invoices and order.placed_by
    made = run(open_request, acting, OpenRequest(kind="erase", text="Forget me."))
    row = SubjectRequest.objects.get(pk=made.request_id)
    hold = run(place_hold, officer, PlaceHold(target="person", target_id=ida.id, reason="dispute"))
    held = refused(carry_out_request, officer, OneRequest(request_id=row.pk))
    assert (held.code, held.facts["holds"]) == ("privacy.held", [hold.number])
    assert User.objects.get(pk=ida.id).name
    from tenant_apps.privacy.commands import LiftHold, lift_hold

    run(lift_hold, officer, LiftHold(hold_id=hold.hold_id, reason="settled"))
    done = run(carry_out_request, officer, OneRequest(request_id=row.pk))
    assert done.outcome["roles_ended"] == 1 and done.outcome["kept_without_name"] > 0
    user = User.objects.get(pk=ida.id)
    assert (user.name, user.email, user.email_index, user.is_active) == ("", "", None, False)
    assert not Membership.objects.running().filter(user_id=ida.id).exists()
    assert not SignInSession.objects.filter(user_id=ida.id).exists()
    assert list(Invoice.objects.values_list("number", "total_minor")) == invoices
    assert Order.objects.get().total_minor == order.total_minor
    data = AnswerRequest(request_id=row.pk, text="It is done.")
    assert refused(answer_request, officer, data).code == "privacy.recipients_missing"
    run(answer_request, officer, AnswerRequest(request_id=row.pk, text="It is done.", recipients="none"))
    # Whoever was erased is still answered: the request has a key of its own.
    letters()
    assert mail.outbox[-1].to == ["ida@tarn.example"]
    assert refused(carry_out_request, officer, OneRequest(request_id=row.pk)).code == "privacy.wrong_state"
    deliver()
    assert_sound()


def test_the_only_owner_is_not_erased(cast: Cast) -> None:
    made = run(open_request, cast.as_officer(), OpenRequest(kind="erase"))
    assert refused(carry_out_request, cast.as_officer(), OneRequest(request_id=made.request_id)).code == (
        "privacy.oneself"
    )
    assert refused(carry_out_request, SYSTEM, OneRequest(request_id=made.request_id)).code == "privacy.last_owner"
    assert User.objects.get(pk=cast.officer.id).email == "officer@house.example"


def test_somebody_who_wrote_shows_who_they_are_first(cast: Cast, travel: Travel) -> None:
    officer = cast.as_officer()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    made = run(
        record_request, officer,
        RecordRequest(kind="correct", channel="letter", name="Ida Tarn", email="ida@tarn.example", language="zh-hans",
                      received_at=yesterday, wish=WishIn(name="Ida Holt")),
    )  # fmt: skip
    one = OneRequest(request_id=made.request_id)
    assert refused(carry_out_request, officer, one).code == "privacy.wrong_state"
    run(acknowledge_request, officer, one)
    assert refused(acknowledge_request, officer, one).code == "privacy.done_already"
    run(ask_identity, officer, AskIdentity(request_id=made.request_id, why="Another address than the one we know."))
    run(
        confirm_identity, officer,
        ConfirmIdentityOf(request_id=made.request_id, method="call_back", user_id=cast.ida.id),
    )  # fmt: skip
    run(carry_out_request, officer, one)
    assert User.objects.get(pk=cast.ida.id).name == "Ida Holt"
    run(answer_request, officer, AnswerRequest(request_id=made.request_id, text="好的。", recipients="none"))
    assert len(letters()) == 3 and "好的。" in mail.outbox[-1].body


@proves("privacy.dsr_identity_stops_clock")
def test_waiting_for_proof_moves_the_end_only_where_the_rules_say(cast: Cast, travel: Travel) -> None:
    officer, ends = cast.as_officer(), []
    for stops in (False, True):
        set_rules(privacy__dsr_identity_stops_clock=stops)
        made = run(record_request, officer, RecordRequest(kind="access", channel="mail", name="Ida"))
        run(ask_identity, officer, AskIdentity(request_id=made.request_id, why="doubt"))
        travel.forward(days=3)
        found = run(confirm_identity, officer, ConfirmIdentityOf(request_id=made.request_id, method="document"))
        ends.append((found.due_at - made.due_at).days)
        travel.by = timedelta()
    assert ends == [0, 3]


@proves(
    "privacy.dsr_due_days", "privacy.dsr_extend_days", "privacy.dsr_ack_business_days", "privacy.dsr_working_days",
    "privacy.dsr_whole_months", "privacy.optout_business_days", "privacy.free_days",
)  # fmt: skip
def test_each_period_is_that_of_the_rules(cast: Cast, lawless: None) -> None:
    def days(**rules: object) -> tuple[int, int]:
        set_rules(**rules)
        received = datetime(2026, 2, 2, 12, tzinfo=UTC)
        made = run(
            record_request, SYSTEM, RecordRequest(kind="access", channel="mail", name="Ida", received_at=received)
        )
        row = SubjectRequest.objects.get(pk=made.request_id)
        return (row.due_at - received).days, (row.ack_by - received).days

    # February has 28 days: a month ends before thirty days do.
    assert days() == (28, 14)
    assert days(privacy__dsr_whole_months=False) == (30, 14)
    assert days(privacy__dsr_due_days=45) == (45, 14)
    assert days(privacy__dsr_due_days=10, privacy__dsr_working_days=True) == (14, 14)
    assert days(privacy__free_days="2026-02-04 2026-02-05") == (16, 16)
    assert days(privacy__free_days="") == (14, 14)
    assert days(privacy__dsr_ack_business_days=3) == (14, 3)
    set_rules(privacy__optout_business_days=2)
    soon = run(
        record_request, SYSTEM,
        RecordRequest(kind="object", channel="mail", name="Ida", received_at=datetime(2026, 2, 2, 12, tzinfo=UTC)),
    )  # fmt: skip
    # The end of the second working day, in Berlin.
    assert soon.due_at + timedelta(microseconds=1) == datetime(2026, 2, 4, 23, tzinfo=UTC)
    made = run(record_request, SYSTEM, RecordRequest(kind="port", channel="mail", name="Ida"))
    set_rules(privacy__dsr_extend_days=0)
    data = ExtendRequest(request_id=made.request_id, why="much")
    assert refused(extend_request, SYSTEM, data).code == "privacy.no_extension"
    set_rules(privacy__dsr_extend_days=20, privacy__dsr_working_days=False)
    assert 9 <= (run(extend_request, SYSTEM, data).due_at - made.due_at).days <= 20
    assert refused(extend_request, SYSTEM, data).code == "privacy.extended_already"


def test_time_is_extended_inside_the_first_period_alone(cast: Cast, travel: Travel) -> None:
    row = opened(cast, "access")
    travel.until(row.due_at)
    data = ExtendRequest(request_id=row.pk, why="much to look through")
    assert refused(extend_request, cast.as_officer(), data).code == "privacy.too_late_to_extend"


@proves("privacy.complaint_route", "privacy.controller")
def test_a_refusal_says_why_and_where_to_complain(cast: Cast) -> None:
    set_rules(privacy__complaint_route="Office of the Example Commissioner", privacy__controller="Privacy desk, Oslo")
    row = opened(cast, "object")
    officer = cast.as_officer()
    bare = RefuseRequest(request_id=row.pk, reason="unfounded", text=" ")
    assert refused(refuse_request, officer, bare).field == "text"
    odd = RefuseRequest(request_id=row.pk, reason="mood", text="no")
    assert refused(refuse_request, officer, odd).code == "privacy.bad_reason"
    run(refuse_request, officer, RefuseRequest(request_id=row.pk, reason="law_keeps", text="The tax law."))
    letters()
    body = mail.outbox[-1].body
    assert "The tax law." in body and "Office of the Example Commissioner" in body and "Privacy desk, Oslo" in body


@proves("privacy.rights")
def test_only_what_is_offered_can_be_asked_for(cast: Cast, lawless: None) -> None:
    assert refused(open_request, cast.as_ida(), OpenRequest(kind="optout")).code == "privacy.not_offered"
    set_rules(privacy__rights=["optout", "erase"])
    opened(cast, "optout")
    # Recipients are told where that is offered, and not asked for where it is not.
    row = opened(cast, "erase")
    run(carry_out_request, cast.as_officer(), OneRequest(request_id=row.pk))
    run(answer_request, cast.as_officer(), AnswerRequest(request_id=row.pk, text="Done."))


def test_restriction_stands_until_it_is_lifted_and_a_request_can_be_taken_back(cast: Cast) -> None:
    row = opened(cast, "restrict")
    assert refused(open_request, cast.as_ida(), OpenRequest(kind="restrict")).code == "privacy.open_already"
    run(carry_out_request, cast.as_officer(), OneRequest(request_id=row.pk))
    assert is_restricted(cast.ida.id)
    run(lift_restriction, cast.as_officer(), LiftRestriction(request_id=row.pk))
    assert not is_restricted(cast.ida.id)
    mine = WithdrawRequest(request_id=row.pk)
    assert refused(withdraw_request, cast.as_officer(), mine).code == "privacy.no_request"
    assert run(withdraw_request, cast.as_ida(), mine).state == "withdrawn"


def test_pages_lead_from_asking_to_the_answer(cast: Cast, tenant_a: TenantRef, client_of: object) -> None:
    ida = signed_in(client_of(tenant_a), cast.ida)  # type: ignore[operator]
    officer: Client = signed_in(
        client_of(tenant_a),
        cast.officer,
        device=authenticator(cast.officer.id),  # type: ignore[operator]
    )
    page = ida.get("/my-data/").content.decode()
    assert "What is held" in page
    answer = ida.post("/my-data/requests/new/", {"kind": "copy", "text": "please"})
    assert answer.status_code == 302
    own = answer.headers["Location"]
    request_id = UUID(own.rstrip("/").rsplit("/", 1)[1])
    assert ida.get(f"{own}answer/json/").status_code == 404
    house = f"/privacy/requests/{request_id}/"
    assert ida.get(house).status_code == 403
    assert "ida@tarn.example" in officer.get(house).content.decode()
    officer.post(f"{house}collect/")
    bad = officer.post(f"{house}answer/", {"text": ""})
    assert bad.status_code == 422
    assert officer.post(f"{house}answer/", {"text": "All of it."}).status_code == 302
    assert "ida@tarn.example" in officer.get(f"{house}answer/read/").content.decode()
    told = json.loads(ida.get(f"{own}answer/json/").content)
    assert told["person"]["email"] == "ida@tarn.example"
    assert ida.get(f"{own}answer/read/").status_code == 200
    assert ida.get(f"{own}answer/pdf/").content.startswith(b"%PDF")
    assert "All of it." in ida.get(own).content.decode()
