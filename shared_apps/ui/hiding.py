"""Pages and files for somebody from whom a role hides fields (`foundation/masks.py`): the last door before the answer.

Tags have blanked what they print. What is left are amounts inside sentences and in JSON, which are blanked here, and
files: one that was not made for blanks (`FOR_BLANKS`) is refused, since nobody knows what it shows.
"""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.foundation import masks
from shared_apps.ui.views import problem_page

# Set on an answer that was made with the blanks in it, or that shows nothing anybody hides.
FOR_BLANKS = "is_for_blanks"
NAMES = {
    "prices": gettext_lazy("Prices and amounts"),
    "costs": gettext_lazy("Costs and margins"),
    "credit": gettext_lazy("Credit limits and what is left of them"),
    "identifiers": gettext_lazy("Bank and tax numbers"),
    "contacts": gettext_lazy("Contact data of people"),
}


def shown(request: HttpRequest, hidden: frozenset[str], make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer that `make` gives, without what is hidden."""
    if not hidden:
        return make()
    with masks.under(hidden):
        answer = make()
        if getattr(answer, FOR_BLANKS, False) or not isinstance(answer, HttpResponse) or not answer.content:
            return answer if isinstance(answer, HttpResponse) else _refused(request)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        if kind == "text/html":
            answer.content = masks.scrubbed(answer.text).encode()
        elif kind == "application/json" and not hasattr(answer, FOR_BLANKS):
            answer.content = json.dumps(masks.blanked(json.loads(answer.content))).encode()
        elif kind not in ("text/css",):
            return _refused(request)
        return answer


def _refused(request: HttpRequest) -> HttpResponse:
    return problem_page(
        request,
        403,
        _("This file shows what is hidden from you"),
        _("Your role hides fields, and a file cannot be given in part."),
        _("Open the page instead, or ask somebody whose role shows them."),
        action_url="/",
        action=_("To the start page"),
    )


class FieldIsHidden(Exception):
    """Somebody sorts or searches by what their role hides. No `Refusal`: pages make other things of those."""


def refuse_field(name: str) -> None:
    """Refuse to sort or search by a field that must not be shown: the order of rows would tell it."""
    if masks.hides(masks.kind_of(name)):
        raise FieldIsHidden(name)


def field_is_hidden(request: HttpRequest) -> HttpResponse:
    """The page that says so."""
    return problem_page(
        request,
        403,
        _("Hidden for your role"),
        _("Nothing can be sorted or searched by what your role hides."),
        _("Choose another order."),
        action_url=request.path,
        action=_("To the list"),
    )
