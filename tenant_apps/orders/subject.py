"""Orders as something that may need approval: their fields, and how an approver sees one that waits."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenant_apps.approvals.types import Field, Shown, SubjectKind
from tenant_apps.orders.models import OrderDraft
from tenant_apps.orders.queries.amendment_shown import shown_amendment
from tenant_apps.orders.queries.bought import recent_subjects
from tenant_apps.orders.queries.draft_bars import bars_of
from tenant_apps.orders.queries.drafts import rows_of

_LINE = (
    Field("sku", "text", _("Article number")),
    Field("category", "text", _("Category of the line")),
    Field("quantity", "number", _("Quantity, in the unit of the item")),
    Field("unit", "text", _("Unit of the item, such as KGM")),
    Field("unit_price", "number", _("Unit price")),
    Field("last_price", "number", _("Unit price you paid the last time; missing for a first time")),
    Field("line_net", "number", _("Net amount of the line")),
    Field("hazard_class", "text", _("Hazard class of the item")),
)
FIELDS = (
    Field("total", "number", _("Total with tax, in the currency of the order")),
    Field("net", "number", _("Net total")),
    Field("currency", "text", _("Currency, such as EUR")),
    Field("supplier", "text", _("Code of the supplier")),
    Field("new_supplier", "flag", _("Nothing was ordered from this supplier before")),
    Field("cost_centre", "text", _("Cost centre")),
    Field("requester", "text", _("Mail address of who asks")),
    Field("categories", "texts", _("Categories of all lines")),
    Field("hazard", "flag", _("A line is dangerous goods")),
    Field("lines", "rows", _("Lines; look through them with any, all, count and sum"), of=_LINE),
)


def show(subject_id: UUID) -> Shown:
    """A draft, or an order as a change makes it, for its approvers. Whether they may see it was decided by who asks."""
    draft = OrderDraft.objects.select_related("seller", "order").filter(pk=subject_id).first()
    if draft is None:
        return shown_amendment(subject_id)
    return Shown(
        url=reverse("orders:draft", args=[draft.pk]),
        partner=draft.seller.name if draft.seller else "",
        note=draft.note,
        rows=tuple(rows_of(draft)),
        bars=tuple(bars_of(draft, timezone.now().date())),
        locked_until=draft.locked_until if draft.state in ("waiting", "approved") else None,
    )


ORDER = SubjectKind("orders.order", _("Order"), FIELDS, show, recent_subjects)
