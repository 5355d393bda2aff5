"""What may be read of payments."""

from shared_apps.foundation.permissions import declare

VIEW_PAYMENT = declare("payments.view_payment", "See the payments made and received by one's company.")
