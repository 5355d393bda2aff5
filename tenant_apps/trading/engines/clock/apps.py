"""App configuration of the clock engine: no tables, it works on those of the kernel."""

from shared_apps.foundation.app_config import KontorApp


class ClockEngineConfig(KontorApp):
    name = "tenant_apps.trading.engines.clock"
    label = "trading_clock"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.engines.clock.decisions.engines import ENGINES
        from tenant_apps.trading.engines.clock.decisions.synthetic import BIDDING
        from tenant_apps.trading.engines.clock.verdict_texts import TEXTS
        from tenant_apps.trading.kernel.decisions.engine import declare_engine
        from tenant_apps.trading.kernel.decisions.simulation import declare_bidding
        from tenant_apps.trading.kernel.verdict_texts import declare_verdicts

        for engine in ENGINES.values():
            declare_engine(engine)
        for code, bidding in BIDDING.items():
            declare_bidding(code, bidding)
        declare_verdicts(TEXTS)
        from tenant_apps.trading.engines.clock.web.explanations import PANEL
        from tenant_apps.trading.kernel.web.panels import declare_panel

        declare_panel(PANEL)
