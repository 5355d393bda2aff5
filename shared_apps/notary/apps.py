"""App configuration of notary."""

from shared_apps.foundation.app_config import KontorApp


class NotaryConfig(KontorApp):
    name = "shared_apps.notary"
    label = "notary"
