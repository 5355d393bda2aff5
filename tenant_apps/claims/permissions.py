"""What may be read of claims."""

from shared_apps.foundation.permissions import declare

VIEW_CLAIM = declare("claims.view_claim", "See claims of one's company about delivered goods.")
