"""The gallery's own site: its addresses, and a page that fails, to see what people see then."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [path("", include("shared_apps.ui.web.urls")), path("missing/", missing)]


def use_gallery_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: these addresses instead of a marketplace's."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return get_response(request)

    return answer
