"""What a marketplace has switched on that a batch of the lane cannot decide by itself.

Looked up beside the batches and remembered for a second: a rule that was changed is followed by the lane a second later
at most. The ordinary command asks for itself, always.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from django.db import close_old_connections

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import is_asked_before_holds
from tenant_apps.orders.queries.short import is_short_filled

REMEMBERED_S = 1.0


@dataclass(frozen=True, slots=True)
class Habits:
    """`asks_first`: an app above may have something against promising goods. `fills_short`: an order that no warehouse
    can fill is not refused at once."""

    asks_first: bool
    fills_short: bool


def look(ref: TenantRef) -> Habits:
    """In a thread, outside any scope."""
    close_old_connections()
    with scope.enter(ref):
        return Habits(is_asked_before_holds(), is_short_filled())


class Remembered:
    """The habits of marketplaces, each for a second."""

    def __init__(self, look: Callable[[TenantRef], Habits], executor: Executor) -> None:
        self.look, self.executor = look, executor
        self.known: dict[str, tuple[float, Habits]] = {}

    async def of(self, ref: TenantRef) -> Habits:
        """The habits as they were a second ago at most."""
        found = self.known.get(ref.key)
        if found is not None and time.monotonic() - found[0] < REMEMBERED_S:
            return found[1]
        habits = await asyncio.get_running_loop().run_in_executor(self.executor, self.look, ref)
        self.known[ref.key] = (time.monotonic(), habits)
        return habits
