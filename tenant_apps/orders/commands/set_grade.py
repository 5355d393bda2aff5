"""Class a buyer: a, b or c. Who is in a better class is served sooner when stock is short."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.orders import errors
from tenant_apps.orders.models import CustomerGrade, Order
from tenant_apps.trading.kernel.commands import acting_company

GRADES = ("a", "b", "c")


class SetGrade(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Nobody classed is c. `seller_id` is needed when the marketplace acts for a seller."""

    buyer_id: UUID
    grade: str
    seller_id: UUID | None = None


class GradeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    seller_id: UUID
    buyer_id: UUID
    grade: str


@command("orders.set_grade", input=SetGrade)
def set_grade(ctx: Context, data: SetGrade) -> GradeAnswer:
    """Set the class of a buyer of one's own company, as seller; it must have bought from it."""
    seller_id = acting_company(ctx, "orders.set_grade", data.seller_id, field="seller_id")
    if data.grade not in GRADES:
        raise errors.bad_grade()
    if not Order.objects.filter(seller_id=seller_id, buyer_id=data.buyer_id).exists():
        raise errors.no_customer()
    CustomerGrade.objects.update_or_create(
        seller_id=seller_id, buyer_id=data.buyer_id, defaults={"grade": data.grade, "set_at": ctx.now}
    )
    ctx.audit(target="parties.company", target_id=data.buyer_id, facts={"grade": data.grade})
    return GradeAnswer(seller_id=seller_id, buyer_id=data.buyer_id, grade=data.grade)
