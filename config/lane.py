"""The lane of a region: bids by API, many in one transaction. `granian --interface asgi config.lane:application`.

It has the rights of a web process of its region and no others. Whatever is no plain bid is answered by the same views as
there, so its address may be used for bids, or not be used at all.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

import django

django.setup()

from django.conf import settings
from django.core.cache import caches

# Loaded here so that a wake-up sent by an ordinary request finds the broker of the settings, not Celery's default one.
from config.celery import app as celery_app
from shared_apps.accounts.actors import known_permissions
from shared_apps.api import problems
from shared_apps.api.counting import Counting
from shared_apps.api.ordinary import Ordinary
from shared_apps.outbox import streams
from tenant_apps.trading.kernel.lane.connections import Connections
from tenant_apps.trading.kernel.lane.queues import Lane
from tenant_apps.trading.kernel.lane.requests import PATH, Bids

__all__ = ["application", "celery_app", "make"]


def make(database: dict[str, Any] | None = None) -> Bids:
    """An application with a lane of its own; call it inside a running loop."""
    bids = Bids(Ordinary(), Counting(caches["default"], settings.VALKEY_URL))
    connections = Connections(database or settings.DATABASES["default"])
    bids.lane = Lane(connections, known_permissions(), bids.count, streams.send)
    return bids


class Application:
    """ASGI: made when the server starts, finished with all that waits when it ends."""

    def __init__(self) -> None:
        self.bids: Bids | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self.bids = make()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.bids.end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        if self.bids is None:
            raise RuntimeError("the lane was not started")
        if PATH.fullmatch(scope["path"]) is not None:
            await self.bids.answer(scope, receive, send)
            return
        found = problems.problem(404, "api.not_found", "The lane takes bids alone: POST /api/v1/lots/{lot_id}/bids.")
        response = problems.answer(found)
        headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
        await send({"type": "http.response.start", "status": 404, "headers": headers})
        await send({"type": "http.response.body", "body": response.content})


application = Application()
