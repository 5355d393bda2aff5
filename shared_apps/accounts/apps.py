"""App configuration of accounts: registers the look-up of API keys with the API floor."""

from shared_apps.foundation.app_config import KontorApp


class AccountsConfig(KontorApp):
    name = "shared_apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from shared_apps.accounts.queries import api_keys
        from shared_apps.api import authentication

        super().ready()
        authentication.register(api_keys.key_in_use)
