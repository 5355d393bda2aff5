"""What may be read of companies."""

from shared_apps.foundation.permissions import declare, untouched

VIEW_COMPANY = declare(
    "parties.view_company", "Sees companies: the own one, or all of them in the marketplace's roles."
)
# A company's page shows its places and papers, which no bound on single things tells apart.
untouched(VIEW_COMPANY, by=("people", "categories", "warehouses"))
