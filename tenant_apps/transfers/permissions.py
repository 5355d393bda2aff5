"""What may be read of transfers."""

from shared_apps.foundation.permissions import declare

VIEW_TRANSFERS = declare(
    "transfers.view_transfer", "See what leaves the region, on what it rests, and what was blocked."
)
