"""Commands of processes."""

from tenant_apps.processes.commands.give_process import GiveProcess, give_process
from tenant_apps.processes.commands.retry_process import ProcessAnswer, RetryProcess, retry_process
from tenant_apps.processes.commands.undo_process import UndoProcess, undo_process

__all__ = [
    "GiveProcess",
    "ProcessAnswer",
    "RetryProcess",
    "UndoProcess",
    "give_process",
    "retry_process",
    "undo_process",
]
