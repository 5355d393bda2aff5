"""Requests from submission to order: steps, quorums, delegation, escalation, changes, and who may not approve."""

from datetime import timedelta

import pytest

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.approvals.commands import (
    ApproverIn,
    AssignDuty,
    Delegate,
    EndDelegation,
    SavePolicy,
    WatchRequest,
    WithdrawRequest,
    assign_duty,
    delegate,
    end_delegation,
    save_policy,
    watch_request,
    withdraw_request,
)
from tenant_apps.approvals.models import ApprovalMoment, ApprovalSeat, ApprovalStep
from tenant_apps.orders.commands import (
    DraftLineIn,
    OrderLineIn,
    PlaceOrder,
    SaveOrderDraft,
    place_order,
    save_order_draft,
)
from tenant_apps.orders.models import Order, OrderDraft
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.approvals import Staff, by_name, by_role, decide, draft, policy, staff_of, state_of, step, submit
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves


@pytest.fixture
def staff(market: Market) -> Staff:
    return staff_of(market.buyer)


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def code_of(act: object, *words: object, **more: object) -> str:
    with pytest.raises(Refusal) as caught:
        act(*words, **more)  # type: ignore[operator]
    return caught.value.code


def settings(**changes: object) -> None:
    run(
        change_settings,
        SYSTEM,
        ChangeSettings(changes={key.replace("__", "."): value for key, value in changes.items()}),
    )


def test_two_steps_then_it_is_placed_by_itself_at_the_locked_price(market: Market, staff: Staff) -> None:
    policy(staff, step("Finance", by_role("finance")), step("Head", by_name(staff.dan)), when="total > 5")
    made = submit(market, staff.ann)
    assert (made.state, Order.objects.count()) == ("waiting", 0)
    assert code_of(decide, staff.dan, made.approval_id) == "approvals.not_your_turn"
    assert decide(staff.bob, made.approval_id) == "waiting"
    assert code_of(decide, staff.cat, made.approval_id) == "approvals.not_your_turn"
    assert decide(staff.dan, made.approval_id) == "approved"
    assert Order.objects.count() == 0
    deliver()
    row = OrderDraft.objects.get()
    assert (row.state, row.order is not None, Order.objects.get().total_minor) == ("ordered", True, 607)
    assert code_of(decide, staff.cat, made.approval_id) == "approvals.not_waiting"
    moments = list(ApprovalMoment.objects.order_by("id").values_list("what", flat=True))
    assert moments == ["opened", "asked", "approve", "asked", "approve", "approved"]
    assert AuditRecord.objects.filter(action="approvals.decide_request", outcome="done").count() == 2
    assert_sound()


def test_without_a_policy_or_below_its_condition_it_is_placed_at_once(market: Market, staff: Staff) -> None:
    assert submit(market, staff.ann).state == "ordered"
    policy(staff, step("Finance", by_role("finance")), when="total > 100")
    assert submit(market, staff.ann).state == "ordered"
    assert Order.objects.count() == 2
    assert_sound()


def test_an_order_placed_past_the_policy_is_refused_and_names_the_steps(market: Market, staff: Staff) -> None:
    policy(staff, step("Finance", by_role("finance")), when="new_supplier and any(lines, not has(last_price))")
    data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=[OrderLineIn(sku="steel", quantity=kilos("2"))])
    for actor in (staff.ann, staff.dan, market.as_buyer("orders.agree_price")):
        with pytest.raises(Refusal) as caught:
            run(place_order, actor, data)
        assert (caught.value.code, caught.value.status) == ("orders.approval_needed", 409)
        assert caught.value.facts == {"steps": [{"policy": "Policy", "step": "Finance", "level": 1}]}
    assert Order.objects.count() == 0
    run(place_order, market.as_other_buyer(), data)


def test_parallel_policies_and_quorums(market: Market, staff: Staff) -> None:
    policy(staff, step("Both", by_role("finance"), quorum=0), name="A")
    policy(staff, step("Head", by_name(staff.dan)), name="B")
    made = submit(market, staff.ann)
    assert decide(staff.dan, made.approval_id) == "waiting"
    assert decide(staff.bob, made.approval_id) == "waiting"
    assert code_of(decide, staff.bob, made.approval_id) == "approvals.not_your_turn"
    assert decide(staff.cat, made.approval_id) == "approved"
    assert_sound()


