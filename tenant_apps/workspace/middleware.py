"""Speak to people as the marketplace wants it: in one of its languages, with dates and times in its zone.

Without the zone a form's "18:00" would be read as UTC.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from shared_apps.tenancy import scope
from tenant_apps.rulesets.queries import effective


class CustomsMiddleware:
    """Applies `general.time_zone` and `general.languages` to a request of a marketplace; the control plane has neither.

    Somebody whose language the marketplace does not speak gets the first of those it does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if scope.is_control():
            return self.get_response(request)
        spoken = _languages()
        request.kontor_languages = spoken  # type: ignore[attr-defined]
        if translation.get_language() not in spoken:
            translation.activate(spoken[0])
            request.LANGUAGE_CODE = spoken[0]
        with timezone.override(_zone()):
            return self.get_response(request)


def _languages() -> tuple[str, ...]:
    wanted = effective("general.languages").value
    known = [code for code, _name in settings.LANGUAGES]
    found = tuple(code for code in wanted if code in known) if isinstance(wanted, list) else ()
    return found or (settings.LANGUAGE_CODE,)  # type: ignore[return-value]


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(str(effective("general.time_zone").value))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
