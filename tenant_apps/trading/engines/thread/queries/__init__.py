"""What may be read of requests for quotation."""

from tenant_apps.trading.engines.thread.queries.requests import RequestView, ThreadView, request_view

__all__ = ["RequestView", "ThreadView", "request_view"]
