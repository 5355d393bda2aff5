"""App configuration of orders."""

from shared_apps.foundation.app_config import KontorApp


class OrdersConfig(KontorApp):
    name = "tenant_apps.orders"
    label = "orders"

    def ready(self) -> None:
        super().ready()
        from shared_apps.foundation.cutting import add_columns
        from tenant_apps.approvals.types import declare_subject
        from tenant_apps.orders.bounds import DEALS
        from tenant_apps.orders.subject import ORDER

        declare_subject(ORDER)
        add_columns("trading.deal", **DEALS)
