"""Writes of spending: functions for the commands of other apps, in their transaction."""

from tenant_apps.spending.commands.uses import consume, release, reserve, take_over

__all__ = ["consume", "release", "reserve", "take_over"]
