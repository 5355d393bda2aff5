"""App configuration of second tries: a gate against defaulters, and a panel that links events with what followed."""

from shared_apps.foundation.app_config import KontorApp


class SecondTryConfig(KontorApp):
    name = "tenant_apps.trading.second_try"
    label = "second_try"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.kernel.gates import declare_gate
        from tenant_apps.trading.kernel.verdict_texts import declare_verdicts
        from tenant_apps.trading.kernel.web.panels import declare_panel
        from tenant_apps.trading.second_try.gate import GATE
        from tenant_apps.trading.second_try.verdict_texts import TEXTS
        from tenant_apps.trading.second_try.web.panel import PANEL

        declare_gate(GATE)
        declare_panel(PANEL)
        declare_verdicts(TEXTS)
