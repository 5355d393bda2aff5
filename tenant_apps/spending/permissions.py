"""What may be read of spending."""

from shared_apps.foundation.permissions import declare

VIEW_LIMIT = declare("spending.view_limit", "See budgets, limits and credit of one's company.")
