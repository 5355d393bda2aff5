"""App configuration of settlement."""

from shared_apps.foundation.app_config import KontorApp


class SettlementConfig(KontorApp):
    name = "tenant_apps.settlement"
    label = "settlement"
