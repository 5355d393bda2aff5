"""Pages of a change of the e-mail address: ask for it, and what stands behind the links in the letters."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shared_apps.accounts import mail_links
from shared_apps.accounts.commands import (
    AskMailChange,
    ConfirmMailChange,
    UndoMailChange,
    ask_mail_change,
    confirm_mail_change,
    undo_mail_change,
)
from shared_apps.accounts.own import own_user
from shared_apps.accounts.web.access import public, signed_in, to_confirmation
from shared_apps.accounts.web.addresses import frame
from shared_apps.accounts.web.forms import ResetForm, refuse
from shared_apps.accounts.web.signing_in import visitor
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.tenancy import scope


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def mail_change_page(request: HttpRequest) -> HttpResponse:
    """Ask for another address."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.fresh_factor:
        return to_confirmation(request)
    form, sent = ResetForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            run(ask_mail_change, actor, AskMailChange(email=form.cleaned_data["email"]))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            sent = form.cleaned_data["email"]
    facts = {"form": form, "sent": sent, "email": own_user(actor).email, "frame": frame()}
    return render(request, "accounts/mail_change.html", facts, status=422 if form.errors else 200)


@never_cache
@public
@require_http_methods(["GET", "POST"])
def mail_link_page(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a new address, or take one back: opening the link changes nothing, pressing the button does."""
    verb = mail_links.verb_of(token)
    change = mail_links.find(token, verb, clock.now(scope.alias())) if verb else None
    if verb is None or change is None:
        return render(request, "accounts/link_dead.html", status=410)
    problem = ""
    if request.method == "POST":
        try:
            if verb == "confirm":
                run(confirm_mail_change, visitor(request), ConfirmMailChange(token=token))
            else:
                run(undo_mail_change, visitor(request), UndoMailChange(token=token))
        except NotFound:
            return render(request, "accounts/link_dead.html", status=410)
        except Refusal as refusal:
            problem = f"{refusal.message} {refusal.remedy}".strip()
        else:
            logout(request)
            said = (
                _("The new address counts. Sign in with it.")
                if verb == "confirm"
                else _("The new address is taken back. A link for a new password is on its way.")
            )
            messages.success(request, said)
            return HttpResponseRedirect(reverse("accounts:sign_in"))
    facts = {"verb": verb, "change": change, "problem": problem}
    return render(request, "accounts/mail_link.html", facts, status=409 if problem else 200)
