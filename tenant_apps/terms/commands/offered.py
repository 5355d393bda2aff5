"""What a seller offers a buyer, and whether a choice of it holds: the answers that orders ask for.

An order that names terms is looked at here, by every way it comes; one without a choice never is.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.commands.context import Context
from shared_apps.foundation.quantity import plain
from tenant_apps.orders.types import OfferedTerms, TermsChoice
from tenant_apps.rulesets.queries import effective
from tenant_apps.terms import errors
from tenant_apps.terms.models import PaymentTerms, PaymentTermsStep

FIELD = "payment_terms"


def may_buyer_choose() -> bool:
    """Whether buyers choose among a seller's terms in this marketplace."""
    return effective("terms.choose").value == "both"


def offered_to(buyer_id: UUID, seller_ids: Collection[UUID]) -> QuerySet[PaymentTerms]:
    """What these sellers offer a buyer now."""
    return PaymentTerms.objects.filter(
        Q(buyer_id=buyer_id) | Q(buyer__isnull=True), seller_id__in=list(seller_ids), ended_at__isnull=True
    )


def offered(buyer_id: UUID, seller_ids: Collection[UUID]) -> list[OfferedTerms]:
    """What a buyer may choose, by seller, what is usual for it first; nothing where sellers alone choose."""
    if not seller_ids or not may_buyer_choose():
        return []
    rows = sorted(offered_to(buyer_id, seller_ids), key=_usual_first)
    steps: dict[UUID, list[PaymentTermsStep]] = {}
    for step in PaymentTermsStep.objects.filter(terms_id__in=[row.pk for row in rows]).order_by("no"):
        steps.setdefault(step.terms_id, []).append(step)
    usual: set[UUID] = set()
    found = []
    for row in rows:
        # Terms for this buyer come before those for everybody: one of both is what an order has without a choice.
        is_usual = row.is_usual and row.seller_id not in usual
        if is_usual:
            usual.add(row.seller_id)
        found.append(OfferedTerms(row.pk, row.seller_id, row.name, says(row, steps[row.pk]), is_usual))
    return found


def _usual_first(row: PaymentTerms) -> tuple[str, bool, bool, float, str]:
    return (str(row.seller_id), not row.is_usual, row.buyer_id is None, -row.since.timestamp(), row.name)


def says(row: PaymentTerms, steps: Sequence[PaymentTermsStep]) -> str:
    """Terms in words short enough for a list to choose from."""
    if len(steps) > 1:
        text = ngettext("%(count)s instalment", "%(count)s instalments", len(steps)) % {"count": len(steps)}
    else:
        text = _one(steps[0])
    if row.end_of_month:
        text = _("%(terms)s, at the end of the month") % {"terms": text}
    if row.discount_days:
        less = _("%(percent)s%% less within %(days)s days")
        text += ", " + less % {"percent": plain(row.discount_percent), "days": row.discount_days}
    return text


def _one(step: PaymentTermsStep) -> str:
    if step.on is not None:
        return _("on %(day)s") % {"day": step.on.isoformat()}
    words = {
        "accepted": _("%(days)s days after the order"),
        "shipped": _("%(days)s days after dispatch"),
        "received": _("%(days)s days after receipt"),
        "invoiced": _("%(days)s days after the invoice"),
    }
    return words[step.milestone] % {"days": step.days}


def refuse(ctx: Context, choice: TermsChoice) -> None:
    """Refuse terms that the seller does not offer the buyer, that have ended, or that the buyer may not choose.

    The usual ones are no choice, so nobody is kept from naming them.
    """
    row = PaymentTerms.objects.filter(
        Q(buyer_id=choice.buyer_id) | Q(buyer__isnull=True), pk=choice.terms_id, seller_id=choice.seller_id
    ).first()
    if row is None:
        raise errors.terms_unknown(FIELD)
    if choice.was_promised:
        return
    if row.ended_at is not None:
        raise errors.terms_ended(row.name, FIELD)
    is_buyer = ctx.actor.company_id is not None and ctx.actor.company_id == choice.buyer_id
    if is_buyer and not may_buyer_choose() and row.pk != _usual_now(choice):
        raise errors.seller_chooses(FIELD)


def _usual_now(choice: TermsChoice) -> UUID | None:
    rows = sorted(offered_to(choice.buyer_id, [choice.seller_id]).filter(is_usual=True), key=_usual_first)
    return rows[0].pk if rows else None


def sellers(terms_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Whose terms they are."""
    return dict(PaymentTerms.objects.filter(pk__in=list(terms_ids)).values_list("pk", "seller_id"))
