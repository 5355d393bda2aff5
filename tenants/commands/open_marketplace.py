"""Open a marketplace: what the wizard of the console and the sign-up form submit.

The command only records the wish; the saga does the work afterwards, step by step, where people can watch it.
"""

from uuid import UUID

import msgspec
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Invalid
from shared_apps.profiles import catalogue, laws, modes
from shared_apps.profiles.gate import forbids_mode
from shared_apps.tenancy.schemas.names import for_tenant, lock_of
from tenants import errors
from tenants.decisions.slugs import SlugVerdict, decide_slug, skeleton
from tenants.models import Tenant
from tenants.saga.runs import start_run


class OpenMarketplace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is asked for. An empty `locale` means the first language of the compliance profile."""

    name: str
    slug: str
    region: str
    compliance_profile: str
    preset: str
    modes: tuple[str, ...]
    admin_email: str
    admin_name: str = ""
    locale: str = ""
    kind: str = "trial"


class MarketplaceAsked(msgspec.Struct, frozen=True):
    """`run_id` is what the progress page follows."""

    tenant_id: UUID
    run_id: UUID
    slug: str


@command("tenants.open_marketplace", input=OpenMarketplace, needs_fresh_factor=True, risk="high")
def open_marketplace(ctx: Context, data: OpenMarketplace) -> MarketplaceAsked:
    """Open a marketplace and invite its administrator.

    Refuses a reserved, taken or confusable address with a suggestion, and any choice that does not work.
    """
    name, profile = check_wish(data)
    with transaction.get_connection(ctx.using).cursor() as cursor:
        # Two look-alikes asked for at the same moment must not both find the place free.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_of("tenants.slug", skeleton(data.slug))])
    verdict = judge_slug(data.slug)
    if verdict.reason:
        raise errors.slug_refused(verdict)
    locales = list(dict.fromkeys([data.locale or profile.locales[0], *profile.locales]))
    identity = uuid7()
    tenant = Tenant.objects.create(
        id=identity, slug=data.slug, slug_skeleton=verdict.skeleton, name=name, region=data.region,
        schema_name=for_tenant(identity.hex), role=for_tenant(identity.hex), kind=data.kind,
        state=Tenant.State.PROVISIONING, state_changed_at=ctx.now, created_at=ctx.now,
        compliance_profile=data.compliance_profile, preset=data.preset, modes=list(dict.fromkeys(data.modes)),
        locales=locales, currency=profile.currency, time_zone=profile.time_zone,
        admin_email=data.admin_email.strip(), admin_name=data.admin_name.strip(),
    )  # fmt: skip
    run_id = start_run(ctx, tenant)
    ctx.audit(
        target="tenants.tenant",
        target_id=tenant.id,
        facts={"slug": tenant.slug, "region": tenant.region, "profile": data.compliance_profile, "preset": data.preset},
    )
    return MarketplaceAsked(tenant.id, run_id, tenant.slug)


def check_wish(data: OpenMarketplace) -> tuple[str, catalogue.ComplianceProfile]:
    """The cleaned name and the profile, or a refusal that names the field; the address is judged apart."""
    return _checked_name(data.name), _check_choices(data)


def judge_slug(slug: str) -> SlugVerdict:
    """The verdict on an address against all living marketplaces."""
    living = Tenant.objects.exclude(state=Tenant.State.ERASED)
    return decide_slug(slug, lambda looks: living.filter(slug_skeleton=looks).values_list("slug", flat=True).first())


def _checked_name(raw: str) -> str:
    name = " ".join(raw.split())
    if not 2 <= len(name) <= 120 or not name.isprintable():
        raise Invalid(
            "tenants.bad_name",
            _("A name has 2 to 120 printable characters."),
            field="name",
            remedy=_("Write the name as people should read it."),
        )
    return name


def _check_choices(data: OpenMarketplace) -> catalogue.ComplianceProfile:
    if data.region not in settings.REGIONS:
        raise errors.bad_choice("region", data.region)
    profiles = {item.code: item for item in catalogue.list_profiles_for(data.region)}
    if data.compliance_profile not in profiles:
        raise errors.bad_choice("compliance_profile", data.compliance_profile)
    if data.preset not in {item.code for item in catalogue.list_presets()}:
        raise errors.bad_choice("preset", data.preset)
    bans = laws.bans_of(profiles[data.compliance_profile].laws)
    for code in data.modes:
        if (ban := forbids_mode(bans, code)) is not None:
            raise errors.mode_against_law(ban)
    wrong = [code for code in data.modes if code not in modes.CODES]
    if wrong or not data.modes:
        raise errors.bad_choice("modes", wrong[0] if wrong else "")
    if data.locale and data.locale not in dict(settings.LANGUAGES):
        raise errors.bad_choice("locale", data.locale)
    if data.kind not in Tenant.Kind.values:
        raise errors.bad_choice("kind", data.kind)
    try:
        validate_email(data.admin_email.strip())
    except ValidationError as error:
        raise Invalid(
            "tenants.bad_email",
            _("This is not an e-mail address."),
            field="admin_email",
            remedy=_("Write an address such as name@company.example."),
        ) from error
    if len(data.admin_name) > 120:
        raise errors.bad_choice("admin_name", data.admin_name[:20])
    return profiles[data.compliance_profile]
