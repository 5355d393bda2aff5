"""Reads of compliance: the controls in force, choices of profiles, what another choice would change."""

from tenant_apps.compliance.queries.choices import (
    bans_in_force,
    chosen,
    current_choice,
    displaced_by,
    home_of,
    level_of,
    lines_of,
    list_choices,
    preview,
    proposal,
)
from tenant_apps.compliance.queries.policies import value_of

__all__ = [
    "bans_in_force",
    "chosen",
    "current_choice",
    "displaced_by",
    "home_of",
    "level_of",
    "lines_of",
    "list_choices",
    "preview",
    "proposal",
    "value_of",
]
