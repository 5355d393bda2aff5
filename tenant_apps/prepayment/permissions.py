"""What may be read of prepayments."""

from shared_apps.foundation.permissions import declare

VIEW_PREPAYMENT = declare("prepayment.view_prepayment", "See the orders of one's company that wait for a payment.")
