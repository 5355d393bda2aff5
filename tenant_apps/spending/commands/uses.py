"""Take room of limits and give it back. The limits are locked first, in the order of their ids."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import F

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.spending import errors
from tenant_apps.spending.decisions.applies import applicable, exceeded, names_a_budget
from tenant_apps.spending.models import SpendingLimit, SpendingUse
from tenant_apps.spending.queries.limits import limits_of_companies
from tenant_apps.spending.types import LimitFacts, Spend


def reserve(ctx: Context, spend: Spend, source: str, source_id: UUID) -> None:
    """Keep room of every limit that concerns the spend while it waits, or refuse and keep none."""
    found = _fitting(spend, ctx.now.date())
    SpendingLimit.objects.filter(pk__in=[limit.id for limit in found]).update(
        reserved_minor=F("reserved_minor") + spend.total_minor
    )
    _note(ctx, found, spend, source, source_id, "reserved")


def reserve_more(
    ctx: Context, spend: Spend, source: str, source_id: UUID, *, beside: tuple[str, UUID], more_minor: int
) -> None:
    """Keep room for what something becomes while its change waits, or refuse and keep none.

    `spend` is the whole that `beside` (source and id) becomes, `more_minor` by how much it grows: that is kept of
    limits it takes already, the whole of those it does not. Every limit of the company is locked first.
    """
    found = applicable(limits_of_companies([spend.company_id]), spend, ctx.now.date())
    if not names_a_budget(found, spend):
        raise errors.cost_centre_unknown(spend.code)
    uses = SpendingUse.objects.filter(source=beside[0], source_id=beside[1], state="used")
    taken = set(uses.values_list("limit_id", flat=True))
    for limit in found:
        wanted = max(0, more_minor) if limit.id in taken else spend.total_minor
        over = exceeded([limit], wanted)
        if over is not None:
            raise errors.over_limit(*over, wanted)
        SpendingLimit.objects.filter(pk=limit.id).update(reserved_minor=F("reserved_minor") + wanted)
        SpendingUse.objects.create(
            id=uuid7(), limit_id=limit.id, source=source, source_id=source_id, amount_minor=wanted, state="reserved",
            at=ctx.now,
        )  # fmt: skip


def consume(ctx: Context, spend: Spend, source: str, source_id: UUID, *, must_fit: bool = True) -> None:
    """Take the spend of every limit that concerns it, or refuse and take nothing.

    `must_fit=False` is for what is owed already, such as the deal of an auction: it is counted, fit or not.
    """
    found = _fitting(spend, ctx.now.date(), must_fit=must_fit)
    if not found:
        return
    SpendingLimit.objects.filter(pk__in=[limit.id for limit in found]).update(
        used_minor=F("used_minor") + spend.total_minor
    )
    _note(ctx, found, spend, source, source_id, "used")


def _fitting(spend: Spend, today: date, *, must_fit: bool = True) -> list[LimitFacts]:
    """The limits that concern a spend, locked, or a refusal naming the one that it does not fit into."""
    found = applicable(limits_of_companies([spend.company_id]), spend, today)
    if must_fit:
        if not names_a_budget(found, spend):
            raise errors.cost_centre_unknown(spend.code)
        over = exceeded(found, spend.total_minor)
        if over is not None:
            raise errors.over_limit(*over, spend.total_minor)
    return found


def _note(ctx: Context, found: Sequence[LimitFacts], spend: Spend, source: str, source_id: UUID, state: str) -> None:
    """Write what a source takes; one that gave everything back and takes again, like a changed order, keeps its row."""
    again = SpendingUse.objects.filter(
        source=source, source_id=source_id, limit_id__in=[limit.id for limit in found], state="released"
    )
    known = set(again.values_list("limit_id", flat=True))
    again.update(amount_minor=spend.total_minor, returned_minor=0, state=state, at=ctx.now, ended_at=None)
    SpendingUse.objects.bulk_create(
        SpendingUse(
            id=uuid7(), limit_id=limit.id, source=source, source_id=source_id,
            amount_minor=spend.total_minor, state=state, at=ctx.now,
        )
        for limit in found
        if limit.id not in known
    )  # fmt: skip


def take_over(ctx: Context, company_id: UUID, source: str, source_id: UUID) -> None:
    """Give back what was reserved, with every limit of the company locked: what follows takes it in their order."""
    limits_of_companies([company_id])
    release(ctx, source, source_id)


def release(ctx: Context, source: str, source_id: UUID) -> None:
    """Give back whatever this source still takes. Again is nothing."""
    ids = SpendingUse.objects.filter(source=source, source_id=source_id).exclude(state="released")
    limits = list(
        SpendingLimit.objects.select_for_update().filter(pk__in=ids.values("limit_id")).order_by("id").only("id")
    )
    if not limits:
        return
    for use in ids.select_for_update().order_by("limit_id"):
        column = "used_minor" if use.state == "used" else "reserved_minor"
        left = use.amount_minor - use.returned_minor
        SpendingLimit.objects.filter(pk=use.limit_id).update(**{column: F(column) - left})
    ids.update(state="released", ended_at=ctx.now)


def lessen(ctx: Context, company_id: UUID, source: str, source_id: UUID, by_minor: int) -> None:
    """This source takes so much less of every limit it uses; what was given back already stays given back.

    Every limit of the company is locked first.
    """
    limits_of_companies([company_id])
    for use in SpendingUse.objects.select_for_update().filter(source=source, source_id=source_id, state="used"):
        by = min(by_minor, use.amount_minor - use.returned_minor)
        SpendingLimit.objects.filter(pk=use.limit_id).update(used_minor=F("used_minor") - by)
        use.amount_minor -= by
        use.save(update_fields=["amount_minor"])


def retake(ctx: Context, spend: Spend, source: str, source_id: UUID, *, must_fit: bool) -> None:
    """What this source takes becomes another amount, or of other limits. Refuses what does not fit if it must.

    Every limit of the company is locked first; what was taken before counts as free while it is looked at.
    """
    take_over(ctx, spend.company_id, source, source_id)
    found = _fitting(spend, ctx.now.date(), must_fit=must_fit)
    if not found:
        return
    SpendingLimit.objects.filter(pk__in=[limit.id for limit in found]).update(
        used_minor=F("used_minor") + spend.total_minor
    )
    # One row for a source and a limit: what was given back just now is taken again.
    again = SpendingUse.objects.filter(source=source, source_id=source_id, limit_id__in=[limit.id for limit in found])
    known = set(again.values_list("limit_id", flat=True))
    again.update(state="used", amount_minor=spend.total_minor, returned_minor=0, at=ctx.now, ended_at=None)
    _note(ctx, [limit for limit in found if limit.id not in known], spend, source, source_id, "used")
