"""What a key, or a client, is made with: never more than its maker holds, nor for longer than is allowed."""

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.accounts.policies import KEY_DAYS, networks_of
from shared_apps.commands import Context
from shared_apps.foundation.permissions import expand
from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy import policy

RATE_MOST = 60_000
OVERLAP_HOURS_MOST = 168


class Wanted(Protocol):
    """The input of an act that makes a key or a client."""

    @property
    def name(self) -> str: ...
    @property
    def permissions(self) -> list[str]: ...
    @property
    def company_id(self) -> UUID | None: ...
    @property
    def rate_per_minute(self) -> int: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def networks(self) -> list[str]: ...
    @property
    def is_unattended(self) -> bool: ...


def checked(ctx: Context, data: Wanted) -> dict[str, Any]:
    """The columns of `MachineAccess` for what was asked; Invalid names the field at fault."""
    name = " ".join(data.name.split())
    if not 1 <= len(name) <= 80:
        raise Invalid(
            "accounts.bad_key_name",
            _("A key needs a name of 1 to 80 characters."),
            field="name",
            remedy=_("Name the system that will use it."),
        )
    if not 1 <= data.rate_per_minute <= RATE_MOST:
        raise Invalid(
            "accounts.bad_rate",
            _("The rate must be between 1 and %(most)s requests a minute.") % {"most": RATE_MOST},
            field="rate_per_minute",
            remedy=_("Start with 600."),
        )
    if data.expires_at is not None and data.expires_at <= ctx.now:
        raise Invalid(
            "accounts.expired_already",
            _("The key would have expired already."),
            field="expires_at",
            remedy=_("Choose a later time, or none."),
        )
    permissions = held_of(ctx, data.permissions)
    if data.is_unattended and not data.networks and ctx.actor.kind != "system":
        raise Invalid(
            "accounts.unattended_everywhere",
            _("A key that acts without a person works from named networks alone."),
            field="networks",
            remedy=_("Name the networks of the system that will use it."),
        )
    return {
        "name": name,
        "networks": checked_networks(data.networks),
        "is_unattended": data.is_unattended,
        "company_id": data.company_id if ctx.actor.company_id is None else ctx.actor.company_id,
        "permissions": sorted(permissions),
        "rate_per_minute": data.rate_per_minute,
        "created_by_id": ctx.actor.user_id,
        "created_at": ctx.now,
        "expires_at": expiry(ctx, data.expires_at),
    }


def checked_overlap(hours: int) -> timedelta:
    """For how long old and new both count; Invalid beyond a week."""
    if not 0 <= hours <= OVERLAP_HOURS_MOST:
        raise Invalid(
            "accounts.bad_overlap",
            _("Both keys can work for 0 to %(most)s hours.") % {"most": OVERLAP_HOURS_MOST},
            field="overlap_hours",
            remedy=_("Start with 24."),
        )
    return timedelta(hours=hours)


def expiry(ctx: Context, wanted: datetime | None) -> datetime:
    """When it ends: as was asked, at most as late as is allowed here."""
    days = policy.value(KEY_DAYS)
    last = ctx.now + timedelta(days=days)
    # A date is chosen by its day, and is good until the end of that day.
    if wanted is not None and wanted > last + timedelta(days=1):
        raise Invalid(
            "accounts.key_too_long",
            _("A key lasts at most %(days)s days here.") % {"days": days},
            field="expires_at",
            remedy=_("Choose an earlier day, and put a new key in its place before."),
        )
    return min(wanted, last) if wanted else last


def checked_networks(wanted: list[str]) -> list[str]:
    """The networks in their plain form; Invalid for what is none."""
    try:
        return networks_of("\n".join(wanted))[:50]
    except ValueError as error:
        raise Invalid(
            "accounts.no_network",
            _("This is no network: %(text)s.") % {"text": str(error)[:80]},
            field="networks",
            remedy=_("Write one a line, for example 203.0.113.0/24 or 2001:db8::/32."),
        ) from error


def held_of(ctx: Context, wanted: list[str]) -> frozenset[str]:
    """The codes that are asked for, all that the actor holds where none are; Invalid for more than that."""
    known = known_permissions()
    asked = expand(wanted, known)
    unknown = sorted(asked - known)
    if unknown:
        raise Invalid(
            "accounts.unknown_permission",
            _("There is no permission %(code)s.") % {"code": unknown[0]},
            field="permissions",
            remedy=_("Take the codes from the list on the page of keys."),
        )
    if ctx.actor.kind == "system":
        return asked
    held = frozenset(code for code in ctx.actor.permissions if code in known and code != SELF)
    asked = asked or held
    excess = sorted(asked - held)
    if excess:
        raise Invalid(
            "accounts.more_than_own",
            _("You do not hold %(code)s yourself.") % {"code": excess[0]},
            field="permissions",
            remedy=_("A key can do at most what its maker may do."),
        )
    return asked
