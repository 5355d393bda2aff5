"""App configuration of logistics."""

from shared_apps.foundation.app_config import KontorApp


class LogisticsConfig(KontorApp):
    name = "tenant_apps.logistics"
    label = "logistics"
