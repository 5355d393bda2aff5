"""The one door for writes: a command, its runner, its context.

Import from here: `Command, Context, command, run`.
"""

from typing import TYPE_CHECKING, Any

from shared_apps.commands.registry import Command, command

if TYPE_CHECKING:
    from shared_apps.commands.context import Context
    from shared_apps.commands.runner import run

__all__ = ["Command", "Context", "command", "run"]


def __getattr__(name: str) -> Any:
    # Context and run need models, which exist only once Django has loaded its apps.
    if name == "Context":
        from shared_apps.commands.context import Context

        return Context
    if name == "run":
        from shared_apps.commands.runner import run

        return run
    raise AttributeError(name)
