"""App configuration of the listing engine: no tables, it works on those of the kernel."""

from shared_apps.foundation.app_config import KontorApp


class ListingEngineConfig(KontorApp):
    name = "tenant_apps.trading.engines.listing"
    label = "trading_listing"
