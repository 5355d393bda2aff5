"""App configuration of evidence."""

from shared_apps.foundation.app_config import KontorApp


class EvidenceConfig(KontorApp):
    name = "tenant_apps.evidence"
    label = "evidence"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.evidence.wording import register

        register()
