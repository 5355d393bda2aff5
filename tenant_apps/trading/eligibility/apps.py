"""App configuration of eligibility: no tables, a gate that reads those of parties."""

from shared_apps.foundation.app_config import KontorApp


class EligibilityConfig(KontorApp):
    name = "tenant_apps.trading.eligibility"
    label = "eligibility"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.eligibility.gate import GATE
        from tenant_apps.trading.eligibility.verdict_texts import TEXTS
        from tenant_apps.trading.kernel.gates import declare_gate
        from tenant_apps.trading.kernel.verdict_texts import declare_verdicts

        declare_gate(GATE)
        declare_verdicts(TEXTS)
