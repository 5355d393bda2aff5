"""Writes of spending: functions for the commands of other apps, in their transaction."""

from tenant_apps.spending.commands.set_limit import (
    CloseLimit,
    GrantCredit,
    SetBudget,
    close_limit,
    grant_credit,
    set_budget,
)
from tenant_apps.spending.commands.sets import TAKEN, USES
from tenant_apps.spending.commands.uses import consume, release, reserve, retake, take_over

__all__ = [
    "TAKEN",
    "USES",
    "CloseLimit",
    "GrantCredit",
    "SetBudget",
    "close_limit",
    "consume",
    "grant_credit",
    "release",
    "reserve",
    "retake",
    "set_budget",
    "take_over",
]
