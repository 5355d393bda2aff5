"""App configuration of claims."""

from shared_apps.foundation.app_config import KontorApp


class ClaimsConfig(KontorApp):
    name = "tenant_apps.claims"
    label = "claims"
