"""Pages of the own account: profile, password, second factor, sessions, API keys; and the seat one sits on."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts import providers, sessions
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands import (
    ChangePassword,
    ChangeProfile,
    ConfirmTotp,
    CreateApiKey,
    EndOtherSessions,
    EndSession,
    RemoveTotp,
    RenewRecoveryCodes,
    RevokeApiKey,
    RotateApiKey,
    StartTotp,
    change_password,
    change_profile,
    confirm_totp,
    create_api_key,
    end_other_sessions,
    end_session,
    remove_totp,
    renew_recovery_codes,
    revoke_api_key,
    rotate_api_key,
    start_totp,
)
from shared_apps.accounts.middleware import SEAT
from shared_apps.accounts.own import own_user
from shared_apps.accounts.queries import api_keys, people
from shared_apps.accounts.web.access import enrolment_url, requires, signed_in, to_confirmation
from shared_apps.accounts.web.addresses import frame, home, safe_next, with_language
from shared_apps.accounts.web.forms import CodeForm, KeyForm, PasswordForm, ProfileForm, refuse
from shared_apps.accounts.web.passkey_answers import host_of
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def account_page(request: HttpRequest) -> HttpResponse:
    """Profile, and the ways to everything else of the account."""
    actor = request.actor  # type: ignore[attr-defined]
    user = own_user(actor)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        try:
            changed = run(change_profile, actor, ChangeProfile(**form.cleaned_data))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            response = HttpResponseRedirect(reverse("accounts:account"))
            with override(changed.language):
                messages.success(request, _("Your profile is saved."))
            return with_language(response, changed.language)
    state = people.factor_state(user.pk, host_of(request))
    facts = {
        "form": form,
        "email": user.email,
        "factors": state,
        "is_last_factor": state.has_totp + len(state.passkeys) == 1,
        "must_use_totp": user.must_use_totp,
        "sessions": people.list_sessions(user.pk, request.session.session_key or ""),
        "may_see_members": actor.may("accounts.end_member_sessions") or actor.may("accounts.reopen_account"),
        "may_see_keys": actor.may("accounts.view_api_key"),
        "sign_on": _connections(request),
        "frame": frame(),
    }
    return render(request, "accounts/account.html", facts, status=422 if form.errors else 200)


def _connections(request: HttpRequest) -> str:
    """The page of connections with identity providers; empty where there is none for this person."""
    there, user_id = providers.ways(), request.actor.user_id  # type: ignore[attr-defined]
    some = there.of_person(user_id) or there.may_link(request.standing.seats)  # type: ignore[attr-defined]
    return there.own_page() if some else ""


@never_cache
@signed_in(before_enrolment=True)
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change the own password."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.enrolment_due:  # type: ignore[attr-defined]
        return HttpResponseRedirect(enrolment_url())
    if not actor.fresh_factor:
        return to_confirmation(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key or ""
        try:
            run(change_password, actor, ChangePassword(password=form.cleaned_data["password"], session_key=key))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            _keep_session(request)
            messages.success(request, _("Your password is changed. All other browsers are signed out."))
            return HttpResponseRedirect(reverse("accounts:account"))
    return render(
        request,
        "accounts/password.html",
        {"form": form, "frame": frame(), "due": request.password_due},  # type: ignore[attr-defined]
        status=422 if form.errors else 200,
    )


@never_cache
@signed_in(before_enrolment=True)
@require_http_methods(["GET", "POST"])
def totp_page(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator: scan, type a code, keep the recovery codes."""
    actor = request.actor  # type: ignore[attr-defined]
    if people.factor_state(actor.user_id).has_totp:
        return HttpResponseRedirect(reverse("accounts:account") if not request.enrolment_due else home())  # type: ignore[attr-defined]
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = ConfirmTotp(code=form.cleaned_data["code"], session_key=request.session.session_key or "")
        try:
            answer = run(confirm_totp, actor, data)
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            if answer.codes:
                return render(request, "accounts/recovery_codes.html", {"codes": answer.codes, "next": home()})
            messages.success(request, _("The authenticator is in use. All other browsers are signed out."))
            return HttpResponseRedirect(reverse("accounts:account"))
    started = run(start_totp, actor, StartTotp())
    facts = {
        "form": form,
        "qr": qr_of(started.uri),
        "secret": " ".join(started.secret[i : i + 4] for i in range(0, len(started.secret), 4)),
        "due": request.enrolment_due,  # type: ignore[attr-defined]
    }
    return render(request, "accounts/totp.html", facts, status=422 if form.errors else 200)


