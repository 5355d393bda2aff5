"""Writes of spending: functions for the commands of other apps, in their transaction."""

from tenant_apps.spending.commands.keep_credit import keep_credit
from tenant_apps.spending.commands.second_person import DecideLimit, RejectLimit, confirm_limit, reject_limit
from tenant_apps.spending.commands.series import BeginPeriod, begin_period
from tenant_apps.spending.commands.set_limit import (
    CloseLimit,
    GrantCredit,
    SetBudget,
    close_limit,
    grant_credit,
    set_budget,
)
from tenant_apps.spending.commands.sets import TAKEN, USES
from tenant_apps.spending.commands.uses import consume, lessen, release, reserve, reserve_more, retake, take_over

__all__ = [
    "TAKEN",
    "USES",
    "BeginPeriod",
    "CloseLimit",
    "DecideLimit",
    "GrantCredit",
    "RejectLimit",
    "SetBudget",
    "begin_period",
    "close_limit",
    "confirm_limit",
    "consume",
    "grant_credit",
    "keep_credit",
    "lessen",
    "reject_limit",
    "release",
    "reserve",
    "reserve_more",
    "retake",
    "set_budget",
    "take_over",
]
