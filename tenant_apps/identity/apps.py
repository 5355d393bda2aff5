"""App configuration of identity."""

from shared_apps.foundation.app_config import KontorApp


class IdentityConfig(KontorApp):
    name = "tenant_apps.identity"
    label = "identity"
