"""Commands of logistics."""

from tenant_apps.logistics.commands.cancel_shipment import CancelShipment, cancel_shipment
from tenant_apps.logistics.commands.confirm_receipt import ConfirmReceipt, ReceivedLine, confirm_receipt
from tenant_apps.logistics.commands.drop_plans import DropPlans, drop_plans
from tenant_apps.logistics.commands.plan_shipment import PlanShipment, ShipmentAnswer, plan_shipment
from tenant_apps.logistics.commands.render_delivery_note import (
    DeliveryNoteAnswer,
    RenderDeliveryNote,
    render_delivery_note,
)
from tenant_apps.logistics.commands.ship import Ship, ship

__all__ = [
    "CancelShipment",
    "ConfirmReceipt",
    "DeliveryNoteAnswer",
    "DropPlans",
    "PlanShipment",
    "ReceivedLine",
    "RenderDeliveryNote",
    "Ship",
    "ShipmentAnswer",
    "cancel_shipment",
    "confirm_receipt",
    "drop_plans",
    "plan_shipment",
    "render_delivery_note",
    "ship",
]
