"""The shared user interface: shells, components, tags, style. It owns no table."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "shared_apps.ui"
    label = "ui"

    def ready(self) -> None:
        from shared_apps.ui import statuses

        statuses.register_common()
