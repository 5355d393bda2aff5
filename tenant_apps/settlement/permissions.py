"""What may be read of settlement."""

from shared_apps.foundation.permissions import declare

VIEW_REFUND = declare("settlement.view_refund", "See what sellers pay back to buyers, and what credit is open.")
