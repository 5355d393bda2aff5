"""Give credit back as it is paid: a function for the commands of invoicing, which know what is still owed."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import F

from shared_apps.commands.context import Context
from tenant_apps.spending.models import SpendingLimit, SpendingUse


def keep_credit(ctx: Context, source: str, owed_minor: Mapping[UUID, int]) -> None:
    """Let each source take of credit what is owed of it, and no more than it took. Again is nothing.

    Budgets and limits of members are spent for good and stay. Locks the credits in the order of their ids.
    """
    uses = SpendingUse.objects.filter(
        source=source, source_id__in=list(owed_minor), state="used", limit__kind="credit"
    )  # fmt: skip
    limit_ids = sorted(set(uses.values_list("limit_id", flat=True)))
    if not limit_ids:
        return
    list(SpendingLimit.objects.select_for_update().filter(pk__in=limit_ids).order_by("id").values_list("id"))
    for use in uses.select_for_update(of=("self",)).order_by("limit_id", "id"):
        returned = use.amount_minor - min(use.amount_minor, max(0, owed_minor[use.source_id]))
        if returned != use.returned_minor:
            SpendingLimit.objects.filter(pk=use.limit_id).update(
                used_minor=F("used_minor") - (returned - use.returned_minor)
            )
            use.returned_minor = returned
            use.save(update_fields=["returned_minor"])
