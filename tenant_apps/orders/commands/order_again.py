"""Order again what runs low: a draft at the supplier that the item is bought from, for a person to look at."""

from decimal import Decimal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.quantity import BadQuantity, Quantity, plain
from tenant_apps.inventory.commands import note_draft
from tenant_apps.inventory.queries import Low, low_of
from tenant_apps.orders import errors
from tenant_apps.orders.commands.drafting import DraftAnswer
from tenant_apps.orders.commands.save_order_draft import DraftLineIn, SaveOrderDraft, save_order_draft
from tenant_apps.orders.models import OrderDraft
from tenant_apps.rulesets.queries import effective


class OrderAgain(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`quantity` is decimal text in the item's unit; without it what is suggested now."""

    alert_id: UUID
    quantity: str | None = None


@command("orders.order_again", input=OrderAgain)
def order_again(ctx: Context, data: OrderAgain) -> DraftAnswer:
    """Begin a draft for what an open alert asks for. A second one is refused while the first is under way."""
    low = low_of(ctx.actor, data.alert_id)
    if low.bought_as_id is None or low.supplier_id is None:
        raise errors.not_bought_here()
    if (
        low.draft_id is not None
        and OrderDraft.objects.filter(pk=low.draft_id, state__in=("draft", "waiting", "approved", "ordered")).exists()
    ):
        raise errors.ordered_again_already(low.draft_number)
    quantity = _quantity(low, data.quantity)
    made = ctx.call(
        save_order_draft,
        SaveOrderDraft(
            buyer_id=low.company_id,
            seller_id=low.supplier_id,
            currency=str(effective("general.currency").value),
            lines=[DraftLineIn(sku=low.bought_sku, quantity=plain(quantity), unit=low.unit)],
            note=_("Orders %(sku)s again.") % {"sku": low.sku},
        ),
    )
    note_draft(ctx, data.alert_id, made.draft_id, made.number)
    ctx.audit(
        target="orders.draft", target_id=made.draft_id,
        facts={"number": made.number, "alert": str(data.alert_id), "quantity": plain(quantity)},
    )  # fmt: skip
    return made


def _quantity(low: Low, text: str | None) -> Decimal:
    if text is None:
        if low.suggested <= 0:
            raise errors.bad_again_quantity(low.unit)
        return low.suggested
    try:
        value = Quantity.parse(text, low.unit).value
    except BadQuantity as error:
        raise errors.bad_again_quantity(low.unit) from error
    if value <= 0:
        raise errors.bad_again_quantity(low.unit)
    return value
