"""Note what is asked for by ids that are not there: the sign of somebody who tries other people's."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import clock, ids
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.anomalies.commands.note_denial import CODE, NoteDenial, note_denial

log = structlog.get_logger(__name__)

WINDOW = timedelta(minutes=5)
# More of one principal in the window say nothing new, and must not fill the log.
MOST = 25


class DenialMiddleware:
    """After a 404 for an id in the address, asked for by a person or a key: one row in the log of acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 404 and not scope.is_control():
            _note(request)
        return response


def _note(request: HttpRequest) -> None:
    match = request.resolver_match
    asked = next((one for one in match.kwargs.values() if isinstance(one, UUID)), None) if match else None
    actor = _actor(request)
    if asked is None or match is None or actor is None:
        return
    try:
        since = ids.lowest_of(clock.now(scope.alias()) - WINDOW)
        if AuditRecord.objects.filter(actor_id=actor.id, action=CODE, id__gte=since).count() < MOST:
            where = match.view_name or match.route
            run(note_denial, actor, NoteDenial(where=where[:80], asked_for=str(asked)))
    except Exception as error:
        log.warning("anomalies.denial_not_noted", error=f"{type(error).__name__}: {error}")


def _actor(request: HttpRequest) -> Actor | None:
    """Who asked: a person by their session, a system by its key."""
    for one in (getattr(request, "actor", None), getattr(request, "user", None)):
        if isinstance(one, Actor) and one.kind in ("user", "api_key"):
            return one
    return None
