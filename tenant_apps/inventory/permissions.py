"""What may be read of inventory."""

from shared_apps.foundation.permissions import declare

VIEW_STOCK = declare("inventory.view_stock", "See the stock of one's company.")
