"""App configuration of privacy."""

from shared_apps.foundation.app_config import KontorApp


class PrivacyConfig(KontorApp):
    name = "tenant_apps.privacy"
    label = "privacy"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.privacy.queries import words

        words.register()
