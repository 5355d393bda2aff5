"""Pages of passkeys: the questions for the browser's dialog, signing in with one, adding, naming and removing one.

The script of the page asks for the question (`…/options/`), shows the browser's own dialog and posts the answer with
the form.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import factors, passkeys
from shared_apps.accounts.commands import (
    AddPasskey,
    NamePasskey,
    RemovePasskey,
    SignInByPasskey,
    add_passkey,
    name_passkey,
    pending_user,
    remove_passkey,
    sign_in_by_passkey,
)
from shared_apps.accounts.commands.factors import issuer
from shared_apps.accounts.models import User
from shared_apps.accounts.own import own_user
from shared_apps.accounts.queries import people
from shared_apps.accounts.web.access import public, signed_in
from shared_apps.accounts.web.addresses import frame, home
from shared_apps.accounts.web.entering import PENDING, enter, visitor, why_not
from shared_apps.accounts.web.forms import NewPasskeyForm, PasskeyForm, PasskeyNameForm, SignInForm, address_of, refuse
from shared_apps.accounts.web.passkey_answers import Purpose, agent_of, answer_of, ask, host_of
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.ui.acting import attempt


@never_cache
@public
@require_POST
def sign_in_options(request: HttpRequest) -> HttpResponse:
    """The question to whoever wants to sign in: it names nobody, the device knows who its passkeys are for."""
    challenge = ask(request, "sign_in")
    return JsonResponse(passkeys.request_options((), challenge=challenge, host=host_of(request), verified=True))


@never_cache
@public
@require_POST
def sign_in_by_passkey_page(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone."""
    form = PasskeyForm(request.POST)
    wanted = form.cleaned_data["next"] if form.is_valid() else ""
    answer = answer_of(request, "sign_in")
    if answer is not None:
        data = SignInByPasskey(answer=answer, ip=address_of(request), user_agent=agent_of(request))
        found = run(sign_in_by_passkey, visitor(request), data)
        if found.outcome == "signed_in" and found.user_id:
            return enter(request, found, wanted=wanted)
        text = why_not(found, _("This passkey does not open an account here."))
    else:
        text = _("That took too long. Please try again.")
    shown = SignInForm({"email": "", "password": "", "next": wanted})
    shown.errors.clear()
    shown.add_error(None, text)
    return render(request, "accounts/sign_in.html", {"form": shown}, status=422)


@never_cache
@public
@require_POST
def second_step_options(request: HttpRequest) -> HttpResponse:
    """The question to somebody whose password was right: any of their passkeys for this host."""
    pending = request.session.get(PENDING)
    user = pending_user(pending["proof"]) if pending else None
    if user is None:
        return JsonResponse({"detail": _("That took too long. Please sign in again.")}, status=409)
    return JsonResponse(_question_for(request, user, "second_step"))


@never_cache
@signed_in(before_enrolment=True)
@require_POST
def confirm_options(request: HttpRequest) -> HttpResponse:
    """The question that proves anew that it is you."""
    return JsonResponse(_question_for(request, own_user(request.actor), "confirm"))  # type: ignore[attr-defined]


@never_cache
@signed_in(before_enrolment=True)
@require_POST
def new_options(request: HttpRequest) -> HttpResponse:
    """The question to make a passkey."""
    user = own_user(request.actor)  # type: ignore[attr-defined]
    keys = factors.passkeys_of(user, host_of(request))
    challenge = ask(request, "add")
    return JsonResponse(
        passkeys.creation_options(user, keys, challenge=challenge, host=host_of(request), place=issuer())
    )


@never_cache
@signed_in(before_enrolment=True)
@require_http_methods(["GET", "POST"])
def passkey_new_page(request: HttpRequest) -> HttpResponse:
    """Add a passkey; with the first factor come the recovery codes."""
    actor = request.actor  # type: ignore[attr-defined]
    form = NewPasskeyForm(request.POST or None, initial={"passkey_name": people.browser_of(agent_of(request))})
    if request.method == "POST" and form.is_valid():
        answer = answer_of(request, "add")
        key = request.session.session_key or ""
        try:
            if answer is None:
                form.add_error(None, _("That took too long. Please try again."))
            else:
                name = form.cleaned_data["passkey_name"]
                made = run(add_passkey, actor, AddPasskey(passkey_name=name, answer=answer, session_key=key))
                if made.codes:
                    facts = {"codes": made.codes, "next": home()}
                    return render(request, "accounts/recovery_codes.html", facts)
                messages.success(request, _("The passkey is added. All other browsers are signed out."))
                return HttpResponseRedirect(_after(request))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
    more = {
        "form": form,
        "due": request.enrolment_due,  # type: ignore[attr-defined]
        "has_totp": people.factor_state(actor.user_id).has_totp,
    }
    return render(request, "accounts/passkey_new.html", more, status=422 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def passkey_name_page(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Give a passkey another name."""
    actor = request.actor  # type: ignore[attr-defined]
    line = next((one for one in people.factor_state(actor.user_id).passkeys if one.id == passkey_id), None)
    if line is None:
        raise Http404
    form = PasskeyNameForm(request.POST or None, initial={"passkey_name": line.name})
    if request.method == "POST" and form.is_valid():
        try:
            run(name_passkey, actor, NamePasskey(passkey_id=passkey_id, **form.cleaned_data))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The passkey has its new name."))
            return HttpResponseRedirect(reverse("accounts:account"))
    facts = {"form": form, "line": line, "frame": frame()}
    return render(request, "accounts/passkey_name.html", facts, status=422 if form.errors else 200)


@require_POST
@signed_in
def passkey_remove(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Remove a passkey."""
    key = request.session.session_key or ""
    done = _("The passkey is removed. All other browsers are signed out.")
    attempt(request, remove_passkey, RemovePasskey(passkey_id=passkey_id, session_key=key), done)
    return HttpResponseRedirect(reverse("accounts:account"))


def _question_for(request: HttpRequest, user: User, purpose: Purpose) -> dict[str, object]:
    keys = factors.passkeys_of(user, host_of(request))
    challenge = ask(request, purpose)
    return passkeys.request_options(keys, challenge=challenge, host=host_of(request), verified=False)


def _after(request: HttpRequest) -> str:
    return home() if request.enrolment_due else reverse("accounts:account")  # type: ignore[attr-defined]
