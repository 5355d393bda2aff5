"""Writes of spending: functions for the commands of other apps, in their transaction."""

from tenant_apps.spending.commands.sets import TAKEN, USES
from tenant_apps.spending.commands.uses import consume, release, reserve, take_over

__all__ = [
    "TAKEN",
    "USES",
    "consume",
    "release",
    "reserve",
    "take_over",
]
