"""Pages: sign in, second factor, sign out, links from mails, forgotten password, confirm that it is you."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import actors, providers
from shared_apps.accounts.commands import (
    RequestReset,
    SetPasswordByLink,
    SignIn,
    SignOut,
    VerifyFactor,
    pending_user,
    request_reset,
    set_password_by_link,
    sign_in,
    sign_out,
    verify_factor,
)
from shared_apps.accounts.queries import people
from shared_apps.accounts.web import stepping_up
from shared_apps.accounts.web.access import public, signed_in
from shared_apps.accounts.web.addresses import safe_next
from shared_apps.accounts.web.entering import PENDING, Vouched, ask_factor, enter, visitor, why_not
from shared_apps.accounts.web.forms import CodeForm, PasswordForm, ResetForm, SignInForm, address_of, refuse
from shared_apps.accounts.web.passkey_answers import agent_of, answer_of, host_of
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotFound, Refusal


@never_cache
@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """E-mail and password."""
    if request.method == "GET":
        if request.actor.user_id is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
        return _sign_in(request, SignInForm(initial={"next": request.GET.get("next")}))
    form = SignInForm(request.POST)
    if form.is_valid():
        data = SignIn(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            ip=address_of(request),
            user_agent=agent_of(request),
        )
        answer = run(sign_in, visitor(request), data)
        if answer.outcome == "signed_in" and answer.user_id:
            return enter(request, answer, wanted=form.cleaned_data["next"])
        if answer.outcome == "factor_needed":
            return ask_factor(request, answer, wanted=form.cleaned_data["next"])
        form.add_error(None, why_not(answer, _("E-mail or password is not right.")))
    return _sign_in(request, form)


def _sign_in(request: HttpRequest, form: SignInForm) -> HttpResponse:
    there = providers.ways()
    facts = {"form": form, "ways": there.at_sign_in(), "by_domain": there.by_domain()}
    return render(request, "accounts/sign_in.html", facts, status=422 if form.errors else 200)


@never_cache
@public
@require_http_methods(["GET", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """The second factor; reachable only with a right password behind."""
    pending = request.session.get(PENDING)
    if not pending:
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    user = pending_user(pending["proof"])
    form = CodeForm(request.POST or None)
    passkey = answer_of(request, "second_step") if request.POST.get("credential") else None
    if request.method == "POST" and (passkey is not None or form.is_valid()):
        data = VerifyFactor(
            pending=pending["proof"],
            code="" if passkey else form.cleaned_data["code"],
            answer=passkey,
            ip=address_of(request),
            user_agent=agent_of(request),
        )
        answer = run(verify_factor, visitor(request), data)
        if answer.outcome == "signed_in" and answer.user_id:
            return enter(request, answer, wanted=pending["next"], by=Vouched.of(pending))
        if answer.outcome == "refused" and not answer.pending:
            del request.session[PENDING]
            messages.error(request, _("That took too long. Please sign in again."))
            return HttpResponseRedirect(reverse("accounts:sign_in"))
        form.errors.clear()
        wrong = _("This passkey is not one of yours, or its answer is not right.")
        form.add_error("code", why_not(answer, wrong if passkey else _("This code is not right, or was used already.")))
    facts = {"form": form, "state": people.factor_state(user.pk, host_of(request)) if user else None}
    return render(request, "accounts/code.html", facts, status=422 if form.errors else 200)


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
                visitor(request),
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
    ways = providers.ways().by_invitation(link.user_id) if link.purpose == "invitation" else ()
    facts = {"form": form, "link": link, "ways": ways, "token": token}
    return render(request, "accounts/link.html", facts, status=422 if form.errors else 200)


@never_cache
@signed_in(before_enrolment=True)
@require_http_methods(["GET"])
def by_provider_page(request: HttpRequest) -> HttpResponse:
    """Who came in by a way that does not count here learns which one does."""
    there, user_id = providers.ways(), request.actor.user_id  # type: ignore[attr-defined]
    if not request.provider_due:  # type: ignore[attr-defined]
        return HttpResponseRedirect(safe_next(request, ""))
    known = there.of_person(user_id)
    facts = {"ways": known, "to_link": () if known else there.may_link(_seats(request))}
    return render(request, "accounts/by_provider.html", facts)


def _seats(request: HttpRequest) -> Sequence[actors.Seat]:
    """All seats of who is signed in, also before they may take one."""
    return actors.standing_of(request.user).seats  # type: ignore[arg-type]


@never_cache
@public
@require_http_methods(["GET", "POST"])
def forgotten_page(request: HttpRequest) -> HttpResponse:
    """Ask for a reset link; the answer never says whether the account exists."""
    form = ResetForm(request.POST or None)
    sent = False
    if request.method == "POST" and form.is_valid():
        run(request_reset, visitor(request), RequestReset(email=form.cleaned_data["email"], ip=address_of(request)))
        sent = True
    return render(request, "accounts/forgotten.html", {"form": form, "sent": sent}, status=422 if form.errors else 200)


@never_cache
@signed_in(before_enrolment=True)
@sensitive_post_parameters("step_up-code", "credential")
@require_http_methods(["GET", "POST"])
def confirm_page(request: HttpRequest) -> HttpResponse:
    """Prove again that it is you, and go on to where that was asked for."""
    # The guard has checked the proof of a posted form; where it was right the actor is fresh.
    if request.method == "POST" and request.actor.fresh_factor:  # type: ignore[attr-defined]
        return HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
    return stepping_up.page(request)
