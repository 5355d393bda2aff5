"""The gates before payments and before files: what an alert holds waits until it is decided."""

from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from shared_apps.egress.gate import Blocked, Viewer
from shared_apps.egress.types import Flow
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.anomalies import errors
from tenant_apps.anomalies.models import Hold


def money_is_free(actor: Actor, payer_id: UUID, payee_id: UUID) -> None:
    """Refuse where money between these two, of this person, or all of it is held."""
    here = (
        Q(what="pair", subject_id__in=[f"{payer_id}|{payee_id}"]) | Q(what="user", subject_id=actor.id) | Q(what="all")
    )
    number = _holding(here)
    if number is not None:
        raise errors.held(number)


def files_are_free(flow: Flow, viewer: Viewer) -> None:
    """Block a file for whom an alert about mass export (A7) holds them, people and keys alike."""
    if scope.is_control() or not viewer.principal:
        return
    number = _holding(Q(what="files", subject_id=viewer.principal))
    if number is not None:
        raise Blocked(
            flow.code, "held", message=_("Files are held for you until alert %(number)s is decided.")
            % {"number": number},
            remedy=_("Ask the marketplace to look at the alert."),
        )  # fmt: skip


def _holding(what: Q) -> str | None:
    live = Hold.objects.filter(released_at__isnull=True).filter(Q(until__isnull=True) | Q(until__gt=Now()))
    return live.filter(what).order_by("id").values_list("alert__number", flat=True).first()
