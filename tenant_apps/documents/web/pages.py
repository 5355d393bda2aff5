"""Open a document: the bytes, under a short-lived permission to frame them on our own pages.

The answer carries its own strict content policy: a document is never trusted to be only a document.
"""

from uuid import UUID

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import public, requires
from shared_apps.egress import flows
from shared_apps.egress.objects import BadKey, NoObject, is_link_valid, object_store
from shared_apps.foundation.refusals import NotFound
from shared_apps.ui.downloads import file_answer
from tenant_apps.documents.queries import logo, read

SHOWN_INLINE = ("application/pdf", "image/png", "image/jpeg")
YEAR_S = 365 * 24 * 3600
PAPER = flows.declare(
    "documents.paper",
    "download",
    _("Papers and files of deals"),
    ("business", "personal"),
    to="viewer",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


@requires("documents.view_document")
@require_http_methods(["GET"])
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]  # typed for views without arguments
    {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}
)
def document_page(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The file, shown in the browser or saved with `?save=1`; 404 for another company's."""
    try:
        facts, content = read(request.actor, document_id)  # type: ignore[attr-defined]
    except NotFound as refusal:
        raise Http404 from refusal
    inline = facts.content_type in SHOWN_INLINE and "save" not in request.GET
    return file_answer(PAPER, content, facts.content_type, facts.file_name, inline=inline)


@public
@require_http_methods(["GET"])
def logo_page(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The marketplace's logo; visible before signing in. A new logo has a new address, so it may be kept."""
    try:
        facts, content = logo(document_id)
    except NotFound as refusal:
        raise Http404 from refusal
    response = HttpResponse(content, content_type=facts.content_type)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
    return response


@public
@require_http_methods(["GET"])
def stored_file(request: HttpRequest, key: str) -> HttpResponse:
    """What an expiring link of the file store points at: the link itself is the permission, for this key alone."""
    if not is_link_valid(key, request.GET.get("until", ""), request.GET.get("seal", "")):
        raise Http404
    try:
        content = object_store().get(key)
    except (BadKey, NoObject) as error:
        raise Http404 from error
    return file_answer(PAPER, content, "application/octet-stream", key.rsplit("/", 1)[-1])
