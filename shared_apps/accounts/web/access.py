"""Who may open a page. Every view declares it, and the generated authorisation test reads the declaration.

`@public`, `@signed_in` or `@requires("orders.view_order")`; a class-based view takes them through `method_decorator`
on `dispatch` or around `as_view()`. A view without one fails the test.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from shared_apps.accounts import factors
from shared_apps.accounts.web import stepping_up
from shared_apps.foundation import masks
from shared_apps.foundation.permissions import declare
from shared_apps.foundation.refusals import NotAllowed, NotFound
from shared_apps.ui import hiding

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC = "public"
SIGNED_IN = "signed_in"


def public(view: View) -> View:
    """Open to everybody."""
    view.kontor_access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View | None = None, *, before_enrolment: bool = False) -> Any:
    """Open to everybody who is signed in; `before_enrolment` also to those who still owe a second factor, or
    a provider's word."""

    def wrap(inner: View) -> View:
        return _guarded(inner, SIGNED_IN, None, before_enrolment)

    return wrap(view) if view is not None else wrap


def requires(*permissions: str) -> Callable[[View], View]:
    """Open to those who hold at least one of the permissions."""
    for code in permissions:
        declare(code, "")

    def wrap(view: View) -> View:
        return _guarded(view, "|".join(permissions), permissions, False)

    return wrap


def _guarded(view: View, access: str, permissions: tuple[str, ...] | None, before_enrolment: bool) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = admit(request, permissions, before_enrolment=before_enrolment)
        if answer is not None:
            return answer
        if stepping_up.is_proof(request):
            error = stepping_up.prove(request)
            if error is not None:
                return stepping_up.page(request, error)
        hidden = masks.of(request.actor, permissions)  # type: ignore[attr-defined]
        try:
            return hiding.shown(request, hidden, lambda: view(request, *args, **kwargs))
        except NotAllowed as refusal:
            if refusal.code == "commands.fresh_factor_needed":
                return to_confirmation(request)
            codes = (str(refusal.facts["permission"]),) if "permission" in refusal.facts else ()
            return render(request, "accounts/forbidden.html", {"permissions": codes}, status=403)
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except hiding.FieldIsHidden:
            return hiding.field_is_hidden(request)

    guarded.kontor_access = access  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def admit(
    request: HttpRequest, permissions: tuple[str, ...] | None, *, before_enrolment: bool = False
) -> HttpResponse | None:
    """None when the request may pass, else the answer: sign-in, enrolment, or 403."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is None:
        return _redirect(request, reverse("accounts:sign_in"), next=_here(request))
    if request.elsewhere:  # type: ignore[attr-defined]
        return render(request, "accounts/elsewhere.html", {"address": request.META.get("REMOTE_ADDR")}, status=403)
    if request.provider_due and not before_enrolment:  # type: ignore[attr-defined]
        return _redirect(request, reverse("accounts:by_provider"))
    if request.enrolment_due and not before_enrolment:  # type: ignore[attr-defined]
        return _redirect(request, enrolment_url())
    if request.password_due and not before_enrolment:  # type: ignore[attr-defined]
        return _redirect(request, reverse("accounts:password"))
    if permissions is not None and not any(actor.may(code) for code in permissions):
        return render(request, "accounts/forbidden.html", {"permissions": permissions}, status=403)
    return None


def enrolment_url() -> str:
    """Where a second factor that counts is set up."""
    return reverse("accounts:totp" if factors.counts("totp") else "accounts:passkey_new")


def to_confirmation(request: HttpRequest) -> HttpResponse:
    """Let the person prove anew that it is them: in place where something was posted, else on a page and back."""
    if stepping_up.can_keep(request):
        return stepping_up.page(request, status=403)
    return _redirect(request, reverse("accounts:confirm"), next=_here(request))


def _here(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    return request.headers.get("HX-Current-URL") or request.headers.get("Referer", "/")


def _redirect(request: HttpRequest, url: str, **query: str) -> HttpResponse:
    target = f"{url}?{urlencode(query)}" if query else url
    if request.headers.get("HX-Request"):
        # A fragment must not be replaced by a whole sign-in page.
        response = HttpResponse(status=204)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)
