"""What may be read of deposits."""

from shared_apps.foundation.permissions import declare

VIEW_DEPOSIT = declare("deposits.view_deposit", "See the deposits that one's company gives or holds.")
