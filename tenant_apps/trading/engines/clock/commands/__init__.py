"""Commands of the clock engine beside those of the kernel."""

from tenant_apps.trading.engines.clock.commands.begin_turns import BeginTurns, TurnsBegun, begin_turns

__all__ = ["BeginTurns", "TurnsBegun", "begin_turns"]
