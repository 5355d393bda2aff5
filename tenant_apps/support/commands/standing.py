"""Consent in advance: read-only, with an end, in the place of whoever gives it."""

from datetime import timedelta

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.policies import SUPPORT_CONSENT, SUPPORT_MINUTES
from shared_apps.commands import Context, command
from shared_apps.tenancy import policy
from tenant_apps.support import errors
from tenant_apps.support.commands.visits import house_only
from tenant_apps.support.models import StandingConsent
from tenant_apps.support.types import MOST_MINUTES, STANDING_DAYS_MOST


class GiveStanding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Visits begin without asking for so many days, each for so many minutes."""

    days: int
    minutes: int = 30


class EndStanding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whatever consent in advance there is."""


class StandingResult(msgspec.Struct, frozen=True, kw_only=True):
    ended: int


@command("support.give_standing", input=GiveStanding, needs_fresh_factor=True, risk="high")
def give_standing(ctx: Context, data: GiveStanding) -> StandingResult:
    """Lets support look without asking, until a day; the rule must say that such a consent counts."""
    house_only(ctx)
    if ctx.actor.kind != "user" or ctx.actor.user_id is None:
        raise errors.person_needed()
    if policy.value(SUPPORT_CONSENT) != "standing":
        raise errors.never()
    if not 1 <= data.days <= STANDING_DAYS_MOST:
        raise errors.bad("days", _("1 to %(most)s days are possible.") % {"most": STANDING_DAYS_MOST})
    most = min(MOST_MINUTES, policy.value(SUPPORT_MINUTES))
    if not 1 <= data.minutes <= most:
        raise errors.bad("minutes", _("1 to %(most)s minutes are possible.") % {"most": most})
    ended = StandingConsent.objects.filter(ended_at__isnull=True).update(ended_at=ctx.now)
    row = StandingConsent.objects.create(
        member_id=ctx.actor.user_id, given_at=ctx.now, given_by=ctx.actor.display[:200], minutes=data.minutes,
        until=ctx.now + timedelta(days=data.days),
    )  # fmt: skip
    ctx.audit(target="support.standing", target_id=row.pk, facts={"days": data.days, "minutes": data.minutes})
    return StandingResult(ended=ended)


@command("support.end_standing", input=EndStanding, permission="support.give_standing")
def end_standing(ctx: Context, data: EndStanding) -> StandingResult:
    """Ends the consent in advance; visits that run end with their time, or at once by hand."""
    house_only(ctx)
    ended = StandingConsent.objects.filter(ended_at__isnull=True).update(ended_at=ctx.now)
    ctx.audit(target="support.standing", target_id="", facts={"ended": ended})
    return StandingResult(ended=ended)
