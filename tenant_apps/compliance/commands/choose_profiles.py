"""Propose another set of compliance profiles, or take the proposal back."""

import msgspec

from shared_apps.commands import Context, command
from shared_apps.profiles import laws
from shared_apps.profiles.catalogue import get_profile
from tenant_apps.compliance import errors
from tenant_apps.compliance.commands.proposing import (
    actor_name,
    house_only,
    lock_choices,
    named,
    next_number,
    waiting,
)
from tenant_apps.compliance.events import ProfilesProposed
from tenant_apps.compliance.models import ProfileChoice
from tenant_apps.rulesets.queries import person_of


class ChooseProfiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`profiles` is the whole set by code; those that follow from where the marketplace is must be among them."""

    profiles: list[str]
    reason: str


class WithdrawProfiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`edition` is the proposal that was seen."""

    edition: int


class ChoiceResult(msgspec.Struct, frozen=True, kw_only=True):
    """The choice afterwards; `ruleset` is the version of the rules it made, null unless it is in force."""

    number: int
    edition: int
    state: str
    content_hash: str
    ruleset: int | None


def result_of(row: ProfileChoice) -> ChoiceResult:
    return ChoiceResult(
        number=row.number, edition=row.edition, state=row.state, content_hash=row.content_hash, ruleset=row.ruleset
    )


@command("compliance.choose_profiles", input=ChooseProfiles, needs_fresh_factor=True, risk="high")
def choose_profiles(ctx: Context, data: ChooseProfiles) -> ChoiceResult:
    """Propose other compliance profiles for the marketplace.

    Nothing is in force until a second person approves. Refuses unknown profiles, a set without those of the legal
    home, what is in force already, and a second proposal beside one that waits.
    """
    house_only(ctx)
    lock_choices(ctx)
    reason = data.reason.strip()
    if not reason:
        raise errors.reason_missing()
    if ProfileChoice.objects.filter(state="proposed").exists():
        raise errors.proposal_open()
    current = ProfileChoice.objects.filter(state="in_force").get()
    wanted = _ordered(data.profiles)
    for code in get_profile(current.home).laws:
        if code not in wanted:
            raise errors.home_law(code)
    profiles = named(wanted)
    if profiles == current.profiles:
        raise errors.nothing_changes()
    row = ProfileChoice.objects.create(
        number=next_number(),
        state="proposed",
        home=current.home,
        profiles=profiles,
        reason=reason[:300],
        authors=[person_of(ctx.actor)],
        proposed_at=ctx.now,
        proposed_by=actor_name(ctx),
    )
    ctx.emit(ProfilesProposed(number=row.number, profiles=wanted))
    ctx.audit(
        target="compliance.profiles",
        target_id=str(row.number),
        facts={"before": current.profiles, "after": profiles, "reason": row.reason},
    )
    return result_of(row)


@command("compliance.withdraw_profiles", input=WithdrawProfiles, permission="compliance.choose_profiles")
def withdraw_profiles(ctx: Context, data: WithdrawProfiles) -> ChoiceResult:
    """Take back a proposal of compliance profiles in which one took part."""
    house_only(ctx)
    lock_choices(ctx)
    row = waiting(data.edition)
    if ctx.actor.kind != "system" and person_of(ctx.actor) not in row.authors:
        raise errors.not_own_proposal()
    row.state, row.decided_at, row.decided_by = "withdrawn", ctx.now, actor_name(ctx)
    row.save()
    ctx.audit(target="compliance.profiles", target_id=str(row.number), facts={"withdrawn": True})
    return result_of(row)


def _ordered(profiles: list[str]) -> list[str]:
    """In the order of the catalogue, so that the same set is always written the same way."""
    order = [law.profile for law in laws.list_laws()]
    for code in profiles:
        if code not in order:
            raise errors.profile_unknown(code)
    return [code for code in order if code in profiles]
