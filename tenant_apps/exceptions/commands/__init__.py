"""Commands of exceptions, and the steps that any playbook may have."""

from tenant_apps.exceptions.commands.answers import ExceptionAnswer
from tenant_apps.exceptions.commands.do_step import DoStep, do_step, first_step
from tenant_apps.exceptions.commands.letters import ask, remind, tell
from tenant_apps.exceptions.commands.looking import look, look_for
from tenant_apps.exceptions.commands.open_exceptions import LookAt, clear_exceptions, open_exceptions
from tenant_apps.exceptions.commands.send_reminder import SendReminder, send_reminder
from tenant_apps.exceptions.commands.working import (
    AssignException,
    RestException,
    TakeException,
    WriteOnException,
    assign_exception,
    dismiss_exception,
    rest_exception,
    solve_exception,
    take_exception,
    write_on_exception,
)

__all__ = [
    "AssignException",
    "DoStep",
    "ExceptionAnswer",
    "LookAt",
    "RestException",
    "SendReminder",
    "TakeException",
    "WriteOnException",
    "ask",
    "assign_exception",
    "clear_exceptions",
    "dismiss_exception",
    "do_step",
    "first_step",
    "look",
    "look_for",
    "open_exceptions",
    "remind",
    "rest_exception",
    "send_reminder",
    "solve_exception",
    "take_exception",
    "tell",
    "write_on_exception",
]
