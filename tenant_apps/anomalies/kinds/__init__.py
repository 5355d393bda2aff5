"""The fifteen rules: importing them registers them."""

from tenant_apps.anomalies.kinds import access, health, money, pace, signing_in

__all__ = ["access", "health", "money", "pace", "signing_in"]
