"""Fill the settings of a fresh marketplace from its law profile and preset."""

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.profiles.catalogue import get_preset, get_profile
from shared_apps.tenancy.provisioning import ProvisioningSpec, seeder
from tenant_apps.rulesets.commands import SeedSettings, seed_settings


@seeder("preset_seed")
def seed(spec: ProvisioningSpec) -> None:
    """Idempotent: an existing version stays."""
    profile, preset = get_profile(spec.compliance_profile), get_preset(spec.preset)
    run(
        seed_settings,
        Actor.system("rulesets.seeding"),
        SeedSettings(
            profile={
                "general.currency": profile.currency,
                "general.time_zone": profile.time_zone,
                "general.languages": list(profile.locales),
                **profile.settings,
            },
            preset=dict(preset.settings),
            limits={
                "profile": {key: one.stored() for key, one in profile.limits.items()},
                "preset": {key: one.stored() for key, one in preset.limits.items()},
            },
            sources={"profile": f"{profile.code} {profile.version}", "preset": f"{preset.code} {preset.version}"},
            tenant={
                "general.name": spec.name,
                "general.currency": spec.currency or profile.currency,
                "general.time_zone": spec.time_zone or profile.time_zone,
            },
        ),
    )
