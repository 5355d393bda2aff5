"""App configuration of payments."""

from shared_apps.foundation.app_config import KontorApp


class PaymentsConfig(KontorApp):
    name = "tenant_apps.payments"
    label = "payments"
