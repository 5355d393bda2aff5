"""Commands of the clock engine beside those of the kernel."""

from tenant_apps.trading.engines.clock.commands.begin_turns import BeginTurns, TurnsBegun, begin_turns
from tenant_apps.trading.engines.clock.commands.serve_absentees import (
    AbsenteesServed,
    ServeAbsentees,
    serve_absentees,
)

__all__ = ["AbsenteesServed", "BeginTurns", "ServeAbsentees", "TurnsBegun", "begin_turns", "serve_absentees"]
