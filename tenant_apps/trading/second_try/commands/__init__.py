"""Commands of second tries."""

from tenant_apps.trading.second_try.commands.negotiate import Negotiate, Negotiation, negotiate
from tenant_apps.trading.second_try.commands.rerun_event import RerunEvent, rerun_event

__all__ = ["Negotiate", "Negotiation", "RerunEvent", "negotiate", "rerun_event"]
