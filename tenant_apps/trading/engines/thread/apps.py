"""App configuration of the thread engine: no tables, it works on those of the kernel."""

from shared_apps.foundation.app_config import KontorApp


class ThreadEngineConfig(KontorApp):
    name = "tenant_apps.trading.engines.thread"
    label = "trading_thread"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
        from tenant_apps.trading.engines.thread.verdict_texts import VERDICTS
        from tenant_apps.trading.engines.thread.web.pages import PAGES
        from tenant_apps.trading.kernel.decisions.engine import declare_engine
        from tenant_apps.trading.kernel.verdict_texts import VERDICTS as KNOWN
        from tenant_apps.trading.kernel.web.engine_pages import declare_pages

        declare_engine(ENGINE)
        KNOWN.update(VERDICTS)
        declare_pages("thread", PAGES)
