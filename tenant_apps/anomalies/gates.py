"""The gate before payments: what an alert holds is not paid until it is decided."""

from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from shared_apps.foundation.actor import Actor
from tenant_apps.anomalies import errors
from tenant_apps.anomalies.models import Hold


def money_is_free(actor: Actor, payer_id: UUID, payee_id: UUID) -> None:
    """Refuse where money between these two, of this person, or all of it is held."""
    here = (
        Q(what="pair", subject_id__in=[f"{payer_id}|{payee_id}"]) | Q(what="user", subject_id=actor.id) | Q(what="all")
    )
    live = Hold.objects.filter(released_at__isnull=True).filter(Q(until__isnull=True) | Q(until__gt=Now()))
    number = live.filter(here).order_by("id").values_list("alert__number", flat=True).first()
    if number is not None:
        raise errors.held(number)
