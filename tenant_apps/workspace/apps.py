"""App configuration of workspace."""

from shared_apps.foundation.app_config import KontorApp


class WorkspaceConfig(KontorApp):
    name = "tenant_apps.workspace"
    label = "workspace"
