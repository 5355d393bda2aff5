"""App configuration of crypto."""

from shared_apps.foundation.app_config import KontorApp


class CryptoConfig(KontorApp):
    name = "shared_apps.crypto"
    label = "crypto"
