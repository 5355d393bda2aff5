"""App configuration of workspace: puts the marketplace's navigation around every page."""

from shared_apps.foundation.app_config import KontorApp


class WorkspaceConfig(KontorApp):
    name = "tenant_apps.workspace"
    label = "workspace"

    def ready(self) -> None:
        super().ready()
        from shared_apps.accounts import shells
        from tenant_apps.workspace import wording
        from tenant_apps.workspace.web import shell

        shells.register("tenant", shell.build)
        wording.register()
