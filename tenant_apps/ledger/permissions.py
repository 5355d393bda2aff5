"""What may be read of the ledger."""

from shared_apps.foundation.permissions import declare

VIEW_ENTRY = declare("ledger.view_entry", "See the books of one's company.")
