"""App configuration of provisioning."""

from shared_apps.foundation.app_config import KontorApp


class ProvisioningConfig(KontorApp):
    name = "tenant_apps.provisioning"
    label = "provisioning"

    def ready(self) -> None:
        super().ready()
        from shared_apps.audit import names
        from tenant_apps.provisioning.queries.connections import names_of_connections

        names.register("directory", names_of_connections)
