"""Rooms as the stream process sees them: one reader per Valkey stream, a ring of what it read, and who watches.

A watcher who comes back with the number of the last message it saw is served from the ring, in the same step in which
it joins, so nothing can fall between. Where the ring does not reach back that far it is told `reset` and fetches what
it shows anew. What Valkey forgets costs freshness, never truth: the tables have it.
"""

import asyncio
import contextlib
import re
import time
from collections import deque
from typing import Any, Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

RING = 1000
BLOCK_MS = 5000
LINGER_S = 10.0
HEARTBEAT_S = 3.0
PORTION = 200
PAUSES_S = (0.2, 0.5, 1.0)
Id = tuple[int, int]
START: Id = (0, 0)
# 19 digits: what Valkey's own numbers can hold.
_ID = re.compile(r"(\d{1,19})-(\d{1,19})")


class Watcher(Protocol):
    """A connection that shows a room. `push` must not wait; whoever is too slow drops itself."""

    expires_at: int

    def push(self, data: bytes) -> None: ...

    def end(self) -> None: ...


def parse_id(text: str) -> Id | None:
    """A message's number; None for anything else."""
    found = _ID.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def frame(number: Id, body: bytes, event: str = "") -> bytes:
    """One server-sent event. The body has no line breaks: it is JSON on one line."""
    name = f"event: {event}\n".encode() if event else b""
    return b"%sid: %d-%d\ndata: %s\n\n" % (name, *number, body)


