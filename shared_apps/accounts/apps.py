"""App configuration of accounts: registers the look-ups of API keys and of names with the floors below."""

from shared_apps.foundation.app_config import KontorApp


class AccountsConfig(KontorApp):
    name = "shared_apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from shared_apps.accounts import names as account_names
        from shared_apps.accounts.queries import api_keys, clients, people
        from shared_apps.api import authentication
        from shared_apps.audit import names
        from shared_apps.foundation import person_names

        super().ready()
        authentication.register(clients.access_in_use)
        person_names.register(account_names.name_of)
        names.register("user", people.names_of_people)
        names.register("operator", people.names_of_people)
        names.register("api_key", api_keys.names_of_keys)
