"""Commands of logistics."""

from tenant_apps.logistics.commands.cancel_shipment import CancelShipment, cancel_shipment
from tenant_apps.logistics.commands.confirm_receipt import ConfirmReceipt, ReceivedLine, confirm_receipt
from tenant_apps.logistics.commands.drop_plans import DropPlans, drop_plans
from tenant_apps.logistics.commands.hold_shipment import (
    HoldShipment,
    ReleaseShipment,
    hold_shipment,
    release_shipment,
)
from tenant_apps.logistics.commands.plan_shipment import PlanShipment, ShipmentAnswer, plan_shipment
from tenant_apps.logistics.commands.render_delivery_note import (
    DeliveryNoteAnswer,
    RenderDeliveryNote,
    render_delivery_note,
)
from tenant_apps.logistics.commands.report_lost import ReportLost, report_lost
from tenant_apps.logistics.commands.ship import SentLine, Ship, ship
from tenant_apps.logistics.commands.ship_by_itself import ShipByItself, ship_by_itself
from tenant_apps.logistics.commands.surplus import EndSurplus, ReportSurplus, SurplusAnswer, end_surplus, report_surplus

__all__ = [
    "CancelShipment",
    "ConfirmReceipt",
    "DeliveryNoteAnswer",
    "DropPlans",
    "EndSurplus",
    "HoldShipment",
    "PlanShipment",
    "ReceivedLine",
    "ReleaseShipment",
    "RenderDeliveryNote",
    "ReportLost",
    "ReportSurplus",
    "SentLine",
    "Ship",
    "ShipByItself",
    "ShipmentAnswer",
    "SurplusAnswer",
    "cancel_shipment",
    "confirm_receipt",
    "drop_plans",
    "end_surplus",
    "hold_shipment",
    "plan_shipment",
    "release_shipment",
    "render_delivery_note",
    "report_lost",
    "report_surplus",
    "ship",
    "ship_by_itself",
]
