"""App configuration of single sign-on: tells accounts which ways in there are."""

from shared_apps.foundation.app_config import KontorApp


class FederationConfig(KontorApp):
    name = "tenant_apps.federation"
    label = "federation"

    def ready(self) -> None:
        from shared_apps.accounts import providers
        from tenant_apps.federation.ways import WAYS

        super().ready()
        providers.register(WAYS)
