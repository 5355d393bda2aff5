"""What may be read in trading; what may be done is the list of commands."""

from shared_apps.foundation.permissions import declare, narrow

VIEW_EVENT = declare("trading.view_event", "See open listings and other trading events, and one's own bids.")
VIEW_DEAL = declare("trading.view_deal", "See the deals of one's company and their timelines.")
# An event is for whoever it is published to, whoever of the company looks: whose it is, is not among its bounds.
narrow(VIEW_EVENT, by=("categories",))
narrow(VIEW_DEAL, by=("people", "categories", "warehouses"))
narrow("trading.place_bid", "trading.take_listing", "vault.award_tender", by=("categories", "amount"))
narrow("thread.award_request", "thread.approve_award", by=("categories", "amount"))
