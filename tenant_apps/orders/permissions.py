"""What may be read of orders, the right to agree a price other than the list price, and which rights hold in bounds."""

from shared_apps.foundation.permissions import declare, narrow, untouched

VIEW_ORDER = declare("orders.view_order", "See the orders and returns of one's company.")
AGREE_PRICE = declare("orders.agree_price", "Place orders and returns at a price other than the list price.")
PLACE_ORDER = "orders.place_order"
narrow(VIEW_ORDER, "orders.cancel_order", by=("people", "categories", "warehouses"))
# Whoever submits a draft has it placed where nobody has to agree: what it comes to is not looked at there.
narrow("orders.save_order_draft", "orders.submit_order_draft", "orders.withdraw_order_draft", by=("people",))
narrow(PLACE_ORDER, by=("amount", "categories"))
# An order that one places is one's own, and comes from the seller's warehouse, whichever that is.
untouched(PLACE_ORDER, by=("people",))
untouched("orders.cancel_order", "orders.save_order_draft", "orders.withdraw_order_draft", by=("amount",))
