"""Commands of operators."""

from shared_apps.operators.commands.grants import (
    EndOperator,
    InviteOperator,
    OperatorGranted,
    OperatorOver,
    end_operator,
    invite_operator,
)

__all__ = ["EndOperator", "InviteOperator", "OperatorGranted", "OperatorOver", "end_operator", "invite_operator"]
