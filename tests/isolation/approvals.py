"""What the buyer of each pair has waiting for approval: a policy, drafts, a request, a delegation, a duty."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from tenant_apps.approvals.commands import (
    ApproverIn,
    AssignDuty,
    Delegate,
    SavePolicy,
    StepIn,
    assign_duty,
    delegate,
    save_policy,
)
from tenant_apps.orders.commands import (
    DraftLineIn,
    OpenSheet,
    OrderSheet,
    SaveOrderDraft,
    SheetRowIn,
    SubmitOrderDraft,
    open_sheet,
    order_sheet,
    save_order_draft,
    submit_order_draft,
)
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.spending.commands import SetBudget, set_budget
from tenant_apps.spending.models import BudgetSeries
from tests.fixtures.people import SYSTEM, person
from tests.isolation.trades import Pair

if TYPE_CHECKING:
    from tests.isolation.world import Place


def stand_up_approvals(place: "Place") -> None:
    """After the people are there. The policy concerns large orders alone, so that others are placed as ever."""
    for pair, name in ((place.one, "one_buyer"), (place.two, "two_buyer")):
        _stand_up(place, pair, place.visitors[name].who.id)


def _stand_up(place: "Place", pair: Pair, holder: UUID) -> None:
    ids = pair.ids
    colleague = person("buyer", f"{pair.word}.colleague.private@example.com".lower(), company_id=pair.buyer).id
    ids["colleague"] = colleague
    step = StepIn(name=f"{pair.secret} step", approvers=[ApproverIn(kind="member", who=str(holder))])
    ids["policy"] = run(
        save_policy,
        SYSTEM,
        SavePolicy(
            company_id=pair.buyer, name=f"{pair.secret} policy", steps=[step], when="any(lines, quantity > 900)"
        ),
    ).policy_id
    budget = SetBudget(company_id=pair.buyer, currency="EUR", code=f"{pair.secret} centre"[:40])
    ids["limit"] = run(set_budget, SYSTEM, budget).limit_id
    # Once in force everywhere, the rule would ask for a second person in every other test.
    run(change_settings, SYSTEM, ChangeSettings(changes={"spending.second_person_above": "0"}))
    asked = SetBudget(company_id=pair.buyer, currency="EUR", code=f"{pair.secret} large"[:40], amount="9")
    ids["limit_proposal"] = run(set_budget, Actor.system("first"), asked).proposal_id
    run(change_settings, SYSTEM, ChangeSettings(changes={"spending.second_person_above": ""}))
    monthly = SetBudget(
        company_id=pair.buyer, currency="EUR", code=f"{pair.secret} month"[:40], amount="9", every="month"
    )
    run(set_budget, SYSTEM, monthly)
    ids["budget_series"] = BudgetSeries.objects.get(company_id=pair.buyer).pk
    ids["duty"] = run(
        assign_duty, SYSTEM, AssignDuty(company_id=pair.buyer, kind="cost_centre", code="K1", holder_id=holder)
    ).duty_id
    now = datetime.now(UTC)
    ids["delegation"] = run(
        delegate,
        SYSTEM,
        Delegate(
            company_id=pair.buyer, giver_id=holder, taker_id=colleague, reason=f"{pair.secret} away",
            starts_at=now + timedelta(days=30), ends_at=now + timedelta(days=40),
        ),
    ).delegation_id  # fmt: skip
    for name, quantity in (("order_draft", "1"), ("waiting_draft", "1000")):
        made = SaveOrderDraft(
            buyer_id=pair.buyer, seller_id=pair.seller, currency="EUR", note=f"{pair.secret} draft",
            lines=[DraftLineIn(sku=f"{pair.word}-item", quantity=quantity, unit="KGM")],
        )  # fmt: skip
        ids[name] = run(save_order_draft, SYSTEM, made).draft_id
    done = run(submit_order_draft, SYSTEM, SubmitOrderDraft(draft_id=ids["waiting_draft"]))
    assert done.approval_id is not None
    ids["approval"] = done.approval_id
    rows = [SheetRowIn(article=f"{pair.word}-second", quantity="1000")]
    sheet = OpenSheet(buyer_id=pair.buyer, rows=rows, currency="EUR", note=f"{pair.secret} asks")
    ids["asking_sheet"] = run(open_sheet, SYSTEM, sheet).sheet_id
    refusals = run(order_sheet, SYSTEM, OrderSheet(sheet_id=ids["asking_sheet"])).refusals
    assert [one.code for one in refusals] == ["orders.approval_needed"]
