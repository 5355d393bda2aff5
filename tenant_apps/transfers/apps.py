"""App configuration of transfers."""

from shared_apps.foundation.app_config import KontorApp


class TransfersConfig(KontorApp):
    name = "tenant_apps.transfers"
    label = "transfers"
