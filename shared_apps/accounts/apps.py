"""App configuration of accounts."""

from shared_apps.foundation.app_config import KontorApp


class AccountsConfig(KontorApp):
    name = "shared_apps.accounts"
    label = "accounts"
