"""App configuration of processes."""

from shared_apps.foundation.app_config import KontorApp


class ProcessesConfig(KontorApp):
    name = "tenant_apps.processes"
    label = "processes"
