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
from tenant_apps.compliance.queries.ways import Way, list_ways
from tenant_apps.compliance.wording import (
    conflict_names,
    mode_name,
    state_names,
    state_tones,
    status_names,
    value_words,
)

__all__ = [
    "Way",
    "bans_in_force",
    "chosen",
    "conflict_names",
    "current_choice",
    "displaced_by",
    "home_of",
    "level_of",
    "lines_of",
    "list_choices",
    "list_ways",
    "mode_name",
    "preview",
    "proposal",
    "state_names",
    "state_tones",
    "status_names",
    "value_of",
    "value_words",
]
