"""What may be read of prices."""

from shared_apps.foundation.permissions import declare

VIEW_PRICE = declare("pricing.view_price", "See the prices that apply to one's company.")
