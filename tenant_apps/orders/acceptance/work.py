"""Batches of the lane: keys proven, orders decided, everything written and committed in two round trips."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Generator, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from psycopg import AsyncConnection, OperationalError
from psycopg.errors import CheckViolation

from shared_apps.commands.runner import lock_number
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.lane.arrays import array_of
from shared_apps.lane.asks import UNUSUAL, Answer, Ask, Outcome, OutcomeUnknown, Refused
from shared_apps.lane.prepared import begin, send
from shared_apps.lane.queues import Done
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.queries import ProvenKey, proven_key
from tenant_apps.inventory.commands import OVERSOLD
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.flow import Decided, Known, decide
from tenant_apps.orders.acceptance.habits import Habits, Remembered, look
from tenant_apps.orders.acceptance.numbered import numbered
from tenant_apps.orders.acceptance.reading import Call, Read, Rows, first_calls, read_of
from tenant_apps.orders.acceptance.shelves import ITEMS_MAX
from tenant_apps.orders.acceptance.statements import ROUTE
from tenant_apps.orders.acceptance.wishes import Wish
from tenant_apps.orders.acceptance.writing import Receipt, Told, numbers_of
from tenant_apps.orders.commands.order_input import PlaceOrder

# A worker is told of orders at once when it was not told for so long, else that much later.
WAKE_EVERY_S = 0.1
SHORT = "inventory.insufficient_stock"
Found = TypeVar("Found")
Wake = Callable[[TenantRef], None]


@dataclass(slots=True, eq=False, kw_only=True)
class OrderAsk(Ask):
    """An order that waits in the lane; `buyer_id` is the company that it or its key names."""

    data: PlaceOrder
    buyer_id: UUID


class OrderWork:
    """Takes batches of orders of one marketplace at a time. `wake` tells a worker that something is owed."""

    def __init__(self, known: frozenset[str], wake: Wake, look: Callable[[TenantRef], Habits] = look) -> None:
        self.permissions = known
        self.wake = wake
        self.looker = ThreadPoolExecutor(1, thread_name_prefix="looker")
        self.habits = Remembered(look, self.looker)
        self.known: OrderedDict[str, Known] = OrderedDict()
        self.waking: dict[str, tuple[TenantRef, asyncio.TimerHandle]] = {}
        self.woken: dict[str, float] = {}
        self.waker = ThreadPoolExecutor(1, thread_name_prefix="waker")

    async def take(
        self,
        connection: AsyncConnection[Any],
        ref: TenantRef,
        subject: Hashable,
        asks: Sequence[OrderAsk],
        counted: Awaitable[None],
    ) -> Done:
        """Take the orders in their order; once more and exactly where stock was sold meanwhile."""
        habits = await self.habits.of(ref)
        if habits.asks_first:
            await counted
            return Done([UNUSUAL for _ in asks])
        known = self.known.setdefault(ref.key, Known())
        self.known.move_to_end(ref.key)
        self.forget()
        try:
            batch = _Batch(connection, ref, asks, known, self.permissions, habits)
            outcomes, decided = await batch.run(counted, exact=False)
        except CheckViolation as error:
            if error.diag.constraint_name != OVERSOLD:
                raise
            await connection.execute("ROLLBACK")
            batch = _Batch(connection, ref, asks, known, self.permissions, habits)
            outcomes, decided = await batch.run(counted, exact=True)
        return Done(outcomes, partial(self._afterwards, ref, known, decided) if decided is not None else None)

    def forget(self) -> None:
        """Forget marketplaces used longest ago while this process remembers too many items of all of them."""
        total = sum(known.shelves.size for known in self.known.values())
        while len(self.known) > 1 and total > ITEMS_MAX:
            _key, known = self.known.popitem(last=False)
            total -= known.shelves.size

    async def end(self) -> None:
        """Let every worker be told that is to be told."""
        for ref, timer in list(self.waking.values()):
            timer.cancel()
            self._wake(ref)
        await asyncio.get_running_loop().run_in_executor(None, self.waker.shutdown)
        await asyncio.get_running_loop().run_in_executor(None, self.looker.shutdown)

    def _afterwards(self, ref: TenantRef, known: Known, decided: Decided) -> None:
        decided.remember(known)
        known.shelves.shrink()
        if ref.key not in self.waking:
            # One at a time for a marketplace, and not often: who is woken looks for everything that is owed.
            loop = asyncio.get_running_loop()
            wait = self.woken.get(ref.key, 0.0) + WAKE_EVERY_S - loop.time()
            self.waking[ref.key] = (ref, loop.call_later(max(0.0, wait), self._wake, ref))

    def _wake(self, ref: TenantRef) -> None:
        del self.waking[ref.key]
        self.woken[ref.key] = asyncio.get_running_loop().time()
        faultpoint("orders.lane.before_wake")
        self.waker.submit(self.wake, ref)


class _Batch:
    """One transaction."""

    def __init__(
        self,
        connection: AsyncConnection[Any],
        ref: TenantRef,
        asks: Sequence[OrderAsk],
        known: Known,
        permissions: frozenset[str],
        habits: Habits,
    ) -> None:
        self.habits = habits
        self.connection, self.ref, self.asks = connection, ref, asks
        self.known, self.permissions = known, permissions
        self.outcomes: list[Outcome | None] = [None] * len(asks)
        self.followers: dict[int, int] = {}
        self.numbers: dict[tuple[str, str], int] = {}

    async def run(self, counted: Awaitable[None], *, exact: bool) -> tuple[list[Outcome], Decided | None]:
        asks = self.asks
        pairs = list({(ask.principal, ask.idempotency_key) for ask in asks})
        self.numbers = {pair: lock_number(self.ref.key, pair[0], ROUTE, pair[1]) for pair in pairs}
        # Who they are is not proven yet, so everything that they name is asked for.
        named = [(ask.buyer_id, ask.data) for ask in asks]
        calls = self._calls(first_calls(named, list({ask.key_hash for ask in asks}), pairs))
        begun, limits, facts = await begin(self.connection, self.ref, self.numbers.values(), sql.ALL, calls)
        await counted
        assert begun is not None
        faultpoint("orders.lane.after_read")
        read = read_of(limits, facts)
        used = self._sort(read, frozenset(begun[2]))
        wishes = self.wishes
        if not wishes:
            await self.connection.execute("ROLLBACK")
            return self._finished(), None
        told = Told(
            [Receipt(asks[at].principal, asks[at].idempotency_key, asks[at].body_hash) for at in self.places],
            [asks[at].request_id for at in self.places],
            [asks[at].origin for at in self.places],
        )
        decided = await self._drive(decide(read, wishes, told, self.known, exact=exact))
        if not decided.orders:
            await self.connection.execute("ROLLBACK")
            self._tell(decided, None, read)
            return self._finished(), None
        last = [decided.lock, (sql.WRITE, decided.values)]
        if used:
            last.append((sql.USED, [read.now, array_of(sorted(used))]))
        faultpoint("orders.lane.before_commit")
        try:
            rows = await send(self.connection, *self._calls(last), b"COMMIT")
        except OperationalError as error:
            raise OutcomeUnknown from error
        faultpoint("orders.lane.after_commit")
        self._tell(decided, rows[1], read)
        return self._finished(), decided

    def _sort(self, read: Read, busy: frozenset[int]) -> set[str]:
        """Set aside what the ordinary command must take and what is answered already; the others become wishes."""
        proven = {
            key.hash: key for row in read.keys if (key := proven_key(row.row, read.now, self.permissions)) is not None
        }
        self.wishes: list[Wish] = []
        self.places: list[int] = []
        first: dict[tuple[str, str], int] = {}
        used: set[str] = set()
        for at, ask in enumerate(self.asks):
            key = proven.get(ask.key_hash)
            # Whether policies want an order approved takes more than a batch reads: the ordinary command looks.
            if key is None or ask.buyer_id in read.asking or not self._may(ask, key, busy):
                self.outcomes[at] = UNUSUAL
                continue
            if key.is_use_due:
                used.add(key.in_use.actor.id)
            name = (ask.principal, ask.idempotency_key)
            if name in read.answers:
                body_hash, answer = read.answers[name]
                self.outcomes[at] = Answer(answer) if body_hash == ask.body_hash else UNUSUAL
            elif name in first:
                # The same key twice: the first goes in, this one gets its answer.
                self.followers[at] = first[name]
            else:
                first[name] = at
                self.places.append(at)
                self.wishes.append(Wish(len(self.wishes), ask.data, ask.buyer_id, key.in_use.actor, ask.language))
        return used

    def _may(self, ask: OrderAsk, key: ProvenKey, busy: frozenset[int]) -> bool:
        actor = key.in_use.actor
        if ask.counted.is_over or not ask.counted.is_of(key.in_use):
            return False
        if self.numbers[ask.principal, ask.idempotency_key] in busy:
            return False
        own = actor.company_id in (None, ask.buyer_id)
        # Bounds of a right take more than a batch reads: the ordinary command looks.
        return (
            own
            and actor.may(ROUTE)
            and actor.reaches(ROUTE) is None
            and ask.buyer_id == (ask.data.buyer_id or actor.company_id)
        )

    def _tell(self, decided: Decided, last: Any, read: Read) -> None:
        numbers = numbers_of(last, len(decided.orders), read.now.year) if decided.orders else ()
        told = numbered(self.wishes, decided.verdicts, numbers)
        for at, (verdict, pair) in zip(self.places, told, strict=True):
            if isinstance(verdict, NotAllowed):
                self.outcomes[at] = UNUSUAL  # a denial leaves a row of its own
            elif isinstance(verdict, Refusal) and verdict.code == SHORT and self.habits.fills_short:
                self.outcomes[at] = UNUSUAL
            elif isinstance(verdict, Refusal):
                self.outcomes[at] = Refused(partial(_same, verdict))
            else:
                self.outcomes[at] = Answer(verdict.answer_text(*pair))

    def _finished(self) -> list[Outcome]:
        for at, first in self.followers.items():
            same = self.asks[at].body_hash == self.asks[first].body_hash
            found = self.outcomes[first]
            self.outcomes[at] = found if same and isinstance(found, Answer) else UNUSUAL
        return [one if one is not None else UNUSUAL for one in self.outcomes]

    def _calls(self, calls: Sequence[Call]) -> list[bytes]:
        return [statement.call(self.connection, values) for statement, values in calls]

    async def _drive(self, steps: Generator[list[Call], Rows, Found]) -> Found:
        rows: Rows | None = None
        while True:
            try:
                calls = steps.send(rows) if rows is not None else next(steps)
            except StopIteration as end:
                found: Found = end.value
                return found
            rows = await send(self.connection, *self._calls(calls))


def _same(refusal: Refusal) -> Refusal:
    return refusal
