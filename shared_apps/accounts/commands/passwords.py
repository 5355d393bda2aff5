"""Passwords: by link, by oneself, and the request for a link."""

from uuid import UUID

import msgspec
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shared_apps.accounts import links, sessions, throttling
from shared_apps.accounts.actors import SELF, standing_of
from shared_apps.accounts.common_passwords import is_common
from shared_apps.accounts.decisions.duties import kinds_of_characters
from shared_apps.accounts.decisions.lockout import ACCOUNT, ADDRESS
from shared_apps.accounts.decisions.passwords import leans_on, words_of
from shared_apps.accounts.errors import link_dead
from shared_apps.accounts.events import PasswordChanged
from shared_apps.accounts.mail import owe
from shared_apps.accounts.models import OneTimeLink, User
from shared_apps.accounts.own import own_user
from shared_apps.accounts.policies import PASSWORD_COMPLEXITY, PASSWORD_LENGTH
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Invalid, NotFound
from shared_apps.tenancy import policy, scope


class RequestReset(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    email: str
    ip: str | None = None


class ResetRequested(msgspec.Struct, frozen=True, kw_only=True):
    """Says nothing, on purpose: the answer is the same whether or not the account exists."""


class SetPasswordByLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    token: str
    password: str


class ChangePassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    password: str
    session_key: str


class SetPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID
    password: str


class PasswordSet(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


@command("accounts.request_reset", input=RequestReset, public=True, idempotent=False)
def request_reset(ctx: Context, data: RequestReset) -> ResetRequested:
    """Asks for a link to set a new password. Whether the account exists is found out later, by the mail job."""
    email = data.email.strip().lower()[:254]
    asked = [(f"reset:{throttling.account_key(email)[0]}"[:80], ACCOUNT)]
    if data.ip:
        asked.append((f"reset-from:{throttling.network_of(data.ip)}"[:80], ADDRESS))
    too_often = throttling.locked_for_s(asked, ctx.now)
    throttling.count_failure(asked, ctx.now)
    if not too_often:
        owe(ctx, "reset", email=email)
    ctx.audit(target="accounts.user", target_id="", facts={"too_often": bool(too_often)})
    return ResetRequested()


@command("accounts.set_password_by_link", input=SetPasswordByLink, public=True, idempotent=False)
def set_password_by_link(ctx: Context, data: SetPasswordByLink) -> PasswordSet:
    """Sets the password through an invitation or reset link; the link and all its siblings are used up."""
    link = links.find(data.token, ctx.now, under_lock=True)
    if link is None:
        raise link_dead()
    user = User.objects.select_for_update().get(pk=link.user_id)
    _is_new(user, data.password)
    _store(ctx, user, data.password)
    OneTimeLink.objects.filter(user=user, used_at__isnull=True).update(used_at=ctx.now)
    sessions.end_all(user)
    throttling.forget_account(user.email)
    ctx.audit(target="accounts.user", target_id=user.id, facts={"purpose": link.purpose})
    ctx.emit(PasswordChanged(user_id=user.pk, by_link=True))
    if link.purpose == "reset":
        owe(ctx, "password_changed", user_id=user.id)
    return PasswordSet(user_id=user.id)


@command("accounts.change_password", input=ChangePassword, permission=SELF, needs_fresh_factor=True, idempotent=False)
def change_password(ctx: Context, data: ChangePassword) -> PasswordSet:
    """Changes the own password and signs all other browsers out."""
    user = own_user(ctx.actor, under_lock=True)
    _is_new(user, data.password)
    _store(ctx, user, data.password)
    sessions.end_all(user, but=data.session_key)
    ctx.emit(PasswordChanged(user_id=user.pk, by_link=False))
    ctx.audit(target="accounts.user", target_id=user.id)
    owe(ctx, "password_changed", user_id=user.id)
    return PasswordSet(user_id=user.id)


@command("accounts.set_password", input=SetPassword, system_only=True, idempotent=False)
def set_password(ctx: Context, data: SetPassword) -> PasswordSet:
    """Sets a password without a link: the first operator, the demo."""
    user = User.objects.select_for_update().filter(pk=data.user_id).first()
    if user is None:
        raise NotFound("accounts.no_such_user", _("There is no such person."))
    _store(ctx, user, data.password)
    sessions.end_all(user)
    ctx.audit(target="accounts.user", target_id=user.id)
    return PasswordSet(user_id=user.id)


def _store(ctx: Context, user: User, password: str) -> None:
    least = policy.value(PASSWORD_LENGTH)
    if len(password) < least:
        raise Invalid(
            "accounts.weak_password",
            _("A password has at least %(least)s characters here.") % {"least": least},
            field="password",
            remedy=_("Choose a longer one, for example four words that do not belong together."),
        )
    if policy.value(PASSWORD_COMPLEXITY) and kinds_of_characters(password) < 3:
        raise Invalid(
            "accounts.weak_password",
            _("A password has three of small letters, capitals, digits and other signs here."),
            field="password",
            remedy=_("Add a capital and a digit."),
        )
    if is_common(password):
        raise Invalid(
            "accounts.common_password",
            _("Many people have this password, or it has become known."),
            field="password",
            remedy=_("Choose another one, for example four words that do not belong together."),
        )
    if word := leans_on(password, _words_of(user)):
        raise Invalid(
            "accounts.obvious_password",
            _("This password is little more than “%(word)s”, which everybody here would try first.") % {"word": word},
            field="password",
            remedy=_("Leave names of people, companies and this place out of it."),
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(
            "accounts.weak_password",
            " ".join(error.messages),
            field="password",
            remedy=_("Choose a longer one, for example four words that do not belong together."),
        ) from error
    user.set_password(password)
    user.password_at = ctx.now
    user.save(update_fields=["password", "password_at"])


def _words_of(user: User) -> frozenset[str]:
    """The words anybody would try for this person: their name and address, their companies, this marketplace."""
    names = [user.name, user.email.split("@", 1)[0], *(seat.name for seat in standing_of(user).seats)]
    if not scope.is_control():
        names += [scope.tenant().name, scope.tenant().slug]
    return words_of(names)


def _is_new(user: User, password: str) -> None:
    """Refuse the password that the person has already: a change must change it."""
    if user.has_usable_password() and check_password(password, user.password):
        raise Invalid(
            "accounts.same_password",
            _("This is the password you have."),
            field="password",
            remedy=_("Choose another one."),
        )
