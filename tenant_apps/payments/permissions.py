"""What may be read of payments."""

from shared_apps.foundation.permissions import declare, narrow

VIEW_PAYMENT = declare("payments.view_payment", "See the payments made and received by one's company.")
# Whose order it pays, and of what, settlement knows (`cutting.add_columns`).
narrow(VIEW_PAYMENT, by=("people", "categories", "warehouses"))
narrow("payments.record_payment", by=("amount",))
