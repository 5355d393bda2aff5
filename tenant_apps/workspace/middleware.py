"""Show dates and times in the marketplace's zone. Without it a form's "18:00" would be read as UTC."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from shared_apps.tenancy import scope
from tenant_apps.rulesets.queries import effective


class TimeZoneMiddleware:
    """Activates `general.time_zone` for the request of a marketplace; the control plane stays in UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if scope.is_control():
            return self.get_response(request)
        try:
            zone = ZoneInfo(str(effective("general.time_zone").value))
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        with timezone.override(zone):
            return self.get_response(request)
