"""What must be true of plans of payment at any moment."""

from django.db.models import Exists, F, OuterRef, Q, Sum

from shared_apps.foundation.invariants import invariant
from tenant_apps.terms.models import Advance, Instalment, OrderPlan, PaymentTerms, PaymentTermsStep

LIMIT = 20


@invariant("terms.instalments_are_the_total")
def instalments_are_the_total() -> list[str]:
    """Instalments add up to their plan, and the shares of terms to a hundred."""
    plans = (
        Instalment.objects.values("plan_id")
        .annotate(sum=Sum("amount_minor"))
        .exclude(sum=F("plan__total_minor"))
        .values_list("plan__order__number", flat=True)[:LIMIT]
    )
    terms = (
        PaymentTermsStep.objects.values("terms_id")
        .annotate(sum=Sum("share"))
        .exclude(sum=100)
        .values_list("terms__name", flat=True)[:LIMIT]
    )
    bare = OrderPlan.objects.filter(instalments__isnull=True).values_list("order__number", flat=True)[:LIMIT]
    return [f"the instalments of order {number} are not its plan" for number in [*plans, *bare]] + [
        f"the shares of the terms {name} are not the whole" for name in terms
    ]


@invariant("terms.plan_fits_its_order")
def plan_fits_its_order() -> list[str]:
    """Same parties and currency, cancelled with the order; until it is invoiced, what the order comes to."""
    strange = OrderPlan.objects.exclude(
        order__buyer_id=F("buyer_id"), order__seller_id=F("seller_id"), order__currency=F("currency")
    )
    # Right after a change of the order its plan still follows.
    before = ("shipped", "delivered")
    less = Sum(F("order__allowances__net_minor") + F("order__allowances__tax_minor"), default=0)
    plans = OrderPlan.objects.filter(order__state__in=before).annotate(less=less)
    amounts = plans.exclude(total_minor=F("order__total_minor") - F("less"))
    states = OrderPlan.objects.filter(
        Q(state="paid", paid_minor__lt=F("total_minor")) | Q(state="open", paid_minor__gte=F("total_minor"))
    )
    return [
        *(f"the plan of order {one} is of others" for one in strange.values_list("order__number", flat=True)[:LIMIT]),
        *(
            f"the plan of order {one} has another total"
            for one in amounts.values_list("order__number", flat=True)[:LIMIT]
        ),
        *(
            f"the plan of order {one} has a wrong state"
            for one in states.values_list("order__number", flat=True)[:LIMIT]
        ),
    ]


@invariant("terms.choices_fit_their_order")
def choices_fit_their_order() -> list[str]:
    """What was chosen in an order are terms of its seller, for its buyer or for everybody."""
    fitting = PaymentTerms.objects.filter(
        Q(buyer_id=OuterRef("buyer_id")) | Q(buyer__isnull=True),
        pk=OuterRef("order__payment_terms"),
        seller_id=OuterRef("seller_id"),
    )
    rows = OrderPlan.objects.filter(order__payment_terms__isnull=False).exclude(Exists(fitting))
    return [f"order {one} has terms of others" for one in rows.values_list("order__number", flat=True)[:LIMIT]]


@invariant("terms.advances_fit_their_payment")
def advances_fit_their_payment() -> list[str]:
    """No payment is kept for more than it is, and nothing is kept for a cancelled order."""
    over = (
        Advance.objects.exclude(state="freed")
        .values("payment_id")
        .annotate(sum=Sum("amount_minor"))
        .filter(sum__gt=F("payment__amount_minor"))
        .values_list("payment__number", flat=True)[:LIMIT]
    )
    idle = Advance.objects.filter(state="kept", plan__state="cancelled").values_list("payment__number", flat=True)
    return [f"payment {number} is kept for more than it is" for number in over] + [
        f"payment {number} is kept for a cancelled order" for number in idle[:LIMIT]
    ]
