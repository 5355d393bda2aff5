"""App configuration of audit."""

from shared_apps.foundation.app_config import KontorApp


class AuditConfig(KontorApp):
    name = "shared_apps.audit"
    label = "audit"
