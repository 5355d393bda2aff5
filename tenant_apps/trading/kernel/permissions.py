"""What may be read in trading; what may be done is the list of commands."""

from shared_apps.foundation.permissions import declare

VIEW_EVENT = declare("trading.view_event", "See open listings and other trading events, and one's own bids.")
VIEW_DEAL = declare("trading.view_deal", "See the deals of one's company and their timelines.")
