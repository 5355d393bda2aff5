"""The API reference, rendered here from the OpenAPI document: no third-party page, host or script.

Open to everybody who reaches the marketplace: it describes the software and shows nothing of the marketplace's data.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shared_apps.api import document
from shared_apps.api.reference import describe
from shared_apps.tenancy import scope


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """All operations of API v1, grouped."""
    base = f"{request.scheme}://{request.get_host()}"
    return render(request, "api/reference.html", {"reference": describe(document.openapi(), base)})


@require_safe
@cache_control(max_age=300)
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document itself; where the region has a lane, with its address for what it takes."""
    lane = settings.LANE_URLS.get(scope.tenant().region, "").format(host=request.get_host().rsplit(":", 1)[0])
    text = document.text_with_lane(lane) if lane else document.text()
    return HttpResponse(text, content_type="application/json")


# Declared for the generated authorisation test, as `accounts.web.access.public` would: that is a floor above.
reference.kontor_access = "public"  # type: ignore[attr-defined]
openapi.kontor_access = "public"  # type: ignore[attr-defined]
