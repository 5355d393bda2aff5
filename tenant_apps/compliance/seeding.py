"""Fill the settings of a fresh marketplace from its legal home, the laws it starts under, and its preset."""

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.profiles.catalogue import get_preset, get_profile
from shared_apps.tenancy.provisioning import ProvisioningSpec, seeder
from tenant_apps.compliance.commands import SeedProfiles, seed_profiles
from tenant_apps.compliance.queries.choices import home_values, level_of
from tenant_apps.rulesets.commands import SeedSettings, seed_settings


@seeder("preset_seed")
def seed(spec: ProvisioningSpec) -> None:
    """Idempotent: an existing version and an existing choice stay."""
    home, preset = get_profile(spec.compliance_profile), get_preset(spec.preset)
    level = level_of(home.laws)
    actor = Actor.system("compliance.seeding")
    run(
        seed_settings,
        actor,
        SeedSettings(
            profile={**home_values(home.code), **level.values},
            preset=dict(preset.settings),
            limits={
                "profile": {
                    **{key: one.stored() for key, one in home.limits.items()},
                    **{key: dict(limit) for key, limit in level.limits.items()},
                },
                "preset": {key: one.stored() for key, one in preset.limits.items()},
            },
            sources={"profile": f"{home.code} {home.version}", "preset": f"{preset.code} {preset.version}"},
            laws=list(home.laws),
            tenant={
                "general.name": spec.name,
                "general.currency": spec.currency or home.currency,
                "general.time_zone": spec.time_zone or home.time_zone,
            },
        ),
    )
    run(seed_profiles, actor, SeedProfiles(home=home.code))
