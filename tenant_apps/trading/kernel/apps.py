"""App configuration of trading."""

from shared_apps.foundation.app_config import KontorApp


class TradingConfig(KontorApp):
    name = "tenant_apps.trading.kernel"
    label = "trading"
