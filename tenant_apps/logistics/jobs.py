"""Jobs of logistics: papers, made outside the transaction that ships."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from tenant_apps.logistics.commands import RenderDeliveryNote, render_delivery_note


@job("logistics.render_delivery_note")
def render(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Render one delivery note; the command makes it once, however often the job runs."""
    data = RenderDeliveryNote(shipment_id=UUID(payload["shipment_id"]))
    return {"document_id": str(run(render_delivery_note, Actor.system("logistics.papers"), data).document_id)}