class Room:
    """One stream. The ring has everything after `floor`; `last` is the newest number read.

    `is_whole`: it has everything from the start, so that somebody who has seen nothing yet can be served too.
    """

    def __init__(self, key: str, valkey: Redis) -> None:
        self.key = key
        self.valkey: Any = valkey  # its hints allow every shape of answer; ours is bytes
        self.watchers: dict[Watcher, None] = {}
        self.waiting: dict[Watcher, Id | None] = {}
        self.ring: deque[tuple[Id, bytes]] = deque()
        self.floor: Id = START
        self.is_whole = True
        self.last: Id = START
        self.is_loaded = False
        self.is_fresh = False
        self.left_at = time.monotonic()
        self.task = asyncio.create_task(self._read())

    # -- watchers ----------------------------------------------------------------------------------------------------

    def join(self, watcher: Watcher, seen: Id | None) -> None:
        """Let somebody watch: from now on, or from the message after `seen`."""
        if not self.is_loaded:
            self.waiting[watcher] = seen
            return
        self.watchers[watcher] = None
        if seen is None:
            watcher.push(frame(self.last, b"{}", "hello"))
        elif not (seen == START and self.is_whole) and not self.floor <= seen <= self.last:
            watcher.push(frame(self.last, b"{}", "reset"))
        else:
            missed = b"".join(data for number, data in self.ring if number > seen)
            watcher.push(missed or frame(self.last, b"{}", "hello"))

    def leave(self, watcher: Watcher) -> None:
        self.watchers.pop(watcher, None)
        self.waiting.pop(watcher, None)
        self.left_at = time.monotonic()

    @property
    def is_idle(self) -> bool:
        return not self.watchers and not self.waiting and time.monotonic() - self.left_at > LINGER_S

    async def beat(self) -> None:
        """A sign of life with the time, and whether messages come at the moment; whose ticket has run out must go.

        In small portions, so that a message need not wait for it.
        """
        for number, watcher in enumerate([*self.watchers, *self.waiting]):
            if number % PORTION == 0:
                await asyncio.sleep(0)
                now = int(time.time())
                data = b'event: beat\ndata: {"at":%d,"fresh":%s}\n\n' % (now, b"true" if self.is_fresh else b"false")
            if watcher.expires_at <= now:
                watcher.push(b"event: renew\ndata: {}\n\n")
                watcher.end()
            else:
                watcher.push(data)

    def _say(self, data: bytes) -> None:
        for watcher in list(self.watchers):
            watcher.push(data)

    # -- Valkey ------------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        failures = 0
        while True:
            try:
                if not self.is_fresh:
                    await self._load()
                await self._next()
                failures = 0
            except (RedisError, OSError) as error:
                if self.is_fresh or not failures:
                    log.warning("stream.valkey_away", error=str(error))
                self.is_fresh = False
                await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S) - 1)])
                failures += 1

    async def _load(self) -> None:
        """Read what the stream holds: at the start, and after Valkey was away."""
        rows = await self.valkey.xrange(self.key, count=RING * 2)
        was_trimmed = False
        newest = START
        if rows:
            facts = await self.valkey.xinfo_stream(self.key)
            newest = _number(facts["last-generated-id"])
            was_trimmed = facts["entries-added"] != len(rows)
        found = [(_number(number), frame(_number(number), fields[b"m"])) for number, fields in rows]
        if self.is_loaded and self._continues(found, newest):
            self._take([(number, data) for number, data in found if number > self.last])
        else:
            before = self.last
            self.ring = deque(found)
            self.last = found[-1][0] if found else START
            self.floor = found[0][0] if found else START
            self.is_whole = not was_trimmed
            if self.is_loaded:
                # Valkey came back without what it had: nobody can know what fell between.
                self.floor, self.is_whole = (before[0], before[1] + 1), False
                self._say(frame(self.last, b"{}", "reset"))
        self._trim()
        self.is_loaded = self.is_fresh = True
        waiting, self.waiting = self.waiting, {}
        for watcher, seen in waiting.items():
            self.join(watcher, seen)

    def _continues(self, found: list[tuple[Id, bytes]], newest: Id) -> bool:
        """Whether the stream still is the one that was read before, without a hole after `last`."""
        if self.last == START and not found:
            return True
        return any(number == self.last for number, _ in found) and newest >= self.last

    async def _next(self) -> None:
        answer = await self.valkey.xread({self.key: f"{self.last[0]}-{self.last[1]}"}, count=RING, block=BLOCK_MS)
        if not answer:
            await self._check()
            return
        self._take([(_number(number), frame(_number(number), fields[b"m"])) for number, fields in answer[0][1]])

    async def _check(self) -> None:
        """A quiet stream may have been lost and begun anew with smaller numbers; then it is read anew."""
        if self.last != START:
            rows = await self.valkey.xrevrange(self.key, count=1)
            if not rows or _number(rows[0][0]) < self.last:
                self.is_fresh = False

    def _take(self, found: list[tuple[Id, bytes]]) -> None:
        """Keep and pass on. What came together goes out together: one write to each watcher, however many bids."""
        if found:
            if self.floor == START:
                self.floor = found[0][0]
            self.ring.extend(found)
            self.last = found[-1][0]
            self._trim()
            self._say(b"".join(data for _, data in found))

    def _trim(self) -> None:
        while len(self.ring) > RING:
            self.floor, self.is_whole = self.ring.popleft()[0], False


class Rooms:
    """All rooms of this process."""

    def __init__(self, valkey: Redis) -> None:
        self.valkey = valkey
        self.rooms: dict[str, Room] = {}
        self.task = asyncio.create_task(self._beat())

    def join(self, key: str, watcher: Watcher, seen: Id | None) -> Room:
        room = self.rooms.get(key)
        if room is None:
            room = self.rooms[key] = Room(key, self.valkey)
        room.join(watcher, seen)
        return room

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            for key, room in list(self.rooms.items()):
                if room.is_idle:
                    room.task.cancel()
                    del self.rooms[key]
                    continue
                await room.beat()

    async def end(self) -> None:
        """End every connection cleanly and stop reading."""
        self.task.cancel()
        for room in self.rooms.values():
            room.task.cancel()
            for watcher in [*room.watchers, *room.waiting]:
                watcher.end()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(self.task, *(room.task for room in self.rooms.values()), return_exceptions=True)
        self.rooms.clear()


def _number(text: bytes) -> Id:
    found = parse_id(text.decode())
    if found is None:
        raise RuntimeError(f"Valkey numbered a message {text!r}")
    return found
