"""App configuration of exceptions."""

from shared_apps.foundation.app_config import KontorApp


class ExceptionsConfig(KontorApp):
    name = "tenant_apps.exceptions"
    label = "exceptions"
