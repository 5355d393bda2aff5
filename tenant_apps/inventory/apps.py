"""App configuration of inventory."""

from shared_apps.foundation.app_config import KontorApp


class InventoryConfig(KontorApp):
    name = "tenant_apps.inventory"
    label = "inventory"
