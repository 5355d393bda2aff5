"""App configuration of integrations."""

from shared_apps.foundation.app_config import KontorApp


class IntegrationsConfig(KontorApp):
    name = "tenant_apps.integrations"
    label = "integrations"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.integrations import wording

        wording.register()
