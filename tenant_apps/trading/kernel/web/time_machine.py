"""The panel by which who runs an event in a sandbox lets its time pass sooner."""

from django.http import HttpRequest

from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.commands.move_time import MOVING, is_moving
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.panels import Panel, PanelShown


def build(request: HttpRequest, room: Room) -> PanelShown | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not scope.tenant().is_sandbox or room.viewer.audience not in ("initiator", "house"):
        return None
    if room.state not in MOVING or not actor.may("trading.move_time"):
        return None
    return PanelShown("trading/_time_machine.html", {"room": room, "is_moving": is_moving(room.id)})


PANEL = Panel("time_machine", 90, build)
