"""What may be read of requests for quotation."""

from tenant_apps.trading.engines.thread.person_marks import mark_of
from tenant_apps.trading.engines.thread.queries.guests import as_guest
from tenant_apps.trading.engines.thread.queries.requests import RequestView, ThreadView, request_view

__all__ = ["RequestView", "ThreadView", "as_guest", "mark_of", "request_view"]
