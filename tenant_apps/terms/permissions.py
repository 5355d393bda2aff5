"""What may be read of payment terms."""

from shared_apps.foundation.permissions import declare

VIEW_PLAN = declare("terms.view_plan", "See payment terms of one's company and what is due when.")
