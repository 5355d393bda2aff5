"""The lane of a region: orders and bids by API, many in one transaction.

`granian --interface asgi config.lane:application`. It has the rights of a web process of its region and no others.
Whatever is no plain order or bid is answered by the same views as there, so its address may be used for them, or not be
used at all. With pages in the same process it is `config/node.py`.
"""

import gc
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

from config.lean import lean

lean()
django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402

# Loaded here so that a wake-up sent by an ordinary request finds the broker of the settings, not Celery's default one.
from config.celery import app as celery_app  # noqa: E402
from shared_apps.accounts.actors import known_permissions  # noqa: E402
from shared_apps.api import problems  # noqa: E402
from shared_apps.api.counting import Counting  # noqa: E402
from shared_apps.api.ordinary import Ordinary  # noqa: E402
from shared_apps.lane.connections import Connections  # noqa: E402
from shared_apps.lane.desk import Desk  # noqa: E402
from shared_apps.lane.queues import Lane  # noqa: E402
from shared_apps.outbox import streams, wake  # noqa: E402
from shared_apps.tenancy.answer_headers import protective  # noqa: E402
from tenant_apps.orders.acceptance.route import OrderRoute, OrdersRoute  # noqa: E402
from tenant_apps.orders.acceptance.work import OrderWork  # noqa: E402
from tenant_apps.trading.kernel.lane.batch import BidWork  # noqa: E402
from tenant_apps.trading.kernel.lane.route import BidRoute  # noqa: E402

__all__ = ["application", "celery_app", "make"]


SWITCH_S = 0.0005
# A batch of five hundred orders makes some twenty thousand objects, and nearly all of them go by themselves.
GC_SELDOM = (50_000, 20, 50)
TAKES = "The lane takes POST to /api/v1/orders, /api/v1/orders:batch and /api/v1/lots/{lot_id}/bids."


def make(database: dict[str, Any] | None = None) -> Desk:
    """An application with lanes of its own; call it inside a running loop."""
    desk = Desk(Ordinary(), Counting(caches["default"], settings.VALKEY_URL))
    connections, known = Connections(database or settings.DATABASES["default"]), known_permissions()
    orders = Lane(connections, OrderWork(known, wake.now), desk.count, overlap=2)
    bids = Lane(connections, BidWork(known, streams.send), desk.count)
    desk.routes += [OrderRoute(orders), OrdersRoute(orders), BidRoute(bids)]
    return desk


class Application:
    """ASGI: made when the server starts, finished with all that waits when it ends.

    `alone`: what no route takes is refused, because another process has the pages and the rest of the API.
    """

    def __init__(self, *, alone: bool = True) -> None:
        self.alone = alone
        self.desk: Desk | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        # Bids wait for nothing that is not a bid: threads of this process give way soon, and what Django has loaded is
        # not gone through again and again in search of garbage.
        sys.setswitchinterval(SWITCH_S)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_SELDOM)
        self.desk = make()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.desk.end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if self.desk is None:
            raise RuntimeError("the lane was not started")
        if self.desk.takes(scope["path"]):
            await self.desk.answer(scope, receive, send)
            return
        if not self.alone:
            await self.desk.ordinary.serve(scope, receive, send)
            return
        found = problems.problem(
            404,
            "api.not_found",
            TAKES,
        )
        response = problems.answer(found)
        said = [*response.items(), *protective(settings.HTTPS)]
        headers = [(name.lower().encode(), value.encode()) for name, value in said]
        await send({"type": "http.response.start", "status": 404, "headers": headers})
        await send({"type": "http.response.body", "body": response.content})


application = Application()
