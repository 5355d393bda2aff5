"""Pages: sign in, second factor, sign out, links from mails, forgotten password, confirm that it is you."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.commands import (
    ConfirmIdentity,
    OpenSession,
    RequestReset,
    SetPasswordByLink,
    SignIn,
    SignInAnswer,
    SignOut,
    VerifyFactor,
    confirm_identity,
    open_session,
    request_reset,
    set_password_by_link,
    sign_in,
    sign_out,
    verify_factor,
)
from shared_apps.accounts.models import User
from shared_apps.accounts.queries import people
from shared_apps.accounts.web.access import public, signed_in
from shared_apps.accounts.web.addresses import safe_next, with_language
from shared_apps.accounts.web.forms import (
    CodeForm,
    ConfirmPasswordForm,
    PasswordForm,
    ResetForm,
    SignInForm,
    address_of,
    refuse,
)
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal

PENDING = "pending_sign_in"


@never_cache
@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """E-mail and password."""
    if request.method == "GET":
        if request.actor.user_id is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
        return render(request, "accounts/sign_in.html", {"form": SignInForm(initial={"next": request.GET.get("next")})})
    form = SignInForm(request.POST)
    if form.is_valid():
        data = SignIn(email=form.cleaned_data["email"], password=form.cleaned_data["password"], ip=address_of(request))
        answer = run(sign_in, _visitor(request), data)
        if answer.outcome == "signed_in" and answer.user_id:
            return _enter(request, answer.user_id, with_factor=False, wanted=form.cleaned_data["next"])
        if answer.outcome == "factor_needed":
            request.session.cycle_key()
            request.session[PENDING] = {"proof": answer.pending, "next": form.cleaned_data["next"]}
            return HttpResponseRedirect(reverse("accounts:code"))
        form.add_error(None, _why_not(answer, _("E-mail or password is not right.")))
    return render(request, "accounts/sign_in.html", {"form": form}, status=200 if not form.errors else 422)


@never_cache
@public
@require_http_methods(["GET", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """The second factor; reachable only with a right password behind."""
    pending = request.session.get(PENDING)
    if not pending:
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = VerifyFactor(pending=pending["proof"], code=form.cleaned_data["code"], ip=address_of(request))
        answer = run(verify_factor, _visitor(request), data)
        if answer.outcome == "signed_in" and answer.user_id:
            return _enter(request, answer.user_id, with_factor=True, wanted=pending["next"])
        if answer.outcome == "refused" and not answer.pending:
            del request.session[PENDING]
            messages.error(request, _("That took too long. Please sign in again."))
            return HttpResponseRedirect(reverse("accounts:sign_in"))
        form.add_error("code", _why_not(answer, _("This code is not right, or was used already.")))
    return render(request, "accounts/code.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@public
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End this browser's session."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.user_id is not None:
        run(sign_out, actor, SignOut(session_key=request.session.session_key or ""))
    logout(request)
    return HttpResponseRedirect(reverse("accounts:sign_in"))


@never_cache
@public
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def link_page(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password through an invitation or a reset link."""
    link = people.preview_link(token)
    if link is None:
        return render(request, "accounts/link_dead.html", status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run(
                set_password_by_link,
                _visitor(request),
                SetPasswordByLink(token=token, password=form.cleaned_data["password"]),
            )
        except NotFound:
            return render(request, "accounts/link_dead.html", status=410)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            logout(request)
            messages.success(request, _("Your password is set. Sign in with it."))
            return HttpResponseRedirect(reverse("accounts:sign_in"))
    # The address holds the token; the policy of every page, `same-origin`, keeps it from other sites. With
    # `no-referrer` browsers send `Origin: null`, and the form is refused as forged.
    return render(request, "accounts/link.html", {"form": form, "link": link}, status=422 if form.errors else 200)


@never_cache
@public
@require_http_methods(["GET", "POST"])
def forgotten_page(request: HttpRequest) -> HttpResponse:
    """Ask for a reset link; the answer never says whether the account exists."""
    form = ResetForm(request.POST or None)
    sent = False
    if request.method == "POST" and form.is_valid():
        run(request_reset, _visitor(request), RequestReset(email=form.cleaned_data["email"], ip=address_of(request)))
        sent = True
    return render(request, "accounts/forgotten.html", {"form": form, "sent": sent}, status=422 if form.errors else 200)


@never_cache
@signed_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Prove again that it is you, for acts that ask for it."""
    actor = request.actor  # type: ignore[attr-defined]
    has_totp = people.factor_state(actor.user_id).has_totp
    kind = CodeForm if has_totp else ConfirmPasswordForm
    form = kind(request.POST) if request.method == "POST" else kind(initial={"next": request.GET.get("next")})
    if request.method == "POST" and form.is_valid():
        data = ConfirmIdentity(
            secret=form.cleaned_data["code"], session_key=request.session.session_key or "", ip=address_of(request)
        )
        answer = run(confirm_identity, actor, data)
        if answer.outcome == "confirmed":
            return HttpResponseRedirect(safe_next(request, form.cleaned_data["next"]))
        wrong = _("This code is not right, or was used already.") if has_totp else _("The password is not right.")
        form.add_error("code", _locked(answer.retry_after_s) if answer.outcome == "locked" else wrong)
    return render(
        request, "accounts/confirm.html", {"form": form, "has_totp": has_totp}, status=422 if form.errors else 200
    )


def _visitor(request: HttpRequest) -> Actor:
    return Actor.anonymous(address_of(request) or "")


def _enter(request: HttpRequest, user_id: UUID, *, with_factor: bool, wanted: str) -> HttpResponse:
    """Give the browser a new session and note it. Without the note the session is worth nothing."""
    user = User.objects.get(pk=user_id)
    request.session.flush()
    login(request, user)
    request.session.save()
    data = OpenSession(
        user_id=user_id,
        session_key=request.session.session_key or "",
        with_factor=with_factor,
        ip=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
    run(open_session, Actor.system("accounts.sign_in"), data)
    enrol = user.must_use_totp and not with_factor
    response = HttpResponseRedirect(reverse("accounts:totp") if enrol else safe_next(request, wanted))
    return with_language(response, user.language)


def _why_not(answer: SignInAnswer, wrong: str) -> str:
    return _locked(answer.retry_after_s) if answer.outcome == "locked" else wrong


def _locked(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many failed attempts. Try again in %(minutes)s minute.",
        "Too many failed attempts. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
