"""What may be read of orders, and the right to agree a price that is not the list price."""

from shared_apps.foundation.permissions import declare

VIEW_ORDER = declare("orders.view_order", "See the orders and returns of one's company.")
AGREE_PRICE = declare("orders.agree_price", "Place orders and returns at a price other than the list price.")
