"""The panel in the room of an event: one's own deposit with the way to pay it, or those that wait to be confirmed."""

from django.http import HttpRequest

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.deposits.queries import deposits_of_event
from tenant_apps.trading.deposits.web.acts import acts_of
from tenant_apps.trading.deposits.web.forms import ReportForm
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.panels import Panel, PanelShown


def build(request: HttpRequest, room: Room) -> PanelShown | None:
    """Nothing where the viewer has no deposit in this event and holds none of it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("deposits.view_deposit"):
        return None
    rows = deposits_of_event(actor, room.id)
    if not rows:
        return None
    own = [row for row in rows if row.payer_id == actor.company_id]
    return PanelShown(
        "deposits/_panel.html",
        {
            "own": [(row, acts_of(actor, row)) for row in own],
            "others": [(row, acts_of(actor, row)) for row in rows if row.payer_id != actor.company_id],
            "form": ReportForm(),
        },
    )


PANEL = Panel("deposits", 10, build)