def test_two_of_three_and_one_refusal_too_many(market: Market, staff: Staff) -> None:
    policy(staff, step("Two", by_role("finance"), by_name(staff.dan), quorum=2))
    first, second = submit(market, staff.ann), submit(market, staff.ann)
    assert decide(staff.bob, first.approval_id, approve=False) == "waiting"
    assert decide(staff.cat, first.approval_id, approve=False) == "rejected"
    assert decide(staff.bob, second.approval_id, approve=False) == "waiting"
    assert decide(staff.cat, second.approval_id) == "waiting"
    assert decide(staff.dan, second.approval_id) == "approved"
    deliver()
    assert set(OrderDraft.objects.values_list("state", flat=True)) == {"rejected", "ordered"}
    assert_sound()


def test_who_made_it_never_approves_it_on_any_way(market: Market, staff: Staff) -> None:
    """Not by a role, not by name, not as a delegate, not as a co-author, not as who is called after the deadline."""
    policy(staff, step("All", by_role("finance"), by_role("buyer"), by_name(staff.dan), quorum=1, hours=1))
    now = clock.now(scope.alias())
    times = {"starts_at": now - timedelta(minutes=1), "ends_at": now + timedelta(days=3)}
    run(delegate, staff.bob, Delegate(taker_id=staff.ann.user_id, **times))  # type: ignore[arg-type]
    made = draft(market, staff.ann)
    lines = [DraftLineIn(sku="steel", quantity="3", unit="KGM")]
    change = SaveOrderDraft(draft_id=made.draft_id, seller_id=market.seller, currency="EUR", lines=lines)
    run(save_order_draft, staff.cat, change)
    from tenant_apps.orders.commands import SubmitOrderDraft, submit_order_draft

    made = run(submit_order_draft, staff.ann, SubmitOrderDraft(draft_id=made.draft_id))
    for author in (staff.ann, staff.cat):
        assert code_of(decide, author, made.approval_id) == "approvals.own_request"
    assert state_of(made.approval_id) == "waiting"
    assert not ApprovalSeat.objects.filter(holder_id__in=[staff.ann.user_id, staff.cat.user_id]).exists()
    assert decide(staff.bob, made.approval_id) == "approved"
    assert_sound()


def test_unless_the_policy_says_so(market: Market, staff: Staff) -> None:
    policy(staff, step("Buyer", by_role("buyer")), own_approval=True)
    made = submit(market, staff.ann)
    assert decide(staff.ann, made.approval_id) == "approved"
    assert_sound()


def test_a_step_that_nobody_else_could_decide_is_refused_at_once(market: Market, staff: Staff) -> None:
    policy(staff, step("Buyer", by_role("buyer")))
    assert code_of(submit, market, staff.ann) == "approvals.too_few_approvers"
    assert OrderDraft.objects.get().state == "draft"


def test_only_a_person_of_the_company_decides(market: Market, staff: Staff) -> None:
    policy(staff, step("Finance", by_role("finance")))
    made = submit(market, staff.ann)
    key = Actor(kind="api_key", id="k", company_id=market.buyer, permissions=staff.bob.permissions)
    assert code_of(decide, key, made.approval_id) == "approvals.person_needed"
    other = staff_of(market.other_buyer)
    assert code_of(decide, other.bob, made.approval_id) == "approvals.request_unknown"
    assert code_of(decide, market.as_marketplace(), made.approval_id) == "approvals.person_needed"


def test_a_delegate_decides_while_it_lasts(market: Market, staff: Staff, travel: Travel) -> None:
    policy(staff, step("Finance", by_name(staff.bob), hours=2000))
    now = clock.now(scope.alias())
    data = Delegate(taker_id=staff.cat.user_id, starts_at=now, ends_at=now + timedelta(days=2))  # type: ignore[arg-type]
    made = run(delegate, staff.bob, data)
    assert code_of(run, delegate, staff.bob, data) == "approvals.delegation_overlaps"
    onwards = Delegate(taker_id=staff.dan.user_id, starts_at=now, ends_at=now + timedelta(days=1))  # type: ignore[arg-type]
    assert code_of(run, delegate, staff.cat, onwards) == "approvals.delegation_chain"
    first, second, third = (submit(market, staff.ann) for _ in range(3))
    assert decide(staff.cat, first.approval_id) == "approved"
    seat = ApprovalSeat.objects.get(step__request_id=first.approval_id)
    assert (seat.holder_id, seat.decided_by_id, seat.via) == (staff.bob.user_id, staff.cat.user_id, "delegation")
    travel.forward(days=3)
    assert code_of(decide, staff.cat, second.approval_id) == "approvals.not_your_turn"
    travel.back()
    run(end_delegation, staff.bob, EndDelegation(delegation_id=made.delegation_id))
    assert code_of(decide, staff.cat, third.approval_id) == "approvals.not_your_turn"
    assert_sound()


