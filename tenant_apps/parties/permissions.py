"""What may be read of companies."""

from shared_apps.foundation.permissions import declare

VIEW_COMPANY = declare(
    "parties.view_company", "Sees companies: the own one, or all of them in the marketplace's roles."
)
