"""Commands of the listing engine."""

from tenant_apps.trading.engines.listing.commands.change_listing import ChangeListing, change_listing
from tenant_apps.trading.engines.listing.commands.expire_listing import ExpireListing, expire_listing
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult, PublishListing, publish_listing
from tenant_apps.trading.engines.listing.commands.take_listing import TakeListing, Taken, take_listing
from tenant_apps.trading.engines.listing.commands.withdraw_listing import WithdrawListing, withdraw_listing

__all__ = [
    "ChangeListing",
    "ExpireListing",
    "ListingResult",
    "PublishListing",
    "TakeListing",
    "Taken",
    "WithdrawListing",
    "change_listing",
    "expire_listing",
    "publish_listing",
    "take_listing",
    "withdraw_listing",
]
