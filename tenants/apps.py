"""App configuration of tenants: registers the directory loaders with the floors below."""

from shared_apps.foundation.app_config import KontorApp


class TenantsConfig(KontorApp):
    name = "tenants"
    label = "tenants"

    def ready(self) -> None:
        from shared_apps.accounts import shells
        from shared_apps.outbox import tasks
        from shared_apps.tenancy import addresses, directory, region_jobs
        from tenants import gate, loaders, places, support, sweeping
        from tenants.web import shell, statuses

        shells.register("control", shell.build)
        statuses.register_all()
        addresses.register(places.base_url)
        directory.register(loaders.by_host, loaders.by_id, loaders.siblings)
        tasks.list_active = loaders.list_active
        tasks.SWEEPERS.append(sweeping.sweep)
        gate.register()
        region_jobs.register_reporter(support.report)
        super().ready()
