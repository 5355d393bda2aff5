"""Second factor: enrol, confirm, remove, recovery codes; and proving again that it is you."""

from typing import Literal

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from shared_apps.accounts import factors, sessions, throttling
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.errors import wrong_code
from shared_apps.accounts.models import SignInSession
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


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    codes: list[str]


class RenewRecoveryCodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class RemoveTotp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class TotpRemoved(msgspec.Struct, frozen=True, kw_only=True):
    removed: int


class ConfirmIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`secret`: a code for those with an authenticator, the password for the others."""

    secret: str
    session_key: str
    ip: str | None = None


class IdentityConfirmed(msgspec.Struct, frozen=True, kw_only=True):
    outcome: Literal["confirmed", "refused", "locked"]
    retry_after_s: int = 0


def issuer() -> str:
    """What the authenticator shows beside the account: the marketplace, so that two of them can be told apart."""
    return settings.OTP_TOTP_ISSUER if scope.is_control() else scope.tenant().name


@command("accounts.start_totp", input=StartTotp, permission=SELF, idempotent=False)
def start_totp(ctx: Context, data: StartTotp) -> TotpStarted:
    """Begins to enrol an authenticator; it counts only once a code of it was given."""
    user = own_user(ctx.actor, under_lock=True)
    if factors.has_device(user):
        raise Conflict(
            "accounts.totp_exists",
            _("You have an authenticator already."),
            remedy=_("Remove it first, then enrol the new one."),
        )
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        device = TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)
    ctx.audit(target="accounts.user", target_id=user.id)
    return TotpStarted(uri=factors.enrolment_uri(device, issuer(), user.email), secret=factors.secret_of(device))


@command("accounts.confirm_totp", input=ConfirmTotp, permission=SELF, idempotent=False)
def confirm_totp(ctx: Context, data: ConfirmTotp) -> RecoveryCodes:
    """Finishes enrolment with a first code; answers the recovery codes, once. Signs all other browsers out."""
    user = own_user(ctx.actor, under_lock=True)
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or factors.has_device(user) or not device.verify_token(data.code.replace(" ", "")):
        raise wrong_code()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = factors.new_recovery_codes(user)
    sessions.end_all(user, but=data.session_key)
    SignInSession.objects.filter(user=user, session_key=data.session_key).update(
        factor_at=ctx.now, confirmed_at=ctx.now
    )
    ctx.audit(target="accounts.user", target_id=user.id)
    return RecoveryCodes(codes=codes)


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
    return RecoveryCodes(codes=factors.new_recovery_codes(user))


@command(
    "accounts.remove_totp", input=RemoveTotp, permission=SELF, needs_fresh_factor=True, risk="high", idempotent=False
)
def remove_totp(ctx: Context, data: RemoveTotp) -> TotpRemoved:
    """Removes the authenticator and the recovery codes. Those who must have one have to enrol a new one at once."""
    user = own_user(ctx.actor, under_lock=True)
    removed = TOTPDevice.objects.filter(user=user).count()
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    SignInSession.objects.filter(user=user).update(factor_at=None)
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
    right = factors.verify(user, data.secret) if with_factor else check_password(data.secret[:1024], user.password)
    ctx.audit(target="accounts.user", target_id=user.id, facts={"right": right, "factor": with_factor})
    if not right:
        throttling.count_failure(throttles, ctx.now)
        return IdentityConfirmed(outcome="refused")
    SignInSession.objects.filter(user=user, session_key=data.session_key).update(confirmed_at=ctx.now)
    return IdentityConfirmed(outcome="confirmed")
