"""App configuration of settlement."""

from shared_apps.foundation.app_config import KontorApp


class SettlementConfig(KontorApp):
    name = "tenant_apps.settlement"
    label = "settlement"

    def ready(self) -> None:
        super().ready()
        from shared_apps.foundation.cutting import add_columns
        from tenant_apps.settlement.bounds import PAID

        add_columns("payments.payment", **PAID)
