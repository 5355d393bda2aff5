"""App configuration of invoicing."""

from shared_apps.foundation.app_config import KontorApp


class InvoicingConfig(KontorApp):
    name = "tenant_apps.invoicing"
    label = "invoicing"
