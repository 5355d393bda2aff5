"""App configuration of anomalies."""

from shared_apps.foundation.app_config import KontorApp


class AnomaliesConfig(KontorApp):
    name = "tenant_apps.anomalies"
    label = "anomalies"
