"""What must be true of exceptions at any moment."""

from django.db.models import Count, Exists, F, OuterRef, Q

from shared_apps.foundation.invariants import invariant
from tenant_apps.exceptions.models import ExceptionMoment, OrderException
from tenant_apps.exceptions.types import LIVE

MOST = 20


@invariant("exceptions.history_says_its_state")
def history_says_its_state() -> list[str]:
    """Every exception begins with `found`; a closed one has exactly its own end in its history, a live one none."""
    moments = ExceptionMoment.objects.filter(exception_id=OuterRef("pk"))
    ends = moments.filter(what__in=("solved", "dismissed", "cleared"))
    unfound = OrderException.objects.filter(~Exists(moments.filter(what="found")))
    alive = OrderException.objects.filter(Exists(ends), state__in=LIVE)
    other = OrderException.objects.exclude(state__in=LIVE).filter(~Exists(moments.filter(what=OuterRef("how"))))
    return [
        *(f"exception {number} was never found" for number in unfound.values_list("number", flat=True)[:MOST]),
        *(f"exception {number} is live after its end" for number in alive.values_list("number", flat=True)[:MOST]),
        *(f"exception {number} ended without a word" for number in other.values_list("number", flat=True)[:MOST]),
    ]


@invariant("exceptions.first_step_once")
def first_step_once() -> list[str]:
    """The first step of a playbook is done by itself at most once, and marked when it was."""
    moments = ExceptionMoment.objects.filter(exception_id=OuterRef("pk"), what="first")
    unmarked = OrderException.objects.filter(Exists(moments), first_at__isnull=True)
    firsts = ExceptionMoment.objects.filter(what="first").values("exception__number").annotate(times=Count("pk"))
    twice = firsts.filter(times__gt=1).order_by().values_list("exception__number", flat=True)
    return [
        *(f"exception {number} did its first step unmarked" for number in unmarked.values_list("number", flat=True)),
        *(f"exception {number} did its first step more than once" for number in twice),
    ][:MOST]


@invariant("exceptions.two_sides")
def two_sides() -> list[str]:
    """The company whose it is and the one it concerns are two, and time runs forward."""
    rows = OrderException.objects.filter(
        Q(company_id=F("other_id")) | Q(closed_at__lt=F("opened_at")) | Q(deadline_at__lte=F("opened_at"))
    )
    return [f"exception {number} has one side or no time" for number in rows.values_list("number", flat=True)[:MOST]]
