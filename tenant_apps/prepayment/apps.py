"""App configuration of prepayment."""

from shared_apps.foundation.app_config import KontorApp


class PrepaymentConfig(KontorApp):
    name = "tenant_apps.prepayment"
    label = "prepayment"
