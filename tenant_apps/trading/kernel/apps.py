"""App configuration of trading."""

from shared_apps.foundation.app_config import KontorApp


class TradingConfig(KontorApp):
    name = "tenant_apps.trading.kernel"
    label = "trading"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.kernel.web.panels import declare_panel
        from tenant_apps.trading.kernel.web.time_machine import PANEL

        declare_panel(PANEL)
