"""App configuration of inventory: tells which warehouses a grant can be bounded by."""

from shared_apps.foundation.app_config import KontorApp


class InventoryConfig(KontorApp):
    name = "tenant_apps.inventory"
    label = "inventory"

    def ready(self) -> None:
        from tenant_apps.identity.queries import register_choices
        from tenant_apps.inventory.queries.stock import warehouse_choices

        super().ready()
        register_choices("warehouses", warehouse_choices)
