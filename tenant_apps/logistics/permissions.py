"""What may be read of logistics."""

from shared_apps.foundation.permissions import declare

VIEW_SHIPMENT = declare("logistics.view_shipment", "See the shipments of one's company and their delivery notes.")
