"""App configuration of integrations."""

from shared_apps.foundation.app_config import KontorApp


class IntegrationsConfig(KontorApp):
    name = "tenant_apps.integrations"
    label = "integrations"
