"""App configuration of ledger."""

from shared_apps.foundation.app_config import KontorApp


class LedgerConfig(KontorApp):
    name = "tenant_apps.ledger"
    label = "ledger"
