"""Writes of operators."""

from shared_apps.operators.commands.grants import (
    EndOperator,
    InviteOperator,
    OperatorGranted,
    OperatorOver,
    end_operator,
    invite_operator,
)
from shared_apps.operators.commands.support import (
    AskSupport,
    EndSupport,
    EnterSupport,
    NoteSupport,
    ask_support,
    end_support,
    enter_support,
    note_support,
)

__all__ = [
    "AskSupport",
    "EndOperator",
    "EndSupport",
    "EnterSupport",
    "InviteOperator",
    "NoteSupport",
    "OperatorGranted",
    "OperatorOver",
    "ask_support",
    "end_operator",
    "end_support",
    "enter_support",
    "invite_operator",
    "note_support",
]
