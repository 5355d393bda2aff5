"""Approve proposed compliance profiles as the second person, or reject them."""

import msgspec

from shared_apps.commands import Context, command
from shared_apps.profiles import laws
from shared_apps.profiles.catalogue import get_profile
from shared_apps.profiles.merging import combine_all
from shared_apps.tenancy import policy
from tenant_apps.compliance import errors
from tenant_apps.compliance.commands.choose_profiles import ChoiceResult, result_of
from tenant_apps.compliance.commands.proposing import actor_name, hash_of, house_only, lock_choices, named, waiting
from tenant_apps.compliance.events import ProfilesChosen
from tenant_apps.compliance.models import ProfileChoice
from tenant_apps.compliance.queries.choices import decisions_of, home_values, level_of
from tenant_apps.rulesets.commands import publish_laws
from tenant_apps.rulesets.queries import person_of


class ApproveProfiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`edition` is the proposal that was looked at."""

    edition: int


class RejectProfiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The proposal ends with the reason."""

    edition: int
    reason: str


@command("compliance.approve_profiles", input=ApproveProfiles, needs_fresh_factor=True, risk="high")
def approve_profiles(ctx: Context, data: ApproveProfiles) -> ChoiceResult:
    """Approve proposed compliance profiles as the second person; they are in force at once.

    Nobody who took part in the proposal can. Refused while the profiles contradict each other and nobody has decided,
    and while the marketplace is not ready for a demand (administrators to be separate, and somebody is two of them).
    What they bound becomes the profile level of the rules; values of the marketplace that a law forbids count no more.
    Locks the choices, then the rules.
    """
    house_only(ctx)
    lock_choices(ctx)
    row = waiting(data.edition)
    if ctx.actor.kind != "user" or person_of(ctx.actor) in row.authors:
        raise errors.own_proposal()
    codes = [one["profile"] for one in row.profiles]
    # Another release may have brought newer versions since it was proposed: those that count are written down.
    row.profiles = named(codes)
    decisions = decisions_of(row.decisions)
    combined = combine_all(laws.demands_of(codes), decisions)
    if undecided := [key for key, one in combined.items() if one.is_open]:
        raise errors.conflict_open(undecided)
    for key, one in combined.items():
        policy.check_ready(key, one.value)
    home, level = get_profile(row.home), level_of(codes, decisions)
    version = publish_laws(
        ctx,
        laws=codes,
        values={**home_values(home.code), **level.values},
        limits=level.limits,
        source=f"{home.code} {home.version}",
        note=row.reason,
        approved_by=actor_name(ctx),
    )
    ProfileChoice.objects.filter(state="in_force").update(state="replaced")
    row.state, row.decided_at, row.decided_by = "in_force", ctx.now, actor_name(ctx)
    row.content_hash, row.ruleset = hash_of(row), version.number
    row.save()
    ctx.emit(ProfilesChosen(number=row.number, profiles=codes, content_hash=row.content_hash, ruleset=version.number))
    ctx.audit(
        target="compliance.profiles",
        target_id=str(row.number),
        facts={
            "profiles": row.profiles, "decisions": row.decisions, "hash": row.content_hash,
            "ruleset": version.number, "ruleset_hash": version.content_hash,
        },
    )  # fmt: skip
    return result_of(row)


@command("compliance.reject_profiles", input=RejectProfiles, permission="compliance.approve_profiles")
def reject_profiles(ctx: Context, data: RejectProfiles) -> ChoiceResult:
    """Reject proposed compliance profiles, with the reason."""
    house_only(ctx)
    lock_choices(ctx)
    reason = data.reason.strip()
    if not reason:
        raise errors.reason_missing()
    row = waiting(data.edition)
    if ctx.actor.kind != "user" or person_of(ctx.actor) in row.authors:
        raise errors.own_proposal()
    row.state, row.decided_at, row.decided_by = "rejected", ctx.now, actor_name(ctx)
    row.decided_reason = reason[:300]
    row.save()
    ctx.audit(target="compliance.profiles", target_id=str(row.number), facts={"rejected": True, "reason": reason[:300]})
    return result_of(row)
