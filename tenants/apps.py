"""App configuration of tenants: registers the directory loaders with the floors below."""

from shared_apps.foundation.app_config import KontorApp


class TenantsConfig(KontorApp):
    name = "tenants"
    label = "tenants"

    def ready(self) -> None:
        from shared_apps.accounts import shells
        from shared_apps.outbox import tasks
        from shared_apps.tenancy import addresses, directory
        from tenants import loaders, places, sweeping
        from tenants.web import shell, statuses

        shells.register("control", shell.build)
        statuses.register_all()
        addresses.register(places.base_url)
        directory.register(loaders.by_host, loaders.by_id)
        tasks.list_active = loaders.list_active
        tasks.SWEEPERS.append(sweeping.sweep)
        super().ready()