@proves("approvals.delegation_days")
def test_a_delegation_has_a_longest_time(market: Market, staff: Staff) -> None:
    now = clock.now(scope.alias())
    data = Delegate(taker_id=staff.cat.user_id, starts_at=now, ends_at=now + timedelta(days=10))  # type: ignore[arg-type]
    settings(approvals__delegation_days=9)
    assert code_of(run, delegate, staff.bob, data) == "approvals.bad_times"
    settings(approvals__delegation_days=10)
    run(delegate, staff.bob, data)


@proves("approvals.reason")
def test_a_refusal_needs_a_reason_and_an_approval_when_the_rule_says_so(market: Market, staff: Staff) -> None:
    policy(staff, step("Finance", by_role("finance")))
    made = submit(market, staff.ann)
    assert code_of(decide, staff.bob, made.approval_id, approve=False, reason=" ") == "approvals.reason_needed"
    settings(approvals__reason="always")
    assert code_of(decide, staff.bob, made.approval_id, reason="") == "approvals.reason_needed"
    settings(approvals__reason="reject")
    assert decide(staff.bob, made.approval_id, reason="") == "approved"


@proves("approvals.step_hours", "approvals.remind_hours", "approvals.expire_days")
def test_silence_is_reminded_then_passed_on_and_ends(market: Market, staff: Staff, travel: Travel) -> None:
    settings(approvals__remind_hours=2, approvals__step_hours=5, approvals__expire_days=1)
    policy(staff, step("Finance", by_name(staff.bob)))
    run(assign_duty, staff.dan, AssignDuty(kind="manager", of_id=staff.bob.user_id, holder_id=staff.cat.user_id))  # type: ignore[arg-type]
    made, late = submit(market, staff.ann), submit(market, staff.ann)
    look = WatchRequest(request_id=made.approval_id)  # type: ignore[arg-type]
    assert run(watch_request, SYSTEM, look).did == []
    travel.forward(hours=3)
    assert run(watch_request, SYSTEM, look).did == ["reminded"]
    assert run(watch_request, SYSTEM, look).did == []
    assert code_of(decide, staff.cat, made.approval_id) == "approvals.not_your_turn"
    travel.forward(hours=3)
    assert run(watch_request, SYSTEM, look).did == ["escalated"]
    assert decide(staff.cat, made.approval_id) == "approved"
    assert ApprovalSeat.objects.get(step__request_id=made.approval_id).via == "escalation"
    travel.forward(hours=20)
    assert run(watch_request, SYSTEM, WatchRequest(request_id=late.approval_id)).did == ["expired"]  # type: ignore[arg-type]
    assert state_of(late.approval_id) == "expired"
    assert Job.objects.filter(kind="approvals.watch_request").exists()
    travel.back()
    deliver()
    assert set(OrderDraft.objects.values_list("state", flat=True)) == {"ordered", "expired"}
    assert_sound()


def test_after_the_manager_an_administrator_is_called(market: Market, staff: Staff, travel: Travel) -> None:
    policy(staff, step("Finance", by_name(staff.bob), hours=1))
    made = submit(market, staff.ann)
    travel.forward(hours=2)
    run(watch_request, SYSTEM, WatchRequest(request_id=made.approval_id))  # type: ignore[arg-type]
    assert ApprovalSeat.objects.get().stand_in_id == staff.dan.user_id
    assert decide(staff.dan, made.approval_id) == "approved"


def test_managers_and_owners_of_cost_centres_are_asked(market: Market, staff: Staff) -> None:
    manager = AssignDuty(kind="manager", of_id=staff.ann.user_id, holder_id=staff.cat.user_id)  # type: ignore[arg-type]
    owner = AssignDuty(kind="cost_centre", code="K1", holder_id=staff.bob.user_id)  # type: ignore[arg-type]
    for data in (manager, owner):
        run(assign_duty, staff.dan, data)
    policy(staff, step("Manager", ApproverIn(kind="manager")), step("Owner", ApproverIn(kind="cost_centre", who="K1")))
    made = submit(market, staff.ann)
    assert code_of(decide, staff.bob, made.approval_id) == "approvals.not_your_turn"
    assert decide(staff.cat, made.approval_id) == "waiting"
    assert decide(staff.bob, made.approval_id) == "approved"


