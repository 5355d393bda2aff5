"""App configuration of support."""

from shared_apps.foundation.app_config import KontorApp


class SupportConfig(KontorApp):
    name = "tenant_apps.support"
    label = "support"
