"""App configuration of tenancy."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "shared_apps.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from shared_apps.tenancy import checks  # noqa: F401
