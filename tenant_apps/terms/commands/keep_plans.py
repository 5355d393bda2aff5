"""Keep plans in step with their orders and with the calendar: commands of the marketplace itself."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.orders.queries import get_order, payable_minor
from tenant_apps.terms.commands.advances import free_advances
from tenant_apps.terms.commands.plans import ensure_plan, lock_plan, look, reach, rebase, zone
from tenant_apps.terms.models import OrderPlan

# How far an order is; a milestone is reached when all of it is there.
RANKS = {"accepted": 0, "shipped": 1, "delivered": 2, "invoiced": 3, "settled": 4}
WANTED = {"shipped": 1, "received": 2}


class MakePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID


class ReachMilestone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order_id: UUID
    milestone: str


class WatchPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    plan_id: UUID


class PlanKept(msgspec.Struct, frozen=True, kw_only=True):
    state: str


@command("terms.make_plan", input=MakePlan, system_only=True)
def make_plan(ctx: Context, data: MakePlan) -> PlanKept:
    """Give an accepted order the terms chosen in it, or the seller's usual ones; none where the seller has none."""
    order = get_order(data.order_id, lines=False)
    plan = ensure_plan(ctx, order)
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "plan": plan is not None})
    return PlanKept(state=plan.state if plan else "")


@command("terms.reach_milestone", input=ReachMilestone, system_only=True)
def reach_milestone(ctx: Context, data: ReachMilestone) -> PlanKept:
    """Note that goods have left or arrived. Nothing while only some of an order's parts have."""
    order = get_order(data.order_id, lines=False)
    plan = None
    if RANKS.get(order.state, -1) >= WANTED[data.milestone]:
        plan = reach(ctx, order.id, data.milestone)
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "milestone": data.milestone})
    return PlanKept(state=plan.state if plan else "")


@command("terms.watch_plan", input=WatchPlan, system_only=True)
def watch_plan(ctx: Context, data: WatchPlan) -> PlanKept:
    """Look what is due today. Locks the plan."""
    order_id = OrderPlan.objects.values_list("order_id", flat=True).filter(pk=data.plan_id).first()
    plan = lock_plan(order_id) if order_id else None
    if plan is None:
        return PlanKept(state="")
    order = get_order(plan.order_id, lines=False)
    if plan.next_look_on is not None and plan.next_look_on <= ctx.now.astimezone(zone()).date():
        plan.next_look_on = None
        plan.save(update_fields=["next_look_on"])
    look(ctx, plan, order.number)
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "state": plan.state})
    return PlanKept(state=plan.state)


@command("terms.cancel_plan", input=MakePlan, system_only=True)
def cancel_plan(ctx: Context, data: MakePlan) -> PlanKept:
    """The order is cancelled: nothing of it is due, and what was paid is on account. Locks the plan."""
    plan = lock_plan(data.order_id)
    if plan is not None and plan.state != "cancelled":
        plan.state = "cancelled"
        plan.save(update_fields=["state"])
        free_advances(ctx, data.order_id)
    ctx.audit(target="orders.order", target_id=data.order_id, facts={"plan": plan is not None})
    return PlanKept(state=plan.state if plan else "")


@command("terms.follow_order", input=MakePlan, system_only=True)
def follow_order(ctx: Context, data: MakePlan) -> PlanKept:
    """The order was changed: its instalments add up to what it is now. Locks the plan.

    What of an order is billed whole is said by its invoices, and whoever settles it follows them.
    """
    order = get_order(data.order_id, lines=False)
    if order.state != "invoiced":
        rebase(ctx, order.id, payable_minor(order.id))
    plan = lock_plan(order.id)
    ctx.audit(target="orders.order", target_id=order.id, facts={"number": order.number, "plan": plan is not None})
    return PlanKept(state=plan.state if plan else "")
