"""Reads of listings: the takes that wait for an answer."""

from tenant_apps.trading.engines.listing.queries.waiting import WaitingTake, count_to_answer, waiting_in, waiting_takes

__all__ = ["WaitingTake", "count_to_answer", "waiting_in", "waiting_takes"]
