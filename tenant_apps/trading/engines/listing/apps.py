"""App configuration of the listing engine: no tables, it works on those of the kernel."""

from shared_apps.foundation.app_config import KontorApp


class ListingEngineConfig(KontorApp):
    name = "tenant_apps.trading.engines.listing"
    label = "trading_listing"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.engines.listing.decisions.engine import ENGINE
        from tenant_apps.trading.engines.listing.verdict_texts import TEXTS
        from tenant_apps.trading.kernel.decisions.engine import declare_engine
        from tenant_apps.trading.kernel.verdict_texts import declare_verdicts

        declare_engine(ENGINE)
        declare_verdicts(TEXTS)
