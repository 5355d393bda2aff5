"""Sign up for a marketplace: ask on the site, confirm by mail, then it opens like any other.

Nothing is opened before the mail address is confirmed, and the answer to the visitor is the same for every address.
"""

from datetime import timedelta
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, NotFound, Refusal
from shared_apps.outbox import jobs
from tenants import errors
from tenants.commands.open_marketplace import (
    MarketplaceAsked,
    OpenMarketplace,
    check_wish,
    judge_slug,
    open_marketplace,
)
from tenants.models import ProvisioningRun, SignUp

LIFETIME = timedelta(hours=24)
PER_DAY = 5
MAIL_JOB = "tenants.send_sign_up_mail"


class RequestSignUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """As `OpenMarketplace`; `address` is the visitor's network address, to bound what one can ask for."""

    name: str
    slug: str
    region: str
    compliance_profile: str
    preset: str
    modes: tuple[str, ...]
    admin_name: str
    admin_email: str
    locale: str
    address: str = ""


class SignUpAsked(msgspec.Struct, frozen=True):
    sign_up_id: UUID


class ConfirmSignUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    sign_up_id: UUID


@command("tenants.request_sign_up", input=RequestSignUp, public=True)
def request_sign_up(ctx: Context, data: RequestSignUp) -> SignUpAsked:
    """Ask for a marketplace; a mail with a link follows.

    Refuses what could not be opened, and more than five wishes a day from one mail or network address.
    """
    wish = _wish(data)
    check_wish(wish)
    verdict = judge_slug(data.slug)
    if verdict.reason:
        raise errors.slug_refused(verdict)
    since = ctx.now - timedelta(days=1)
    recent = SignUp.objects.filter(created_at__gt=since)
    if recent.filter(admin_email=wish.admin_email).count() >= PER_DAY or (
        data.address and recent.filter(address=data.address[:64]).count() >= PER_DAY
    ):
        raise _too_many()
    row = SignUp.objects.create(
        name=wish.name, slug=wish.slug, region=wish.region, compliance_profile=wish.compliance_profile,
        preset=wish.preset, modes=list(wish.modes), admin_name=wish.admin_name, admin_email=wish.admin_email,
        locale=wish.locale, address=data.address[:64], created_at=ctx.now,
    )  # fmt: skip
    jobs.enqueue(MAIL_JOB, f"Mail: sign-up {row.slug}", {"sign_up_id": str(row.pk)}, at=ctx.now)
    ctx.audit(target="tenants.sign_up", target_id=row.pk, facts={"slug": row.slug, "region": row.region})
    return SignUpAsked(row.pk)


@command("tenants.confirm_sign_up", input=ConfirmSignUp, public=True)
def confirm_sign_up(ctx: Context, data: ConfirmSignUp) -> MarketplaceAsked:
    """Open the marketplace of a confirmed sign-up. Confirming again answers with the same opening.

    The page that calls this has checked the signature of the link. Locks the sign-up.
    """
    row = SignUp.objects.select_for_update().filter(pk=data.sign_up_id, created_at__gt=ctx.now - LIFETIME).first()
    if row is None:
        raise _expired()
    if row.run_id is not None:
        run = ProvisioningRun.objects.select_related("tenant").get(pk=row.run_id)
        return MarketplaceAsked(run.tenant_id, run.pk, run.tenant.slug)
    asked = ctx.call(
        open_marketplace,
        OpenMarketplace(
            name=row.name, slug=row.slug, region=row.region, compliance_profile=row.compliance_profile,
            preset=row.preset, modes=tuple(row.modes), admin_email=row.admin_email, admin_name=row.admin_name,
            locale=row.locale, kind="trial",
        ),
    )  # fmt: skip
    row.run_id = asked.run_id
    row.save(update_fields=["run_id"])
    ctx.audit(target="tenants.sign_up", target_id=row.pk, facts={"slug": row.slug, "run": str(asked.run_id)})
    return asked


def _wish(data: RequestSignUp) -> OpenMarketplace:
    return OpenMarketplace(
        name=" ".join(data.name.split()), slug=data.slug, region=data.region,
        compliance_profile=data.compliance_profile, preset=data.preset, modes=data.modes,
        admin_email=data.admin_email.strip().lower(), admin_name=data.admin_name.strip(), locale=data.locale,
    )  # fmt: skip


def _too_many() -> Refusal:
    return Conflict(
        "tenants.too_many_sign_ups",
        _("Too many marketplaces were asked for from here today."),
        remedy=_("Use the link in the mail you got, or try again tomorrow."),
        status=429,
    )


def _expired() -> NotFound:
    return NotFound(
        "tenants.sign_up_unknown",
        _("This link is not valid any more."),
        remedy=_("Fill in the form again; links work for 24 hours."),
    )
