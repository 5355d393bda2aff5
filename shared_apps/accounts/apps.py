"""App configuration of accounts: registers the look-up of API keys, and who knows the names of who acted."""

from shared_apps.foundation.app_config import KontorApp


class AccountsConfig(KontorApp):
    name = "shared_apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from shared_apps.accounts.queries import api_keys, people
        from shared_apps.api import authentication
        from shared_apps.audit import names

        super().ready()
        authentication.register(api_keys.key_in_use)
        names.register("user", people.names_of_people)
        names.register("operator", people.names_of_people)
        names.register("api_key", api_keys.names_of_keys)
