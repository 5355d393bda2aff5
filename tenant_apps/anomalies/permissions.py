"""What may be read of anomalies."""

from shared_apps.foundation.permissions import declare

VIEW_ALERT = declare("anomalies.view_alert", "See alerts of odd behaviour and how their rules are tuned.")
