"""The watcher: a thread beside the sealer in the region's worker. What was sealed is judged at once.

It depends on the database alone, and on the worker it lives in: a restart of Valkey loses nothing. The sealer tells it
where there is something to read; every few seconds it looks everywhere, in case another worker's sealer leads. Two
watchers of a region take turns by the row of each marketplace.
"""

import time
from threading import Condition, Thread

import structlog
from django.db import connections

from shared_apps.audit import sealing
from shared_apps.foundation import clock
from shared_apps.outbox import tasks, wake
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import Ref, TenantRef
from tenant_apps.anomalies import health, watching

log = structlog.get_logger(__name__)

EVERYWHERE_S = 5.0
LIST_EVERY_S = 3.0
# Batches of one marketplace before others have their turn.
TURN = 4


class Watcher(Thread):
    """Watches for one region until it is told to end."""

    def __init__(self) -> None:
        super().__init__(name="watcher", daemon=True)
        self.told: dict[str, TenantRef] = {}
        self.changed = Condition()
        self.is_over = False
        self.known: list[TenantRef] = []
        self.listed_at = 0.0
        self.minute = -1

    def tell(self, ref: Ref) -> None:
        """Something was sealed there."""
        if isinstance(ref, TenantRef):
            with self.changed:
                self.told[ref.key] = ref
                self.changed.notify()

    def run(self) -> None:
        with wake.quietly():
            self._run()

    def _run(self) -> None:
        everywhere = 0.0
        while not self.is_over:
            with self.changed:
                if not self.told:
                    self.changed.wait(max(everywhere - time.monotonic(), 0.05))
                told, self.told = list(self.told.values()), {}
            if self.is_over:
                break
            if time.monotonic() >= everywhere:
                everywhere = time.monotonic() + EVERYWHERE_S
                self._everywhere()
            for ref in told:
                self._watch(ref)
        connections.close_all()

    def _watch(self, ref: TenantRef) -> None:
        try:
            with scope.enter(ref):
                if watching.watch(TURN) >= TURN * watching.BATCH:
                    self.tell(ref)
        except Exception as error:
            log.warning("anomalies.watch_failed", tenant=ref.slug, error=f"{type(error).__name__}: {error}")
            connections.close_all()

    def _everywhere(self) -> None:
        self._list()
        for ref in self.known:
            if self.is_over:
                return
            try:
                with scope.enter(ref):
                    if watching.is_behind():
                        self.tell(ref)
                    health.look()
            except Exception as error:
                log.warning("anomalies.look_failed", tenant=ref.slug, error=f"{type(error).__name__}: {error}")
                connections.close_all()
        self._canary()

    def _canary(self) -> None:
        """Once a minute, into one marketplace after the other: the way is the same for all of a region."""
        minute = int(time.time()) // 60
        if minute == self.minute or not self.known:
            return
        self.minute = minute
        ref = self.known[minute % len(self.known)]
        try:
            with scope.enter(ref):
                health.canary_if_due(clock.now(scope.alias()))
        except Exception as error:
            log.warning("anomalies.no_canary", tenant=ref.slug, error=f"{type(error).__name__}: {error}")

    def _list(self) -> None:
        if self.known and time.monotonic() - self.listed_at < LIST_EVERY_S:
            return
        try:
            self.known = list(tasks.list_active()) if tasks.list_active is not None else []
            self.listed_at = time.monotonic()
        except Exception as error:
            log.warning("anomalies.no_registry", error=str(error))
        finally:
            connections.close_all()

    def end(self) -> None:
        with self.changed:
            self.is_over = True
            self.changed.notify()


_running: list[Watcher] = []


def start() -> None:
    """Begin to watch in this process."""
    watcher = Watcher()
    sealing.LISTENERS.append(watcher.tell)
    _running.append(watcher)
    watcher.start()


def stop() -> None:
    """Let the watcher finish what it is at."""
    for watcher in _running:
        watcher.end()
        watcher.join(5)
    _running.clear()
