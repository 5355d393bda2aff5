"""Writes of compliance: propose, decide, approve, reject, withdraw, seed."""

from tenant_apps.compliance.commands.choose_profiles import (
    ChoiceResult,
    ChooseProfiles,
    WithdrawProfiles,
    choose_profiles,
    withdraw_profiles,
)
from tenant_apps.compliance.commands.decide_conflict import DecideConflict, decide_conflict
from tenant_apps.compliance.commands.decide_profiles import (
    ApproveProfiles,
    RejectProfiles,
    approve_profiles,
    reject_profiles,
)
from tenant_apps.compliance.commands.seed_profiles import SeedProfiles, seed_profiles

__all__ = [
    "ApproveProfiles",
    "ChoiceResult",
    "ChooseProfiles",
    "DecideConflict",
    "RejectProfiles",
    "SeedProfiles",
    "WithdrawProfiles",
    "approve_profiles",
    "choose_profiles",
    "decide_conflict",
    "reject_profiles",
    "seed_profiles",
    "withdraw_profiles",
]