def test_a_change_starts_the_steps_again_that_look_at_what_changed(market: Market, staff: Staff) -> None:
    policy(staff, step("Sum", by_name(staff.bob)), when="total > 5", name="A")
    policy(staff, step("Supplier", by_name(staff.cat)), step("Head", by_name(staff.dan)), when="new_supplier", name="B")
    made = submit(market, staff.ann)
    assert decide(staff.bob, made.approval_id) == "waiting"
    assert decide(staff.cat, made.approval_id) == "waiting"
    lines = [DraftLineIn(sku="steel", quantity="4", unit="KGM")]
    change = SaveOrderDraft(draft_id=made.draft_id, seller_id=market.seller, currency="EUR", lines=lines)
    run(save_order_draft, staff.ann, change)
    states = dict(ApprovalStep.objects.values_list("name", "state"))
    assert states == {"Sum": "open", "Supplier": "approved", "Head": "pending"}
    assert ApprovalStep.objects.get(name="Sum").round == 2
    assert code_of(decide, staff.dan, made.approval_id) == "approvals.not_your_turn"
    assert decide(staff.bob, made.approval_id) == "waiting"
    assert decide(staff.dan, made.approval_id) == "approved"
    deliver()
    assert Order.objects.get().total_minor == 1214
    assert_sound()


def test_a_request_keeps_the_policy_it_was_opened_under(market: Market, staff: Staff) -> None:
    made_of = policy(staff, step("Finance", by_role("finance")))
    made = submit(market, staff.ann)
    stricter = [step("Finance", by_role("finance"), quorum=0), step("Head", by_name(staff.dan))]
    run(save_policy, staff.dan, SavePolicy(policy_id=made_of, version=1, name="Policy", steps=stricter))
    assert code_of(run, save_policy, staff.dan, SavePolicy(policy_id=made_of, version=1, name="P", steps=stricter)) == (
        "approvals.policy_moved_on"
    )
    assert decide(staff.bob, made.approval_id) == "approved"
    later = submit(market, staff.ann)
    assert decide(staff.bob, later.approval_id) == "waiting"


def test_withdrawn_by_who_made_it_and_nobody_else(market: Market, staff: Staff) -> None:
    policy(staff, step("Finance", by_role("finance")))
    made = submit(market, staff.ann)
    data = WithdrawRequest(request_id=made.approval_id)  # type: ignore[arg-type]
    assert code_of(run, withdraw_request, staff.bob, data) == "approvals.not_the_requester"
    run(withdraw_request, staff.ann, data)
    deliver()
    assert OrderDraft.objects.get().state == "withdrawn"
    assert code_of(decide, staff.bob, made.approval_id) == "approvals.not_waiting"
    assert_sound()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"when": "total >"}, "approvals.bad_condition", "when"),
        ({"steps": [step("S", by_role("finance"), when="nothing > 1")]}, "approvals.bad_condition", "steps[0].when"),
        ({"steps": []}, "approvals.bad_steps", "steps"),
        ({"steps": [step("S")]}, "approvals.bad_steps", "steps"),
        ({"steps": [step("S", by_role("owner"))]}, "approvals.bad_approver", "steps[0].approvers[0]"),
        ({"steps": [step("S", ApproverIn(kind="x"))]}, "approvals.bad_approver", "steps[0].approvers[0]"),
        ({"steps": [step("", by_role("finance"))]}, "approvals.bad_text", "steps[0].name"),
        ({"steps": [step("S", by_role("finance"), quorum=-1)]}, "approvals.bad_quorum", "steps[0].quorum"),
        ({"kind": "orders.nothing"}, "approvals.unknown_kind", "kind"),
        ({"name": " "}, "approvals.bad_text", "name"),
    ],
)
def test_a_bad_policy_names_its_field(
    market: Market, staff: Staff, change: dict[str, object], code: str, field: str
) -> None:
    told = {"name": "Policy", "steps": [step("Finance", by_role("finance"))], **change}
    with pytest.raises(Refusal) as caught:
        run(save_policy, staff.dan, SavePolicy(**told))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.message and caught.value.remedy


def test_everybody_asked_gets_one_mail_and_who_asked_hears_the_end(
    market: Market, staff: Staff, mailoutbox: list[object]
) -> None:
    policy(staff, step("Finance", by_role("finance"), quorum=0))
    while jobs.run_due():
        pass
    mailoutbox.clear()
    made = submit(market, staff.ann)
    while jobs.run_due():
        pass
    assert sorted(mail.to[0].split("-")[0] for mail in mailoutbox) == ["bob", "cat"]  # type: ignore[attr-defined]
    mailoutbox.clear()
    decide(staff.bob, made.approval_id, approve=False, reason="too dear")
    while jobs.run_due():
        pass
    [mail] = mailoutbox
    assert mail.to[0].startswith("ann") and "too dear" in mail.body  # type: ignore[attr-defined]
