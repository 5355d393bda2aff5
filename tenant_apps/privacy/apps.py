"""App configuration of privacy."""

from shared_apps.foundation.app_config import KontorApp


class PrivacyConfig(KontorApp):
    name = "tenant_apps.privacy"
    label = "privacy"

    def ready(self) -> None:
        super().ready()
        from shared_apps.crypto import objections
        from tenant_apps.privacy.queries import holds, words

        words.register()
        objections.register(holds.numbers_in_force)
