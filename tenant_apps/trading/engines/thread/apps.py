"""App configuration of the thread engine: quotes live in the kernel's ledger, its own tables hold guests."""

from shared_apps.foundation.app_config import KontorApp


class ThreadEngineConfig(KontorApp):
    name = "tenant_apps.trading.engines.thread"
    label = "thread"

    def ready(self) -> None:
        super().ready()
        from shared_apps.audit import names
        from tenant_apps.trading.engines.thread.decisions.engine import ENGINE
        from tenant_apps.trading.engines.thread.queries.guests import names_of_guests
        from tenant_apps.trading.engines.thread.request_gate import GATE
        from tenant_apps.trading.engines.thread.verdict_texts import VERDICTS
        from tenant_apps.trading.engines.thread.web.pages import PAGES
        from tenant_apps.trading.kernel.decisions.engine import declare_engine
        from tenant_apps.trading.kernel.errors import explain_verdicts
        from tenant_apps.trading.kernel.gates import declare_gate
        from tenant_apps.trading.kernel.web.engine_pages import declare_pages

        declare_engine(ENGINE)
        declare_gate(GATE)
        explain_verdicts(VERDICTS)
        declare_pages("thread", PAGES)
        names.register("guest", names_of_guests)
