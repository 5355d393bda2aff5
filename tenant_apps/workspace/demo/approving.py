"""Approvals of the demo: a policy of two steps, a budget, a delegation, an order that waits, one that was rejected."""

from datetime import timedelta
from uuid import UUID

from shared_apps.accounts.actors import known_permissions
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.approvals.commands import (
    ApproverIn,
    AssignDuty,
    DecideRequest,
    Delegate,
    SavePolicy,
    StepIn,
    assign_duty,
    decide_request,
    delegate,
    save_policy,
)
from tenant_apps.approvals.queries import has_policies
from tenant_apps.identity.queries import list_people
from tenant_apps.orders.commands import (
    DraftLineIn,
    SaveOrderDraft,
    SubmitOrderDraft,
    save_order_draft,
    submit_order_draft,
)
from tenant_apps.spending.commands import GrantCredit, SetBudget, grant_credit, set_budget
from tenant_apps.workspace.demo.people import SEEDER
from tenant_apps.workspace.demo.plans import Approving, MarketPlan


def seed_approving(plan: MarketPlan, firms: dict[str, UUID]) -> None:
    """Once, for the buyer whose approvals the plan describes."""
    told = plan.approving
    if told is None or has_policies([firms[told.firm]], "orders.order"):
        return
    company = firms[told.firm]
    asker, second, head = (_person(company, email) for email in (told.asker, told.second, told.head))
    when = f'total > {told.total} and cost_centre = "{told.cost_centre}"'
    steps = [
        StepIn(name=told.steps[0], approvers=[ApproverIn(kind="role", who=told.finance)]),
        StepIn(name=told.steps[1], approvers=[ApproverIn(kind="member", who=str(head.user_id))]),
    ]
    run(save_policy, head, SavePolicy(name=told.name, when=when, steps=steps))
    run(set_budget, head, SetBudget(currency=plan.currency, amount=told.budget, code=told.cost_centre))
    credit = GrantCredit(buyer_id=company, grantor_id=firms[told.seller], currency=plan.currency, amount=told.credit)
    run(grant_credit, SEEDER, credit)
    assert asker.user_id and second.user_id and head.user_id
    run(assign_duty, head, AssignDuty(kind="manager", of_id=asker.user_id, holder_id=head.user_id))
    run(assign_duty, head, AssignDuty(kind="cost_centre", code=told.cost_centre, holder_id=head.user_id))
    now = clock.now(scope.alias())
    away = Delegate(taker_id=second.user_id, starts_at=now, ends_at=now + timedelta(days=21), reason=told.away)
    run(delegate, head, away)
    waits, rejected = (_submitted(plan, told, asker, firms[told.seller], order) for order in told.orders)
    run(decide_request, second, DecideRequest(request_id=rejected, approve=True))
    run(decide_request, head, DecideRequest(request_id=rejected, approve=False, reason=told.reason))
    run(decide_request, _other_finance(company, told), DecideRequest(request_id=waits, approve=True))


def _submitted(plan: MarketPlan, told: Approving, asker: Actor, seller: UUID, order: tuple[str, str, str]) -> UUID:
    sku, quantity, unit = order
    data = SaveOrderDraft(
        seller_id=seller, currency=plan.currency, cost_centre=told.cost_centre,
        lines=[DraftLineIn(sku=sku, quantity=quantity, unit=unit)],
    )  # fmt: skip
    made = run(save_order_draft, asker, data)
    done = run(submit_order_draft, asker, SubmitOrderDraft(draft_id=made.draft_id))
    assert done.approval_id is not None
    return done.approval_id


def _other_finance(company: UUID, told: Approving) -> Actor:
    found = [one for one in list_people(SEEDER, company_id=company) if one.role_code == told.finance]
    return _person(company, next(one.email for one in found if one.email != told.second))


def _person(company: UUID, email: str) -> Actor:
    """Somebody of the company, acting as themselves: approvals are given by people alone."""
    found = next(one for one in list_people(SEEDER, company_id=company) if one.email == email)
    return Actor(
        kind="user", id=str(found.user_id), display=found.name, user_id=found.user_id, company_id=company,
        permissions=known_permissions() - {"orders.agree_price"}, fresh_factor=True,
    )  # fmt: skip
