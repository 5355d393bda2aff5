"""Pages that an engine brings itself: its room, the form that publishes an event, the part that changes while it runs.

An engine without an entry uses the pages of the kernel.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tenant_apps.trading.kernel.queries.rooms import Room

RoomView = Callable[[HttpRequest, Room], HttpResponse]
PublishView = Callable[[HttpRequest, str], HttpResponse]


@dataclass(frozen=True, slots=True)
class EnginePages:
    """`room` serves an event's address, `fragment` what it asks for again, `publish` a new event of a mode.

    Permission and visibility of the event were checked before they are called.
    """

    room: RoomView
    fragment: RoomView
    publish: PublishView | None = None


_PAGES: dict[str, EnginePages] = {}


def declare_pages(engine: str, pages: EnginePages) -> None:
    """Make the pages of an engine known. Called once by its app."""
    if _PAGES.setdefault(engine, pages) is not pages:
        raise RuntimeError(f"two sets of pages for the engine {engine}")


def pages_of(engine: str) -> EnginePages | None:
    return _PAGES.get(engine)