@never_cache
@require_POST
@signed_in
def recovery_codes_page(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown once."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        answer = run(renew_recovery_codes, actor, RenewRecoveryCodes())
    except Refusal as refusal:
        return _back(request, refusal)
    return render(request, "accounts/recovery_codes.html", {"codes": answer.codes, "next": reverse("accounts:account")})


@require_POST
@signed_in
def totp_remove(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator."""
    try:
        run(remove_totp, request.actor, RemoveTotp(session_key=request.session.session_key or ""))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _back(request, refusal)
    messages.success(request, _("The authenticator is removed. All other browsers are signed out."))
    return HttpResponseRedirect(reverse("accounts:account"))


@require_POST
@signed_in
def session_end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign one of the own browsers out."""
    try:
        run(end_session, request.actor, EndSession(session_id=session_id))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _back(request, refusal)
    messages.success(request, _("That browser is signed out."))
    return HttpResponseRedirect(reverse("accounts:account"))


@require_POST
@signed_in
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign all other browsers out."""
    key = request.session.session_key or ""
    run(end_other_sessions, request.actor, EndOtherSessions(session_key=key))  # type: ignore[attr-defined]
    messages.success(request, _("All other browsers are signed out."))
    return HttpResponseRedirect(reverse("accounts:account"))


@never_cache
@requires("accounts.view_api_key")
@require_http_methods(["GET"])
def keys_page(request: HttpRequest) -> HttpResponse:
    """The keys of the company."""
    actor = request.actor  # type: ignore[attr-defined]
    facts = {
        "keys": api_keys.list_api_keys(actor),
        "may_create": actor.may("accounts.create_api_key"),
        "may_rotate": actor.may("accounts.rotate_api_key"),
        "may_revoke": actor.may("accounts.revoke_api_key"),
        "frame": frame(),
    }
    return render(request, "accounts/keys.html", facts)


@never_cache
@requires("accounts.create_api_key")
@require_http_methods(["GET", "POST"])
def key_new_page(request: HttpRequest) -> HttpResponse:
    """Create a key; the answer page is the only place where its secret is ever seen."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.fresh_factor:
        return to_confirmation(request)
    form = KeyForm(request.POST or None, permissions=sorted(actor.permissions - {SELF}))
    if request.method == "POST" and form.is_valid():
        try:
            made = run(create_api_key, actor, CreateApiKey(**form.asked()))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal, expires_at="expires_on")
        else:
            facts = {"made": made, "name": form.cleaned_data["name"], "frame": frame()}
            return render(request, "accounts/key_created.html", facts)
    return render(
        request, "accounts/key_new.html", {"form": form, "frame": frame()}, status=422 if form.errors else 200
    )


@never_cache
@require_POST
@requires("accounts.rotate_api_key")
def key_rotate(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Put a new key in the place of one; the answer page is the only place where its secret is ever seen."""
    try:
        made = run(rotate_api_key, request.actor, RotateApiKey(key_id=key_id))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _back(request, refusal, "accounts:keys")
    facts = {"made": made, "name": _("Key"), "is_rotated": True, "frame": frame()}
    return render(request, "accounts/key_created.html", facts)


@require_POST
@requires("accounts.revoke_api_key")
def key_revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """End a key."""
    try:
        run(revoke_api_key, request.actor, RevokeApiKey(key_id=key_id))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _back(request, refusal, "accounts:keys")
    messages.success(request, _("The key is revoked."))
    return HttpResponseRedirect(reverse("accounts:keys"))


@require_POST
@signed_in
def switch_seat(request: HttpRequest) -> HttpResponse:
    """Act for another company of one's own; a seat one does not hold changes nothing."""
    wanted = request.POST.get("company", "")
    if wanted in {seat.key for seat in request.standing.seats}:  # type: ignore[attr-defined]
        request.session[SEAT] = wanted
    return HttpResponseRedirect(home() if not request.POST.get("next") else safe_next(request, request.POST["next"]))


def qr_of(uri: str) -> SafeString:
    """The QR code as SVG with plain attributes: no inline style, so the content policy lets it pass."""
    import qrcode  # here, because it brings a picture library along and is asked for once a person
    from qrcode.image.svg import SvgPathFillImage

    image = qrcode.make(uri, image_factory=SvgPathFillImage, box_size=12, border=2)
    root = image.get_image()
    # The box around it gives the size: the view box stays, millimetres go.
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    # Made by the library out of squares; no text of a person is in it.
    return mark_safe(image.to_string(encoding="unicode"))


def _keep_session(request: HttpRequest) -> None:
    """This browser stays signed in after a change of password: its session is bound to the new hash."""
    user = own_user(request.actor)  # type: ignore[attr-defined]
    key = request.session.session_key
    update_session_auth_hash(request, user)
    if request.session.session_key != key:
        sessions.moved(key or "", request.session.session_key or "")


def _back(request: HttpRequest, refusal: Refusal, to: str = "accounts:account") -> HttpResponse:
    if isinstance(refusal, NotAllowed):
        raise refusal
    messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    return HttpResponseRedirect(reverse(to))
