"""The first choice of profiles: those that follow from where the marketplace is."""

import msgspec

from shared_apps.commands import Context, command
from shared_apps.profiles.catalogue import get_profile
from tenant_apps.compliance.commands.choose_profiles import ChoiceResult, result_of
from tenant_apps.compliance.commands.proposing import hash_of, lock_choices, named
from tenant_apps.compliance.models import ProfileChoice


class SeedProfiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`home` is the code of the legal home."""

    home: str


@command("compliance.seed_profiles", input=SeedProfiles, system_only=True)
def seed_profiles(ctx: Context, data: SeedProfiles) -> ChoiceResult:
    """Write choice 1, unless there is one; the rules under it are seeded beside it."""
    lock_choices(ctx)
    row = ProfileChoice.objects.order_by("number").first()
    if row is not None:
        return result_of(row)
    row = ProfileChoice(
        number=1, state="in_force", home=data.home, profiles=named(list(get_profile(data.home).laws)),
        proposed_at=ctx.now, proposed_by="", decided_at=ctx.now, ruleset=1,
    )  # fmt: skip
    row.content_hash = hash_of(row)
    row.save()
    ctx.audit(target="compliance.profiles", target_id="1", facts={"profiles": row.profiles, "hash": row.content_hash})
    return result_of(row)
