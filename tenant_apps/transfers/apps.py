"""App configuration of transfers: it is the gate of every marketplace."""

from shared_apps.foundation.app_config import KontorApp


class TransfersConfig(KontorApp):
    name = "tenant_apps.transfers"
    label = "transfers"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.transfers import gate

        gate.register()
