"""The shared user interface: shells, components, tags, style. It owns no table."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "shared_apps.ui"
    label = "ui"

    def ready(self) -> None:
        from shared_apps.ui import cotton, statuses

        cotton.share_libraries()
        statuses.register_common()
