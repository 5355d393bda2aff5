"""App configuration of api."""

from shared_apps.foundation.app_config import KontorApp


class ApiConfig(KontorApp):
    name = "shared_apps.api"
    label = "api"
