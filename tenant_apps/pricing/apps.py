"""App configuration of pricing."""

from shared_apps.foundation.app_config import KontorApp


class PricingConfig(KontorApp):
    name = "tenant_apps.pricing"
    label = "pricing"
