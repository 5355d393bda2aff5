"""The panel that links an event with the one before it and the one that followed, and lets it be run again."""

from django.http import HttpRequest

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.panels import Panel, PanelShown
from tenant_apps.trading.second_try.queries import links_of


def build(request: HttpRequest, room: Room) -> PanelShown | None:
    """Nothing for an event that stands alone and cannot be run again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    links = links_of(actor, room.id)
    if links is None or not (links.before or links.after or links.may_rerun):
        return None
    return PanelShown("second_try/_panel.html", {"links": links, "room": room})


PANEL = Panel("second_try", 20, build)
