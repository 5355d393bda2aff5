"""App configuration of parties."""

from shared_apps.foundation.app_config import KontorApp


class PartiesConfig(KontorApp):
    name = "tenant_apps.parties"
    label = "parties"
