"""App configuration of spending."""

from shared_apps.foundation.app_config import KontorApp


class SpendingConfig(KontorApp):
    name = "tenant_apps.spending"
    label = "spending"
