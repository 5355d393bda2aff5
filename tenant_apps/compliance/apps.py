"""App configuration of compliance."""

from shared_apps.foundation.app_config import KontorApp


class ComplianceConfig(KontorApp):
    name = "tenant_apps.compliance"
    label = "compliance"

    def ready(self) -> None:
        super().ready()
        from shared_apps.tenancy import policy
        from tenant_apps.compliance.queries.policies import value_of

        policy.register(value_of)
