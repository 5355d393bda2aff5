"""What the commands on choices of profiles share."""

from typing import Any

from django.db import transaction

from shared_apps.commands import Context
from shared_apps.foundation import canonical
from shared_apps.profiles import laws
from shared_apps.profiles.merging import combine_all
from tenant_apps.compliance import errors
from tenant_apps.compliance.models import ProfileChoice
from tenant_apps.compliance.queries.choices import decisions_of

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.compliance', 0))"


def lock_choices(ctx: Context) -> None:
    """Let one change of the chosen profiles at a time pass. Taken before the lock on the rules."""
    with transaction.get_connection(ctx.using).cursor() as cursor:
        cursor.execute(_LOCK)


def house_only(ctx: Context) -> None:
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        raise errors.house_only()


def waiting(edition: int) -> ProfileChoice:
    """The proposal in the edition that was seen."""
    row = ProfileChoice.objects.filter(state="proposed").first()
    if row is None:
        raise errors.no_proposal()
    if row.edition != edition:
        raise errors.proposal_moved(row.edition)
    return row


def next_number() -> int:
    return (ProfileChoice.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def named(profiles: list[str]) -> list[dict[str, str]]:
    """The profiles with the versions that count today."""
    return [{"profile": code, "version": laws.get_law(code).version} for code in profiles]


def hash_of(row: ProfileChoice) -> str:
    """A digest of the profiles, their versions, the decisions and every combined value."""
    codes = [one["profile"] for one in row.profiles]
    combined = combine_all(laws.demands_of(codes), decisions_of(row.decisions))
    whole: dict[str, Any] = {
        "home": row.home,
        "profiles": row.profiles,
        "decisions": row.decisions,
        "values": {key: one.value for key, one in combined.items()},
    }
    return canonical.digest(whole)


def actor_name(ctx: Context) -> str:
    return "" if ctx.actor.kind == "system" else (ctx.actor.display or ctx.actor.id)[:200]
