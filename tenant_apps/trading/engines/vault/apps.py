"""App configuration of the vault engine: its own tables hold who opens and who scores."""

from shared_apps.foundation.app_config import KontorApp


class VaultEngineConfig(KontorApp):
    name = "tenant_apps.trading.engines.vault"
    label = "vault"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
        from tenant_apps.trading.engines.vault.verdict_texts import VERDICTS
        from tenant_apps.trading.kernel.decisions.engine import declare_engine
        from tenant_apps.trading.kernel.errors import explain_verdicts

        declare_engine(ENGINE)
        explain_verdicts(VERDICTS)
        from tenant_apps.trading.engines.vault.gates import OpenersStayOut
        from tenant_apps.trading.kernel.gates import declare_gate

        declare_gate(OpenersStayOut())
        from tenant_apps.trading.engines.vault.web import pages
        from tenant_apps.trading.kernel.web.engine_pages import EnginePages, declare_pages

        declare_pages("vault", EnginePages(room=pages.room, fragment=pages.fragment))
