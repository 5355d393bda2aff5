"""The browser's signal against selling and sharing data (Global Privacy Control): heard from whoever is signed in."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shared_apps.commands import run
from shared_apps.tenancy import scope
from tenant_apps.privacy.queries.purposes import unheard

log = structlog.get_logger(__name__)
HEADER = "Sec-GPC"


class SignalMiddleware:
    """Before the answer is made, so that the page shows what counts; `request.says_no` tells it.

    A visit of support says nothing for the person in whose place it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        says_no = request.headers.get(HEADER, "").strip() == "1"
        request.says_no = says_no  # type: ignore[attr-defined]
        if says_no and not scope.is_control() and request.user.is_authenticated:
            _hear(request)
        return self.get_response(request)


def _hear(request: HttpRequest) -> None:
    actor = getattr(request, "actor", None)
    if actor is None or actor.user_id is None or getattr(request, "support", None) is not None:
        return
    try:
        if unheard(actor.user_id):
            from tenant_apps.privacy.commands import HearSignal, hear_signal

            run(hear_signal, actor, HearSignal())
    except Exception as error:
        # The page is shown all the same; the next request says it again.
        log.warning("privacy.signal_not_heard", error=f"{type(error).__name__}: {error}")
