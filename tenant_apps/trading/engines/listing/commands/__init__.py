"""Commands of the listing engine."""

from tenant_apps.trading.engines.listing.commands.answer_take import (
    Answered,
    AnswerTake,
    ApproveTake,
    ReleaseTake,
    answer_take,
    approve_take,
    release_take,
)
from tenant_apps.trading.engines.listing.commands.change_listing import ChangeListing, change_listing
from tenant_apps.trading.engines.listing.commands.expire_listing import ExpireListing, expire_listing
from tenant_apps.trading.engines.listing.commands.publish_listing import ListingResult, PublishListing, publish_listing
from tenant_apps.trading.engines.listing.commands.review_listing import ReviewListing, review_listing
from tenant_apps.trading.engines.listing.commands.take_basket import BasketLine, BasketTaken, TakeBasket, take_basket
from tenant_apps.trading.engines.listing.commands.take_listing import TakeListing, Taken, take_listing
from tenant_apps.trading.engines.listing.commands.withdraw_listing import WithdrawListing, withdraw_listing

__all__ = [
    "AnswerTake",
    "Answered",
    "ApproveTake",
    "BasketLine",
    "BasketTaken",
    "ChangeListing",
    "ExpireListing",
    "ListingResult",
    "PublishListing",
    "ReleaseTake",
    "ReviewListing",
    "TakeBasket",
    "TakeListing",
    "Taken",
    "WithdrawListing",
    "answer_take",
    "approve_take",
    "change_listing",
    "expire_listing",
    "publish_listing",
    "release_take",
    "review_listing",
    "take_basket",
    "take_listing",
    "withdraw_listing",
]
