"""App configuration of api."""

from shared_apps.foundation.app_config import KontorApp


class ApiConfig(KontorApp):
    name = "shared_apps.api"
    label = "api"

    def ready(self) -> None:
        from shared_apps.api import schema  # noqa: F401  registers how keys are described in the schema

        super().ready()
