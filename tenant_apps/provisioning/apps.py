"""App configuration of provisioning."""

from shared_apps.foundation.app_config import KontorApp


class ProvisioningConfig(KontorApp):
    name = "tenant_apps.provisioning"
    label = "provisioning"

    def ready(self) -> None:
        super().ready()
        from shared_apps.accounts.queries.api_keys import register_names
        from tenant_apps.provisioning import wording
        from tenant_apps.provisioning.queries.connections import names_of_connections

        register_names(names_of_connections)
        wording.register()
