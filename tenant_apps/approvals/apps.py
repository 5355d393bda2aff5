"""App configuration of approvals."""

from shared_apps.foundation.app_config import KontorApp


class ApprovalsConfig(KontorApp):
    name = "tenant_apps.approvals"
    label = "approvals"
