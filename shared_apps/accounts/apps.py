"""App configuration of accounts: registers the look-ups of API keys and of names with the floors below."""

from shared_apps.foundation.app_config import KontorApp


class AccountsConfig(KontorApp):
    name = "shared_apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from shared_apps.accounts import names
        from shared_apps.accounts.queries import api_keys
        from shared_apps.api import authentication
        from shared_apps.foundation import person_names

        super().ready()
        authentication.register(api_keys.key_in_use)
        person_names.register(names.name_of)
