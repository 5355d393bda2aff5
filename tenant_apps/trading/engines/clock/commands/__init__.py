"""Commands of the clock engine beside those of the kernel."""

from tenant_apps.trading.engines.clock.commands.begin_turns import BeginTurns, TurnsBegun, begin_turns
from tenant_apps.trading.engines.clock.commands.explanations import (
    ExplainPrice,
    JudgeExplanation,
    explain_price,
    judge_explanation,
)
from tenant_apps.trading.engines.clock.commands.serve_absentees import (
    AbsenteesServed,
    ServeAbsentees,
    serve_absentees,
)

__all__ = [
    "AbsenteesServed", "BeginTurns", "ExplainPrice", "JudgeExplanation", "ServeAbsentees", "TurnsBegun", "begin_turns",
    "explain_price", "judge_explanation", "serve_absentees",
]  # fmt: skip
