"""Writes of rulesets: `change_settings`, `seed_settings`, `take_number`."""

from tenant_apps.rulesets.commands.change_settings import ChangeSettings, SettingsVersion, change_settings
from tenant_apps.rulesets.commands.numbers import take_number
from tenant_apps.rulesets.commands.seed_settings import SeedSettings, seed_settings

__all__ = [
    "ChangeSettings",
    "SeedSettings",
    "SettingsVersion",
    "change_settings",
    "seed_settings",
    "take_number",
]
