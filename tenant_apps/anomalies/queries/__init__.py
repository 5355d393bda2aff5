"""Reads of anomalies."""

from tenant_apps.anomalies.queries.alerts import alert_rows, find_alert, first_live, live_counts

__all__ = ["alert_rows", "find_alert", "first_live", "live_counts"]
