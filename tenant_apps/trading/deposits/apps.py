"""App configuration of deposits: a gate in front of bids and awards, and a panel in every room."""

from shared_apps.foundation.app_config import KontorApp


class DepositsConfig(KontorApp):
    name = "tenant_apps.trading.deposits"
    label = "deposits"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.deposits.gate import GATE
        from tenant_apps.trading.deposits.verdict_texts import TEXTS
        from tenant_apps.trading.deposits.web.panel import PANEL
        from tenant_apps.trading.kernel.gates import declare_gate
        from tenant_apps.trading.kernel.verdict_texts import declare_verdicts
        from tenant_apps.trading.kernel.web.panels import declare_panel

        declare_gate(GATE)
        declare_panel(PANEL)
        declare_verdicts(TEXTS)
