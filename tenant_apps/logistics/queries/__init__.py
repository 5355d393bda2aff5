"""Reads of logistics for the apps above and for pages."""

from tenant_apps.logistics.queries.shipments import find_shipment, list_of_order, received_of_orders

__all__ = ["find_shipment", "list_of_order", "received_of_orders"]
