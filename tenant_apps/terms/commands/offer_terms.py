"""Offer payment terms as a seller, and end them."""

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.rulesets.queries import effective
from tenant_apps.terms import errors
from tenant_apps.terms.decisions.steps import is_good_discount, wrong_with
from tenant_apps.terms.models import PaymentTerms, PaymentTermsStep
from tenant_apps.terms.types import TermsStep
from tenant_apps.trading.kernel.commands import acting_company, trading_pair


class TermsStepIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`share` is a percentage. `milestone`: accepted, shipped, received, invoiced; or date, with the day in `on`."""

    share: str
    milestone: str
    days: int = 0
    on: date | None = None


class OfferTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `buyer_id` they are for every buyer. The usual ones are an order's unless others are chosen for it.

    `discount_percent` may be left unpaid of an invoice that is paid within `discount_days` of its date.
    """

    name: str
    steps: list[TermsStepIn]
    buyer_id: UUID | None = None
    seller_id: UUID | None = None
    is_usual: bool = False
    end_of_month: bool = False
    discount_percent: str = "0"
    discount_days: int = 0


class TermsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    terms_id: UUID
    name: str


class EndTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    terms_id: UUID


@command("terms.offer_terms", input=OfferTerms)
def offer_terms(ctx: Context, data: OfferTerms) -> TermsAnswer:
    """Offer terms of one's own company. New usual ones take the place of the usual ones before, for new orders.

    Refuses what the marketplace's rules do not allow, and a name that is in use.
    """
    seller_id = acting_company(ctx, "terms.offer_terms", data.seller_id, field="seller_id")
    name = data.name.strip()
    if not name or len(name) > 80:
        raise errors.bad_name()
    if data.buyer_id is not None:
        trading_pair(data.buyer_id, seller_id)
    steps, (percent, days) = _steps(data), _discount(data)
    live = PaymentTerms.objects.select_for_update().filter(
        seller_id=seller_id, buyer_id=data.buyer_id, ended_at__isnull=True
    )
    if any(row.name == name for row in live):
        raise errors.name_taken(name)
    if data.is_usual:
        live.filter(is_usual=True).update(is_usual=False)
    row = PaymentTerms(
        id=uuid7(), seller_id=seller_id, buyer_id=data.buyer_id, name=name, is_usual=data.is_usual,
        end_of_month=data.end_of_month, discount_percent=percent, discount_days=days, since=ctx.now,
    )  # fmt: skip
    row.save(force_insert=True)
    PaymentTermsStep.objects.bulk_create(
        PaymentTermsStep(terms_id=row.pk, no=no, share=step.share, milestone=step.milestone, days=step.days, on=step.on)
        for no, step in enumerate(steps, start=1)
    )
    ctx.audit(target="terms.terms", target_id=row.pk, facts={"name": name, "instalments": len(steps)})
    return TermsAnswer(terms_id=row.pk, name=name)


@command("terms.end_terms", input=EndTerms)
def end_terms(ctx: Context, data: EndTerms) -> TermsAnswer:
    """Offer terms of one's own company no longer. Orders that have them keep them. Locks the terms."""
    row = PaymentTerms.objects.select_for_update().filter(pk=data.terms_id).first()
    if row is None or ctx.actor.company_id not in (None, row.seller_id):
        raise errors.terms_unknown()
    if row.ended_at is not None:
        raise errors.terms_ended(row.name)
    row.ended_at = ctx.now
    row.save(update_fields=["ended_at"])
    ctx.audit(target="terms.terms", target_id=row.pk, facts={"name": row.name})
    return TermsAnswer(terms_id=row.pk, name=row.name)


def _steps(data: OfferTerms) -> list[TermsStep]:
    found = []
    for step in data.steps:
        try:
            share = Decimal(step.share)
        except InvalidOperation as error:
            raise errors.bad_steps("share") from error
        if not share.is_finite() or share > 100:
            raise errors.bad_steps("share")
        found.append(TermsStep(share, step.milestone, step.days, step.on))
    wrong = wrong_with(
        found,
        most_days=int(str(effective("terms.most_days").value)),
        most_instalments=int(str(effective("terms.most_instalments").value)),
    )
    if wrong:
        raise errors.bad_steps(wrong)
    return found


def _discount(data: OfferTerms) -> tuple[Decimal, int]:
    try:
        percent = Decimal(data.discount_percent or "0")
    except InvalidOperation as error:
        raise errors.bad_discount() from error
    most = Decimal(str(effective("terms.most_discount").value))
    if not percent.is_finite() or not is_good_discount(percent, data.discount_days, most):
        raise errors.bad_discount()
    return percent, data.discount_days
