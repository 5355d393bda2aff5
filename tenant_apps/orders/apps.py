"""App configuration of orders."""

from shared_apps.foundation.app_config import KontorApp


class OrdersConfig(KontorApp):
    name = "tenant_apps.orders"
    label = "orders"
