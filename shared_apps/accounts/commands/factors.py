"""Second factor: enrol, confirm, remove, recovery codes; and proving again that it is you."""

from typing import Literal

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from shared_apps.accounts import factors, passkeys, sessions, throttling
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands.sign_in import check_code, check_passkey
from shared_apps.accounts.errors import kind_not_taken, wrong_code
from shared_apps.accounts.events import Factor, FactorAdded, FactorRemoved
from shared_apps.accounts.models import Authenticator, SignInSession, User
from shared_apps.accounts.own import own_user
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict
from shared_apps.tenancy import scope


class StartTotp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class TotpStarted(msgspec.Struct, frozen=True, kw_only=True):
    uri: str
    secret: str


class ConfirmTotp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: str
    session_key: str


class TotpConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """`codes` are the recovery codes; empty when the person has some already."""

    codes: list[str]


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    codes: list[str]


class RenewRecoveryCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class RemoveTotp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`session_key` of the browser that stays signed in."""

    session_key: str


class TotpRemoved(msgspec.Struct, frozen=True, kw_only=True):
    removed: int


class ConfirmIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`secret`: a code for those with a second factor, the password for the others; or the answer of a passkey."""

    secret: str = ""
    answer: passkeys.Answer | None = None
    session_key: str
    ip: str | None = None
    user_agent: str = ""


class IdentityConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    outcome: Literal["confirmed", "refused", "locked"]
    retry_after_s: int = 0


def issuer() -> str:
    """What the authenticator shows beside the account: the marketplace, so that two of them can be told apart."""
    return settings.OTP_TOTP_ISSUER if scope.is_control() else scope.tenant().name


@command("accounts.start_totp", input=StartTotp, permission=SELF, needs_fresh_factor=True, idempotent=False)
def start_totp(ctx: Context, data: StartTotp) -> TotpStarted:
    """Begins to enrol an authenticator; it counts only once a code of it was given."""
    user = own_user(ctx.actor, under_lock=True)
    if not factors.counts("totp"):
        raise kind_not_taken("totp")
    if factors.has_totp(user):
        raise Conflict(
            "accounts.totp_exists",
            _("You have an authenticator already."),
            remedy=_("Remove it first, then enrol the new one."),
        )
    device = Authenticator.objects.filter(user=user, confirmed=False).first()
    if device is None:
        device = Authenticator.objects.create(user=user, name="authenticator", confirmed=False)
    ctx.audit(target="accounts.user", target_id=user.id)
    return TotpStarted(uri=factors.enrolment_uri(device, issuer(), user.email), secret=factors.secret_of(device))


@command("accounts.confirm_totp", input=ConfirmTotp, permission=SELF, needs_fresh_factor=True, idempotent=False)
def confirm_totp(ctx: Context, data: ConfirmTotp) -> TotpConfirmed:
    """Finishes enrolment with a first code; answers the recovery codes, once. Signs all other browsers out."""
    user = own_user(ctx.actor, under_lock=True)
    device = Authenticator.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or factors.has_totp(user) or not device.verify_token(data.code.replace(" ", "")):
        raise wrong_code()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = note_new_factor(ctx, user, "totp", data.session_key)
    ctx.audit(target="accounts.user", target_id=user.id)
    return TotpConfirmed(codes=codes)


def note_new_factor(ctx: Context, user: User, factor: Factor, session_key: str) -> list[str]:
    """After a new factor: other browsers are signed out, this one has given it; recovery codes with the first."""
    codes = [] if factors.recovery_codes_left(user) else factors.new_recovery_codes(user)
    sessions.end_all(user, but=session_key)
    SignInSession.objects.filter(user=user, session_key=session_key).update(factor_at=ctx.now, confirmed_at=ctx.now)
    ctx.emit(FactorAdded(user_id=user.pk, factor=factor))
    return codes


@command(
    "accounts.renew_recovery_codes",
    input=RenewRecoveryCodes,
    permission=SELF,
    needs_fresh_factor=True,
    idempotent=False,
)
def renew_recovery_codes(ctx: Context, data: RenewRecoveryCodes) -> RecoveryCodes:
    """Makes new recovery codes; the old ones stop working."""
    user = own_user(ctx.actor, under_lock=True)
    if not factors.has_device(user):
        raise Conflict("accounts.no_totp", _("You have no authenticator."), remedy=_("Enrol one first."))
    ctx.audit(target="accounts.user", target_id=user.id)
    ctx.emit(FactorAdded(user_id=user.pk, factor="recovery_codes"))
    return RecoveryCodes(codes=factors.new_recovery_codes(user))


@command(
    "accounts.remove_totp", input=RemoveTotp, permission=SELF, needs_fresh_factor=True, risk="high", idempotent=False
)
def remove_totp(ctx: Context, data: RemoveTotp) -> TotpRemoved:
    """Removes the authenticator, and the recovery codes if no passkey is left; signs all other browsers out."""
    user = own_user(ctx.actor, under_lock=True)
    removed = Authenticator.objects.filter(user=user, confirmed=True).count()
    Authenticator.objects.filter(user=user).delete()
    left = factors.forget_if_last(user)
    sessions.end_all(user, but=data.session_key)
    if removed:
        ctx.emit(FactorRemoved(user_id=user.pk, factor="totp", left=left))
    ctx.audit(target="accounts.user", target_id=user.id, facts={"removed": removed})
    return TotpRemoved(removed=removed)


@command("accounts.confirm_identity", input=ConfirmIdentity, permission=SELF, idempotent=False)
def confirm_identity(ctx: Context, data: ConfirmIdentity) -> IdentityConfirmed:
    """Proves again that it is you, for the acts that ask for it. Failures count towards the lock."""
    user = own_user(ctx.actor)
    throttles = throttling.keys_of(user.email, data.ip)
    wait = throttling.locked_for_s(throttles, ctx.now, under_lock=True)
    if wait:
        return IdentityConfirmed(outcome="locked", retry_after_s=wait)
    with_factor = factors.has_device(user)
    if data.answer is not None:
        right = check_passkey(ctx, data.answer, data.ip, data.user_agent, owner=user, verified=False)
    elif with_factor:
        right = check_code(ctx, user, data.secret) is not None
    else:
        right = check_password(data.secret[:1024], user.password)
    ctx.audit(target="accounts.user", target_id=user.id, facts={"right": right, "factor": with_factor})
    if not right:
        throttling.count_failure(throttles, ctx.now)
        return IdentityConfirmed(outcome="refused")
    SignInSession.objects.filter(user=user, session_key=data.session_key).update(confirmed_at=ctx.now)
    return IdentityConfirmed(outcome="confirmed")
